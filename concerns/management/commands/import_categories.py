"""``manage.py import_categories FILE …``: the trust's categories of concern, all of the files or none."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from concerns.actions.categories import Saved, save_categories
from concerns.category_file import CategoryFile, read_category_file
from safeguarding.data_file import Faulty
from safeguarding.refusals import Refused


class Command(BaseCommand):
    help = "Import categories of concern. A wrong file is refused whole, with the line of each fault."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")

    def handle(self, *, files, **options):
        checked = self._read(files)
        try:
            with transaction.atomic():
                done = [(name, file, save_categories(file)) for name, file in checked]
        except Refused as refusal:
            raise CommandError(f"Nothing was imported. {refusal}") from None
        for name, file, saved in done:
            self.stdout.write(f"{file.key}: {_outcome(saved)}")
            for key in saved.left:
                self.stderr.write(f"Warning: {name}: {key} is kept, though the file does not have it.")

    def _read(self, names: list[str]) -> list[tuple[str, CategoryFile]]:
        checked, faults = [], []
        for name in names:
            try:
                checked.append((name, read_category_file(Path(name).read_bytes())))
            except Faulty as faulty:
                faults += [f"{name}:{fault}" for fault in faulty.faults]
            except OSError as error:
                faults.append(f"{name}:1: file: {error.strerror}; expected a file that can be read")
        if faults:
            count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
            raise CommandError("\n".join([f"Nothing was imported: {count}.", *faults]))
        return checked


def _outcome(saved: Saved) -> str:
    told = [f"{saved.added} added"] if saved.added else []
    told += [f"{saved.changed} changed, {saved.reworded} of them in wording"] if saved.changed else []
    return ", ".join(told) or "unchanged"
