"""``manage.py load_demonstration``: an invented trust to try everything on."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from safeguarding.home.demonstration.children import counted
from safeguarding.home.demonstration.loading import load
from safeguarding.home.demonstration.password import demonstration_password
from safeguarding.home.demonstration.people import introductions
from safeguarding.refusals import Refused


class Command(BaseCommand):
    help = "Load the demonstration, unless it is there, and print its people and their password."
    requires_system_checks = []

    def handle(self, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("Refused: this is not a demonstration (GOLDEN_THREAD_DEMONSTRATION is not 1).")
        password = demonstration_password(settings.VAR_DIR)
        try:
            load(timezone.localdate(), password)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write("The people of the demonstration:")
        self.stdout.writelines(f"  {line}\n" for line in introductions())
        self.stdout.write("The other schools have their own, such as head.pippin@demo.example.")
        self.stdout.write(counted())
        self.stdout.write(f"Password: {password}")
