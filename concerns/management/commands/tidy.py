"""``manage.py tidy``, for the night: removes what was left lying, from drafts to packs of reports and old tasks.

It also counts anew what the trends add up, so that a day's many small rows become one.
"""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from audits.actions.packing import drop_old_packs
from concerns.actions.drafting import expire_drafts
from concerns.actions.importing import drop_old_rolls
from concerns.models.tally import recount
from safeguarding.access.wall import wall_open_to
from safeguarding.models import School
from safeguarding.worker import forget_done


class Command(BaseCommand):
    help = (
        "Remove drafts untouched for 14 days, rolls unconfirmed for a day, packs of reports after a week, and"
        " sessions and tasks that are over."
    )

    def handle(self, **options):
        drafts = rolls = 0
        now = timezone.now()
        for school in School.objects.order_by("pk"):
            with wall_open_to([school]):
                drafts += expire_drafts(school, now=now)
                rolls += drop_old_rolls(school, now=now)
                recount(school)
        with wall_open_to(School.objects.all()):
            packs = drop_old_packs(now=now)
        forget_done(now=now)
        call_command("clearsessions")
        self.stdout.write(
            f"Removed: {drafts} drafts, {rolls} files of rolls, {packs} packs of reports, and sessions and tasks that"
            " were over."
        )
