"""Links of local words: which addresses and telephone numbers may become one, and how. Pure."""

import re
from urllib.parse import urlsplit

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,38}")
EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
SAFE = re.compile(r"[!-;=?-~\u00a1-\ud7ff\ue000-\ufffd]+")  # no spaces, control characters, < or >


def address_link(url: str) -> str:
    """The address if it is one of the web or of a mailbox; otherwise nothing."""
    if not SAFE.fullmatch(url):
        return ""
    if url.lower().startswith("mailto:"):
        return mail_link(url[len("mailto:") :])
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


def mail_link(text: str) -> str:
    """A ``mailto:`` link if the text is an e-mail address and nothing else."""
    return f"mailto:{text}" if EMAIL.fullmatch(text) else ""


def phone_link(phone: str) -> str:
    """A ``tel:`` link without spaces; an English number with its leading 0 becomes +44."""
    if not PHONE.fullmatch(phone):
        return ""
    number = re.sub(r"[ ()-]", "", phone.replace("(0)", "") if phone.startswith("+") else phone)
    return f"tel:+44{number[1:]}" if number.startswith("0") and len(number) > 6 else f"tel:{number}"
