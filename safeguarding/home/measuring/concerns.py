"""How long the pages of children's records take with very many of them, as the people of one school open them."""

import statistics
import time
import uuid
from collections.abc import Iterator

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from concerns.actions.drafting import start_draft
from concerns.actions.printing import CHRONOLOGY
from concerns.models import ReportDraft, Standing, Subcategory
from concerns.reports.child_file import printed_file
from concerns.reports.chronology import Asked
from safeguarding import pdf_cage
from safeguarding.access.holdings import open_wall
from safeguarding.access.wall import wall_open_to
from safeguarding.home.measuring.filling import Filled
from safeguarding.home.measuring.rows import made_up_word
from safeguarding.home.measuring.timing import Measured, secure, signed_in, timed
from safeguarding.pdf import made_pdf

PAGE, SEND, FIND = 40, 40, 20  # milliseconds that are asked for
PRINT, PRINTS = 3000, 5
FREQUENT, RARE = 40, 20_000  # by their rank among the made-up words
ACCOUNT = {
    "urgent": "no", "when": "today", "time": "", "time_exact": "", "day": "", "when_words": "", "where": "classroom",
    "where_words": "", "told": "no", "told_whom": "", "said_on": "", "find": "", "source": "child", "opinion": "",
    "seen_heard": "She said that she had no breakfast again and that nobody was up when she left for school.",
    "own_words": "“Mum was still asleep.”", "done_at_once": "Gave her toast.", "injury": "", "adult": "",
}  # fmt: skip


def measure_concerns(filled: Filled, rounds: int = 21) -> Iterator[Measured]:
    """Measure every page in turn, ``rounds`` requests of each kind."""
    lead, school = signed_in(filled.lead), filled.school.slug
    for what, target, name, parts, query in _pages(filled):
        address = reverse(f"concerns:{name}", args=[school, *parts])
        if "q" in query:  # what is typed is posted, and a key stands for it in the address of the page
            address, query = lead.post(address, query, **secure())["Location"], {}
        yield timed(what, target, rounds, lambda n, a=address, q=query: lead.get(a, q, **secure()))
    yield _sending(filled, rounds)
    yield _finding(filled, rounds)
    yield _printing(filled)


def _pages(filled: Filled) -> Iterator[tuple]:
    def listed(what: str, **query):
        return f"concerns, {what}", PAGE, "concerns", (), query

    yield "today", PAGE, "today", (), {}
    yield listed("first page")
    yield listed("all of them", state="")
    yield listed("last entry first", state="", order="last")
    yield listed("filtered", state=Standing.State.RESOLVED, category=_category(), since="1 January 2025")
    yield listed("waiting on others", waiting="statutory")
    yield listed("a rare word", state="", q=made_up_word(RARE))
    yield listed("a frequent word", state="", q=made_up_word(FREQUENT))
    yield listed("a word of most", state="", q="said")
    yield listed("two words", state="", q="bruise grandmother")
    yield listed("no such word", state="", q="xylophonist")
    yield listed("a child's name", state="", q=filled.busy.name)
    yield listed("a reference", state="", q=filled.concern.reference)
    yield "concern", PAGE, "concern", (filled.concern.public_id,), {}
    yield "child's file", PAGE, "child", (filled.busy.public_id,), {}


def _category() -> str:
    return Subcategory.objects.get(key="neglect-medical").category.key


def _sending(filled: Filled, rounds: int) -> Measured:
    """The post that seals a report; its draft is made outside the clock."""
    reporter = signed_in(filled.reporter)
    child = {"key": filled.busy.public_id, "pupil": filled.busy.public_id, "described": "", "part": "harmed"}

    def draft(number: int) -> ReportDraft:
        with wall_open_to([filled.school]):
            answers = ACCOUNT | {"children": [child]}
            return start_draft(filled.school, answers, by=filled.reporter, request_key=uuid.uuid4())

    def send(made: ReportDraft):
        address = reverse("concerns:report_check", args=[filled.school.slug, made.public_id])
        answer = reporter.post(address, {"version": made.version}, **secure())
        if "/sent/" not in answer.get("Location", ""):
            raise RuntimeError("The report was not sent.")
        return answer

    return timed("sending a report", SEND, rounds, send, draft)


def _finding(filled: Filled, rounds: int) -> Measured:
    reporter = signed_in(filled.reporter)
    address = reverse("concerns:find_child", args=[filled.school.slug])
    typed = [filled.busy.last_name[:4], filled.busy.first_name, filled.printed.name[:-1], "eliz"]
    return timed(
        "finding a child", FIND, rounds, lambda n: reporter.post(address, {"find": typed[n % 4]}, **secure())
    )


def _printing(filled: Filled) -> Measured:
    """The report and its PDF, made anew each time by an engine that is loaded."""
    pdf_cage.warm()
    times, processor = [], []
    for number in range(PRINTS + 1):
        started, began = time.perf_counter(), time.process_time()
        spent = _print(filled)
        if number:  # the first one finds the engine's server still starting
            times.append((time.perf_counter() - started) * 1000)
            processor.append((time.process_time() - began + spent) * 1000)
    medians = statistics.median(times), max(times), statistics.median(processor)
    return Measured("chronology of 200 as PDF", *medians, 0, PRINT)


def _print(filled: Filled) -> float:
    """Processor time of the child that made the PDF, in seconds."""
    with transaction.atomic():
        open_wall(filled.lead)
        report = printed_file(
            filled.printed, reader=filled.lead, asked=Asked(oldest_first=True), at=timezone.localtime()
        )
        return made_pdf(CHRONOLOGY, {"report": report}).cpu_seconds
