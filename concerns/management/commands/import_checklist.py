"""``manage.py import_checklist FILE …``: a list of questions for quality checks, for all schools."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from concerns.actions.checklists import save_checklist
from concerns.checklist_file import read_checklist_file
from safeguarding.data_file import Faulty


class Command(BaseCommand):
    help = "Import checklists of quality checks. A wrong file is refused whole, with the line of each fault."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")

    @transaction.atomic
    def handle(self, *, files, **options):
        for name in files:
            made, is_new = save_checklist(self._read(name))
            self.stdout.write(f"{made.key}: {f'version {made.version} added' if is_new else 'unchanged'}")

    def _read(self, name: str):
        try:
            return read_checklist_file(Path(name).read_bytes())
        except Faulty as faulty:
            told = [f"{name}:{fault}" for fault in faulty.faults]
            raise CommandError("\n".join(["Nothing was imported.", *told])) from None
        except OSError as error:
            raise CommandError(f"Nothing was imported. {name}: {error.strerror}") from None
