"""``manage.py measure_concerns``: medians of the pages of children's records with 50,000 concerns."""

import os
import time

from django.core.management.base import BaseCommand

from safeguarding.home.measuring.concerns import measure_concerns
from safeguarding.home.measuring.database import look_over, own_database, wait_long
from safeguarding.home.measuring.filling import Filled, fill


class Command(BaseCommand):
    help = "Measure the pages of children's records in a database of its own, which is dropped afterwards."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=21)
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 50,000 concerns")

    def handle(self, *, rounds, scale, **options):
        with own_database():
            self._measure(self._filled(scale), rounds)

    def _filled(self, scale: float) -> Filled:
        started = time.perf_counter()
        wait_long()
        filled = fill(scale, look_over=look_over)
        self.stdout.write(
            f"{filled.concerns:,} concerns with {filled.entries:,} entries,"
            f" written in {time.perf_counter() - started:.0f} s"
        )
        return filled

    def _measure(self, filled: Filled, rounds: int) -> None:
        self.stdout.write(f"Median of {rounds} requests; load of the machine {os.getloadavg()[0]:.1f}")
        for line in measure_concerns(filled, rounds):
            self.stdout.write(line.line)
