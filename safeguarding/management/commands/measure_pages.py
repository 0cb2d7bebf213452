"""``manage.py measure_pages``: medians of the audit's pages, beside what is asked for."""

from django.core.management.base import BaseCommand

from safeguarding.home.measuring.pages import measure_pages


class Command(BaseCommand):
    help = "Measure the audit's pages with real requests on rows that are taken back afterwards."

    def add_arguments(self, parser):
        parser.add_argument("--rounds", type=int, default=31)
        parser.add_argument("--schools", type=int, default=3)
        parser.add_argument("--audits", type=int, default=3)

    def handle(self, *, rounds, schools, audits, **options):
        self.stdout.write(f"{schools} schools with {audits} audits each; median of {rounds} requests")
        for line in measure_pages(rounds=rounds, schools=schools, audits=audits):
            self.stdout.write(line.line)
