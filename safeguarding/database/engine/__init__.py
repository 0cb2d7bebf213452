"""Django's PostgreSQL backend, which also starts the embedded server when the settings name one."""
