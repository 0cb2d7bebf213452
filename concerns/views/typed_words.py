"""Words that somebody typed to search by: kept in the session, since they may name a child and no address may."""

import secrets

SEARCHES = "typed words"
REMEMBERED = 20
LONGEST = 120


def keep_typed(request, words: str) -> str:
    """Keep the words for this session; the answer is a key that may stand in an address (``?find=``)."""
    words = words.replace("\0", "").strip()[:LONGEST]
    if not words:
        return ""
    key = secrets.token_urlsafe(6)
    kept = [*request.session.get(SEARCHES, {}).items()]
    request.session[SEARCHES] = dict([*kept[1 - REMEMBERED :], (key, words)])
    return key


def typed_words(request) -> str:
    """The words for which ``?find=`` stands; empty when there are none, or no longer."""
    return request.session.get(SEARCHES, {}).get(request.GET.get("find", ""), "")
