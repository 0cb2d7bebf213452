"""``manage.py dbshell``: the embedded server's own psql, so that none need be installed."""

from django.db.backends.postgresql import client

from safeguarding.database.embedded.programs import packaged_programs


class DatabaseClient(client.DatabaseClient):
    """The command line client of the server that the settings name."""

    def runshell(self, parameters):
        """Open psql; the embedded server is started first and stays while psql is open."""
        if self.connection.settings_dict.get("EMBEDDED"):
            self.executable_name = str(packaged_programs() / "bin" / "psql")
            self.connection.ensure_server()
        super().runshell(parameters)
