"""What a page must not do: fail, complain in its console, or ask anybody but our own server."""

import re
from urllib.parse import urlsplit

TALKS = {"http", "https", "ws", "wss"}


class Watch:
    """Listens to every page of a browser context and remembers what went wrong."""

    def __init__(self, context, url: str):
        self.problems: list[str] = []
        self._host = urlsplit(url).netloc
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))
        context.on("console", self._hear)
        context.on("request", self._see)

    def other_than(self, allowed: list[str]) -> list[str]:
        """The problems that none of the regular expressions in ``allowed`` is found in."""
        return [problem for problem in self.problems if not any(re.search(a, problem) for a in allowed)]

    def _hear(self, message) -> None:
        # A breach of the content security policy is reported here too.
        if message.type == "error":
            self.problems.append(f"console error: {message.text} ({message.location.get('url', '')})")

    def _see(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme in TALKS and address.netloc != self._host:
            self.problems.append(f"request elsewhere: {request.method} {request.url}")
