"""Keeps words of people out of what is said of a fault."""

from django.db import DatabaseError


class WordlessFaults:
    """Shortens what the database says of a failing row to its first line, before anybody logs it.

    The lines after it quote the row, and with it whatever somebody has written.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, DatabaseError):
            _shorten(exception)


def _shorten(exception: BaseException | None) -> None:
    """It, and all that led to it."""
    while exception is not None:
        exception.args = tuple(str(part).split("\n", 1)[0] for part in exception.args)
        exception = exception.__cause__ or exception.__context__
