"""Where two contents of an edition say something else."""

from collections.abc import Iterator

from safeguarding.data_file import Fault, Path, Reading

GROUP = object()  # stands for a group of fields, whose fields are compared one by one


def differences(given: dict, reading: Reading, stored: dict) -> list[Fault]:
    """Where the content of a file differs from that of a stored edition, by line."""
    mine, theirs = dict(_flat(given)), dict(_flat(stored))
    names = [name for name in mine.keys() | theirs.keys() if _differs(name, mine, theirs)]
    return sorted(
        Fault(
            reading.line(_path(name, mine)),
            name,
            _told(mine, name, "the file"),
            _told(theirs, name, "the edition"),
        )
        for name in names
    )


def _differs(name: str, mine: dict, theirs: dict) -> bool:
    """An entry that only one of them has is told by its list alone, not field by field."""
    within = name.rpartition(".")[0]
    if within and not (within in mine and within in theirs):
        return False
    if GROUP in (_value(mine, name), _value(theirs, name)) and isinstance(_value(mine, within), tuple):
        return False
    return _value(mine, name) != _value(theirs, name)


def _value(flat: dict, name: str):
    return flat[name][0] if name in flat else None


def _path(name: str, mine: dict) -> Path:
    while name and name not in mine:
        name = name.rpartition(".")[0]
    return mine[name][1] if name else ()


def _flat(value, name: str = "", path: Path = ()) -> Iterator[tuple[str, tuple[object, Path]]]:
    """Every text and number by its name, and for each list the names of its entries in order."""
    if isinstance(value, dict):
        if name:
            yield name, (GROUP, path)
        for field, inner in value.items():
            yield from _flat(inner, f"{name}.{field}" if name else field, (*path, field))
    elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        names = _entry_names(value)
        yield name, (names, path)
        for n, entry in enumerate(value):
            yield from _flat(entry, f"{name}.{names[n]}", (*path, n))
    else:
        yield name, (tuple(value) if isinstance(value, list) else value, path)


def _entry_names(entries: list[dict]) -> tuple[str, ...]:
    names = [str(entry.get("key") or entry.get("rating") or n) for n, entry in enumerate(entries, 1)]
    return tuple(names)


def _told(flat: dict, name: str, who: str) -> str:
    value = _value(flat, name)
    if value is None or value is GROUP:
        return f"{who} has {'none' if value is None else 'one'}"
    text = ", ".join(value) if isinstance(value, tuple) else " ".join(str(value).split())
    return f"{who} has “{text[:80]}{'…' if len(text) > 80 else ''}”"
