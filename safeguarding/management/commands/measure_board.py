"""``manage.py measure_board``: medians of the trust board with 100 schools and three years of audits."""

import os
import time
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from safeguarding.home.measuring.board import SCHOOLS, YEARS, FilledTrust, fill_trust, measure_board
from safeguarding.home.measuring.database import look_over, own_database, wait_long

EDITION = "kcsie-2023-part-one.yaml"


class Command(BaseCommand):
    help = "Measure the trust board in a database of its own, which is dropped afterwards."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=21)
        parser.add_argument("--schools", type=int, default=SCHOOLS)
        parser.add_argument("--years", type=int, default=YEARS)

    def handle(self, *, rounds, schools, years, **options):
        with own_database():
            self._measure(self._filled(schools, years), rounds)

    def _filled(self, schools: int, years: int) -> FilledTrust:
        started = time.perf_counter()
        wait_long()
        edition = Path(settings.BASE_DIR, "fixtures", "editions", EDITION)
        call_command("import_edition", str(edition), publish=True, stdout=StringIO())
        filled = fill_trust(schools, years)
        look_over()
        self.stdout.write(
            f"{schools} schools with {years} audits each, written in {time.perf_counter() - started:.0f} s"
        )
        return filled

    def _measure(self, filled: FilledTrust, rounds: int) -> None:
        self.stdout.write(f"Median of {rounds} requests; load of the machine {os.getloadavg()[0]:.1f}")
        for line in measure_board(filled, rounds):
            self.stdout.write(line.line)
