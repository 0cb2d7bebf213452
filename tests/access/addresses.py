"""Every address of the product, read from the resolver, so that none can be forgotten."""

from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver, reverse

AFTER_A_CHECK = {
    "concerns:quality_answer",
    "concerns:quality_action",
    "concerns:quality_read",
    "check_evidence",
}


@cache
def all_names() -> dict[str, tuple[str, ...]]:
    """Each named address with the names of its parts."""
    return dict(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns, namespace, before):
    for pattern in patterns:
        parts = (*before, *_parts(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, parts)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", parts


def _parts(pattern):
    return getattr(pattern, "converters", None) or pattern.regex.groupindex


def value_of(name: str, part: str, values: dict) -> str:
    """What fills a part of that address; one that both halves of the product name has its half before it."""
    half = name.partition(":")[0]
    if name == "concerns:concern_exclusion_end" and part == "exclusion":
        return values["concerns:exclusion of a concern"]
    if name == "concerns:child_attachment" and part == "attachment":
        return values["concerns:attachment of a file"]
    if part == "check" and name in AFTER_A_CHECK:
        return values["concerns:check that is finished"]
    if part == "check":
        return values["concerns:check"]
    if name.startswith("concerns:child_fact") and part == "kind":
        return "person"
    return values.get(f"{half}:{part}", values.get(part))


def address(name: str, values: dict) -> str:
    """The address of that name, filled from a place's parts."""
    return reverse(name, kwargs={part: value_of(name, part, values) for part in all_names()[name]})
