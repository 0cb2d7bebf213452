"""``manage.py import_edition FILE …``: editions from their files, all of them or none."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audits.actions.importing import Differs, import_edition
from audits.edition_file import EditionFile, counts, read_crosswalk_file, read_edition_file
from safeguarding.data_file import Faulty
from safeguarding.refusals import Refused

BESIDE = ".crosswalk.yaml"  # kcsie-2026-part-one.crosswalk.yaml lies beside kcsie-2026-part-one.yaml
MOST = 20  # differences told; a file that has many is another edition


class Command(BaseCommand):
    help = "Import audit editions from files. A wrong file is refused whole, with the line of each fault."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--publish", action="store_true", help="publish them: after that they never change"
        )

    def handle(self, *, files, publish, **options):
        checked = self._read(files)
        with transaction.atomic():
            told = [self._import(name, file, publish) for name, file in checked]
        self.stdout.writelines(f"{line}\n" for line in told)

    def _read(self, names: list[str]) -> list[tuple[str, EditionFile]]:
        checked, faults = [], []
        for name in (name for name in names if not name.endswith(BESIDE)):
            try:
                file = read_edition_file(Path(name).read_bytes())
                checked.append((name, file))
                name = str(Path(name).with_suffix(BESIDE))
                if Path(name).exists():
                    checked[-1] = (checked[-1][0], read_crosswalk_file(Path(name).read_bytes(), file))
            except Faulty as faulty:
                faults += [f"{name}:{fault}" for fault in faulty.faults]
            except OSError as error:
                faults.append(f"{name}:1: file: {error.strerror}; expected a file that can be read")
        if faults:
            raise CommandError(_refusal(faults))
        return checked

    def _import(self, name: str, file: EditionFile, publish: bool) -> str:
        try:
            done = import_edition(file, publish=publish)
        except Differs as differs:
            raise CommandError(
                _refusal([f"{name}:{fault}" for fault in differs.where], str(differs))
            ) from None
        except Refused as refusal:
            raise CommandError(f"Nothing was imported. {refusal}") from None
        state = "published now" if done.published else done.edition.get_state_display().lower()
        return f"{file.key}: {done.change} ({state}; {_size(file)})"


def _refusal(faults: list[str], advice: str = "") -> str:
    more = f"\n… and {len(faults) - MOST} more" if advice and len(faults) > MOST else ""
    shown = "\n".join(faults[:MOST] if advice else faults)
    count = f"{len(faults)} {'difference' if advice else 'fault'}{'' if len(faults) == 1 else 's'}"
    return f"Nothing was imported: {count}.{' ' if advice else ''}{advice}\n{shown}{more}"


def _size(file: EditionFile) -> str:
    size = counts(file.content)
    rated = size["rated"] + size["case_check"]
    return f"{size['sections']} sections, {size['items']} items, {rated} to be rated"
