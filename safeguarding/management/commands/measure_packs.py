"""``manage.py measure_packs``: the reports of 30 schools as one file, and what pages feel of it meanwhile."""

import os
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from safeguarding.home.measuring.board import fill_trust
from safeguarding.home.measuring.database import look_over, own_database, wait_long
from safeguarding.home.measuring.packs import SCHOOLS, measure_pack


class Command(BaseCommand):
    help = "Measure the reports of many schools as one file, in a database of its own, which is dropped."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--schools", type=int, default=SCHOOLS)

    def handle(self, *, schools, **options):
        with own_database():
            wait_long()
            edition = Path(settings.BASE_DIR, "fixtures", "editions", "kcsie-2023-part-one.yaml")
            call_command("import_edition", str(edition), publish=True, stdout=StringIO())
            filled = fill_trust(schools, 2)
            look_over()
            self.stdout.write(f"Load of the machine {os.getloadavg()[0]:.1f}")
            self.stdout.writelines(f"{line}\n" for line in measure_pack(filled).lines)
