"""An action says no."""


class Refused(Exception):
    """The rules do not allow it now. The text says why and what to do, for the person who asked."""
