"""``manage.py import_authority FILE``: a local authority, its local words, and what it sets for case work."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from safeguarding.actions.authorities import Saved, save_authority
from safeguarding.authority_file import PARTS, AuthorityFile, read_authority_file
from safeguarding.data_file import Faulty

WITHOUT = {
    "freshness": "no file of a child is called due or overdue",
    "meetings": "no statutory meeting is called due",
    "escalation": "a disagreement has no ladder",
    "school_terms": "usual terms are counted instead",
}
NAMES = {
    "freshness": "freshness rules",
    "meetings": "meeting rules",
    "escalation": "escalation stages",
    "school_terms": "school terms",
}


class Command(BaseCommand):
    help = "Import a local authority from a file. A wrong file is refused whole, with the line of each fault."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")

    def handle(self, *, file, **options):
        read = self._read(file)
        saved = save_authority(read)
        self.stdout.write(f"{read.key}: {_outcome(saved)}")
        for name in read.without_term:
            self.stderr.write(
                f"Warning: {file}: no term for {{{name}}}; its ordinary name is printed instead."
            )
        for name in PARTS:
            if name not in read.rules:
                self.stderr.write(
                    f"Warning: {file}: nothing under {name}; unless it was imported before, {WITHOUT[name]}."
                )
        for name in saved.left:
            self.stderr.write(f"Warning: {file}: the term {name} is kept, though the file does not have it.")

    def _read(self, name: str) -> AuthorityFile:
        try:
            return read_authority_file(Path(name).read_bytes())
        except Faulty as faulty:
            faults = [f"{name}:{fault}" for fault in faulty.faults]
        except OSError as error:
            faults = [f"{name}:1: file: {error.strerror}; expected a file that can be read"]
        count = f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
        raise CommandError("\n".join([f"Nothing was imported: {count}.", *faults]))


def _outcome(saved: Saved) -> str:
    told = ["renamed"] if saved.renamed else []
    told += [f"{saved.added} terms added"] if saved.added else []
    told += [f"{saved.changed} terms changed"] if saved.changed else []
    told += [f"{count} {NAMES[name]}" for name, count in saved.rules.items()]
    return ", ".join(told) or "unchanged"
