"""``manage.py prepare_database``: roles, database, extensions and grants, before the first migration."""

from django.core.management.base import BaseCommand, CommandError

from safeguarding.database.preparing import NotPrepared, prepare


class Command(BaseCommand):
    help = "Create the database's roles, the database, its extensions and grants, where they are missing."
    requires_system_checks = []

    def handle(self, **options):
        try:
            prepare()
        except NotPrepared as refusal:
            raise CommandError(str(refusal)) from None
