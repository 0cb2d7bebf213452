"""What has to be there before the demonstration is loaded."""

from io import StringIO

from django.core.management import call_command

PASSWORD = "copper-flannel-button-68"
EDITION = "fixtures/editions/kcsie-2023-part-one.yaml"
COMING = "fixtures/editions/kcsie-2026-part-one.yaml"
CATEGORIES = "fixtures/categories/trust.yaml"
CHECKLIST = "fixtures/quality/records.yaml"
AUTHORITY = "fixtures/authorities/demonstration.yaml"


def prepare():
    """Import the local authority, both editions, the categories and the checklist."""
    call_command("import_authority", AUTHORITY, stdout=StringIO())
    call_command("import_edition", EDITION, "--publish", stdout=StringIO())
    call_command("import_edition", COMING, stdout=StringIO())
    call_command("import_categories", CATEGORIES, stdout=StringIO())
    call_command("import_checklist", CHECKLIST, stdout=StringIO())
