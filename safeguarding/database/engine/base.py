"""The connection: the embedded server, if that is the one, runs before anybody connects to it."""

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from safeguarding.database.embedded.cluster import DidNotStart, ensure_running
from safeguarding.database.engine.client import DatabaseClient


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL as Django knows it, on a server that is started on first use."""

    client_class = DatabaseClient

    def get_new_connection(self, conn_params):
        """Connect, after starting the embedded server where it is not running."""
        self.ensure_server()
        return super().get_new_connection(conn_params)

    def ensure_server(self) -> None:
        """Start the embedded server if the settings name one and it is not running."""
        home = self.settings_dict.get("EMBEDDED")
        try:
            if home:
                ensure_running(home)
        except DidNotStart as failure:
            raise OperationalError(str(failure)) from failure
