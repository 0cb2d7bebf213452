"""``manage.py measure_trends``: medians of the trends with 500,000 concerns of 40 schools."""

import os
import time

from django.core.management.base import BaseCommand

from safeguarding.home.measuring.database import look_over, own_database, wait_long
from safeguarding.home.measuring.trends import CONCERNS, SCHOOLS, fill_trust, measure_trends


class Command(BaseCommand):
    help = "Measure the trends in a database of its own, which is dropped afterwards."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=21)
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 500,000 concerns")
        parser.add_argument("--keep", action="store_true", help="leave the database, to look into it")

    def handle(self, *, rounds, scale, keep, **options):
        with own_database(keep=keep):
            started = time.perf_counter()
            wait_long()
            place = fill_trust(concerns=round(CONCERNS * scale), look_over=look_over)
            took = time.perf_counter() - started
            self.stdout.write(f"{place.concerns:,} concerns of {SCHOOLS} schools, written in {took:.0f} s")
            self.stdout.write(f"Median of {rounds} requests; load of the machine {os.getloadavg()[0]:.1f}")
            for line in measure_trends(place, rounds):
                self.stdout.write(line.line)
