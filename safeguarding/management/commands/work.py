"""``manage.py work``: the worker, which does what pages leave to be done behind them. Any number may run."""

import os

from django.core.management.base import BaseCommand

from safeguarding import pdf_cage
from safeguarding.worker import NICE, Worker


class Command(BaseCommand):
    help = "Do the tasks that wait in the database, one after the other, until asked to stop."

    def handle(self, **options):
        os.nice(NICE)  # and with it the processes that make PDFs
        pdf_cage.be_patient()
        Worker().work()
