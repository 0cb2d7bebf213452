"""``manage.py migrate``, as the owner of the tables, so that nobody has to remember."""

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

from safeguarding.database.acting import acting_as
from safeguarding.database.preparing import prepare

ONLY_LOOKING = ("plan", "check_unapplied", "prune")


class Command(migrate.Command):
    """Django's own, with the owner's login; then the table of the cache."""

    def handle(self, *args, **options):
        alias = options["database"]
        if "EMBEDDED" in connections[alias].settings_dict:
            prepare(alias)
        with acting_as(alias, "OWNER"):
            super().handle(*args, **options)
            if not any(options[name] for name in ONLY_LOOKING):
                call_command("createcachetable", database=alias, verbosity=0)
