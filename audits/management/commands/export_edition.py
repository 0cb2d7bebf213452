"""``manage.py export_edition KEY``: an edition as a file, which imports as unchanged."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audits.edition_file import write_edition_file
from audits.edition_rows import content_of
from audits.models import Edition


class Command(BaseCommand):
    help = "Write an audit edition as a file."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("key")
        parser.add_argument("--out", metavar="FILE", help="the file to write; without it, the screen")

    def handle(self, *, key, out, **options):
        edition = Edition.objects.select_related("framework").filter(key=key).first()
        if edition is None:
            keys = ", ".join(Edition.objects.values_list("key", flat=True)) or "none"
            raise CommandError(f"There is no edition {key}. There are: {keys}.")
        text = write_edition_file(content_of(edition))
        if out is None:
            self.stdout.write(text, ending="")
            return
        try:
            Path(out).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
