"""The static files' middleware as it is, but for that a process reads their folder once."""

from whitenoise import middleware


class WhiteNoiseMiddleware(middleware.WhiteNoiseMiddleware):
    """Each of a test's clients has one of its own, for which 0.02 seconds of reading are much."""

    _read: dict[tuple[str, str], dict] = {}

    def update_files_dictionary(self, root, prefix):
        """Read the folder, unless another one of this process did so."""
        if (root, prefix) not in self._read:
            before = set(self.files)
            super().update_files_dictionary(root, prefix)
            self._read[root, prefix] = {url: self.files[url] for url in set(self.files) - before}
        self.files.update(self._read[root, prefix])
