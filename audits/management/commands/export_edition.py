"""``manage.py export_edition KEY``: an edition as a file, which imports as unchanged.

With ``--out`` its crosswalks come in the file beside it; on the screen they are left out.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audits.edition_file import write_crosswalk_file, write_edition_file
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
        content = content_of(edition)
        text = write_edition_file(content)
        if out is None:
            self.stdout.write(text, ending="")
            return
        try:
            Path(out).write_text(text, encoding="utf-8")
            if "crosswalks" in content:
                beside = Path(out).with_suffix(".crosswalk.yaml")
                beside.write_text(write_crosswalk_file(content), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
