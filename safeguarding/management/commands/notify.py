"""``manage.py notify``, for the early morning: says what is late or due, and sends what people want once a day."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from safeguarding.access.wall import wall_open_to
from safeguarding.home.due_notices import send_digests, tell_what_is_due
from safeguarding.models import School


class Command(BaseCommand):
    help = (
        "Tell people what is late or due within 7 days, and send the e-mails of the day. Safe to run twice."
    )

    def handle(self, **options):
        today = timezone.localdate()
        for school in School.objects.order_by("pk"):
            with wall_open_to([school]), transaction.atomic():
                tell_what_is_due(school, today=today)
        with wall_open_to(School.objects.all()):
            people = send_digests()
        self.stdout.write(f"E-mails of the day asked for: {people}")
