"""What Today says of children's files: clocks, and whether our view of a child changes; all in two queries."""

from dataclasses import dataclass
from datetime import date

from concerns.models import Pupil
from concerns.our_view import ViewAsked
from concerns.reports.clocks import clock_rows_beside, made_clocks
from concerns.reports.marker_list import unmarked_in, unmarked_part
from concerns.reports.today_clocks import TodayClocks, told_of
from concerns.reports.views_asked import AskedOfChild, made_views, view_parts
from safeguarding.models import School, User


@dataclass(frozen=True)
class ViewLine:
    """One child about whom the record asks."""

    pupil_id: str
    name: str
    question: ViewAsked


@dataclass(frozen=True)
class TodayFiles:
    """The lists hold as many rows as were asked for, the counts all."""

    clocks: TodayClocks
    views: tuple[ViewLine, ...] = ()
    view_count: int = 0
    unmarked: int = 0  # pupils with a separate file whose main file does not say so


def today_files(school: School, user: User, today: date, rows: int | None) -> TodayFiles:
    """The files of the children on the roll that the person may open."""
    pupils = Pupil.objects.visible_to(user).filter(school=school).on_roll()
    asked = {"school": school, "reader": user, "today": today}
    beside = lambda: view_parts(pupils, **asked) | unmarked_part(school, user=user)  # noqa: E731
    found = clock_rows_beside("today files", pupils, beside, **asked)
    views = _view_lines(made_views(found, school, today).values())
    return TodayFiles(
        clocks=told_of(list(made_clocks(found, school, today).values()), rows),
        views=views[:rows],
        view_count=len(views),
        unmarked=unmarked_in(found),
    )


def _view_lines(children: list[AskedOfChild]) -> tuple[ViewLine, ...]:
    """The longest asked first."""
    lines = [
        ViewLine(each.pupil.public_id, f"{each.pupil.name}, {each.pupil.year}", question)
        for each in children
        for question in each.questions
    ]
    return tuple(sorted(lines, key=lambda line: (line.question.day, line.name)))
