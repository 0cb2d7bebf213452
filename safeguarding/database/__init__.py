"""The database: where it is, who connects to it, and the server that comes with the application."""
