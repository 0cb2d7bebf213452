"""Mails about notices: claimed before they are sent, tried again when the server refuses, and never sent twice.

A mail holds nothing of a record. What was claimed and neither sent nor given back was interrupted in the middle: it
may have gone out, so it does not go again; the notice itself waits on its page.
"""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from safeguarding.access.permissions import P
from safeguarding.background import as_person, background_task
from safeguarding.models import How, Notice, NoticeChoice, NoticeKind, User
from safeguarding.models.notice import USUAL
from safeguarding.refusals import Refused

WAITS = (60, 300, 1800, 7200, 21600)  # seconds until it is tried again
SUBJECT = "Something new is waiting for you in Golden Thread"
TEMPLATE = "emails/notice.txt"
DIGEST_SUBJECT = "What is waiting for you in Golden Thread"


class NotTaken(Exception):
    """The mail server does not have the mail."""


@background_task
def mail_notice(notice: str, person: str, tried: int = 0) -> str:
    """Send the mail of one notice, if its person wants one at once; says what became of it."""
    return _mail(
        {"public_id": notice}, person, How.NOW, SUBJECT, lambda: _again(mail_notice, tried, notice, person)
    )


@background_task
def mail_digest(person: str, tried: int = 0) -> str:
    """Send one mail about all that waits and was not mailed; for those who want it once a day."""
    return _mail({}, person, How.DIGEST, DIGEST_SUBJECT, lambda: _again(mail_digest, tried, person))


def _mail(which: dict, person: str, how: How, subject: str, again: Callable) -> str:
    try:
        with as_person(person) as user:
            claimed = _claim(Notice.objects.filter(**which), user, how)
            words = {"lines": _lines(claimed), "link": _link()}
    except Refused as refusal:
        return str(refusal)
    return _send(user, claimed, subject, words, again) if claimed else "no mail"


def _claim(rows, user: User, how: How) -> list[Notice]:
    """Take those that this person wants to hear of in this way, so that nobody else mails them."""
    found = rows.visible_to(user).unmailed().select_for_update(of=("self",)).select_related("school")
    chosen = dict(NoticeChoice.objects.filter(person=user).values_list("kind", "how"))
    mine = [notice for notice in found if how_for(notice, user, chosen) == how]
    Notice.objects.filter(pk__in=[notice.pk for notice in mine]).update(claimed_at=timezone.now())
    return mine


def how_for(notice: Notice, user: User, chosen: dict[str, str]) -> str:
    """How the person hears of it. An urgent concern is told at once to whoever works on concerns there."""
    if notice.kind == NoticeKind.URGENT and user.holdings.may(P.CONCERN_MANAGE, notice.school_id):
        return How.NOW
    return chosen.get(notice.kind, USUAL[NoticeKind(notice.kind)])


def _lines(notices: list[Notice]) -> list[str]:
    """Kind and school, each with how often. Nothing else."""
    told: dict[str, int] = {}
    for notice in notices:
        line = f"{notice.get_kind_display()}, {notice.school.name}"
        told[line] = told.get(line, 0) + 1
    return [f"{line} ({count})" if count > 1 else line for line, count in told.items()]


def _link() -> str:
    return f"{settings.SITE_ADDRESS}{reverse('notices')}"


def _send(user: User, claimed: list[Notice], subject: str, words: dict, again) -> str:
    keys = [notice.pk for notice in claimed]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    # The same notice has the same number wherever it goes: a server that has it knows it.
    headers = {"Message-ID": f"<notice-{claimed[0].public_id}@{domain}>", "Auto-Submitted": "auto-generated"}
    mail = EmailMessage(subject, render_to_string(TEMPLATE, words), to=[user.email], headers=headers)
    try:
        _hand_over(mail)
    except NotTaken:
        with as_person(user.public_id):
            Notice.objects.filter(pk__in=keys, mailed_at=None).update(claimed_at=None)
            again()
        return "not sent"
    with as_person(user.public_id):
        Notice.objects.filter(pk__in=keys).update(mailed_at=timezone.now())
    return "sent"


def _hand_over(mail: EmailMessage) -> None:
    """``NotTaken`` where it is certain that nobody has it. A line that broke in the middle is another matter."""
    server = get_connection()
    try:
        server.open()
    except OSError as fault:
        raise NotTaken from fault
    try:
        server.send_messages([mail])
    except (SMTPResponseException, SMTPRecipientsRefused) as refusal:
        raise NotTaken from refusal
    finally:
        server.close()


def _again(task, tried: int, *parts) -> None:
    """Once more after a while, and each time after a longer one; after the last, the page has to do."""
    if tried < len(WAITS):
        later = timezone.now() + timedelta(seconds=WAITS[tried])
        task.using(run_after=later).enqueue(*parts, tried + 1)
