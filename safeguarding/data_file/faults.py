"""What is wrong with a file, and where."""

from dataclasses import dataclass, field

Path = tuple[str | int, ...]


class Unread:
    """Stands for a value that is not what it should be, whose fault is written down."""


UNREAD = Unread()


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong: where, what, and what was expected."""

    line: int
    key: str
    wrong: str
    expected: str

    def __str__(self):
        return f"{self.line}: {self.key}: {self.wrong}; {self.expected}"


class Faulty(Exception):
    """The file is refused whole, for ``faults``."""

    def __init__(self, faults: list[Fault]):
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Reading:
    """What is known while a file is read: the line of each place, the names of entries, the faults."""

    lines: dict[Path, int] = field(default_factory=dict)
    names: dict[Path, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """``sections.signs.items.hunger.title``: entries of a list by their key, or by their place."""
        parts = [self.names.get(path[: n + 1], path[n]) for n in range(len(path))]
        return ".".join(str(part + 1 if isinstance(part, int) else part) for part in parts) or "file"

    def line(self, path: Path) -> int:
        """The line of the place, or of the nearest one around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def wrong(self, path: Path, what: str, expected: str, *, line: int | None = None) -> Unread:
        self.faults.append(Fault(line or self.line(path), self.name(path), what, f"expected {expected}"))
        return UNREAD
