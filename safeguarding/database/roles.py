"""The names of the database's roles.

Everything that is refused by grant is refused because the web is not the owner of its tables.
"""

ADMINISTRATOR = "golden_thread_administrator"  # the embedded server's superuser: prepares, then rests
OWNER = "golden_thread_owner"  # owns the schema and every table: migrations only
RUNTIME = "golden_thread_runtime"  # the web, commands and tests
