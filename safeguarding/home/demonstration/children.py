"""The children of the demonstration, with two years of records."""

from concerns.models import Action, Concern, Pupil
from safeguarding.access.wall import wall_open_to
from safeguarding.home.demonstration.agencies import write_agencies
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.clocks import linked_cases, write_clocks
from safeguarding.home.demonstration.everyday import Place, alert_cases, everyday_cases
from safeguarding.home.demonstration.plans import write_plans
from safeguarding.home.demonstration.records import write
from safeguarding.home.demonstration.roll import fill_roll
from safeguarding.home.demonstration.story import Story, named_children, write_beside, write_statuses
from safeguarding.models import School


def load_children(schools: dict[str, School], people: dict, days: Calendar) -> None:
    """Rolls, concerns, files, and what hangs on them, in every school."""
    rolls = fill_roll(schools, days)
    places = {slug: Place(school, people[slug], rolls[slug]) for slug, school in schools.items()}
    stage = places["thornbeck"]
    story = Story(stage, days)
    story.write_facts()
    write_statuses(places, days)
    everyday = everyday_cases(places, days, spared=set(named_children(stage.children)))
    alerts = alert_cases(places["aldermere-high"], days)
    cases = [*story.cases(), *linked_cases(places, days), *everyday, *alerts]
    write(cases, story.all_entries(), story.actions())
    write_agencies(stage, days)
    concerns = {day: case.concern for day, case in story.told.items()}
    write_plans(stage, story.children, concerns, days)
    write_clocks(places, concerns, days)
    write_beside(places, people["trust"]["officer"], days)


def counted() -> str:
    """One line for the command: how much there is."""
    with wall_open_to(School.objects.all()):
        return _counted()


def _counted() -> str:
    return (
        f"Children: {Pupil.objects.count()}. Concerns: {Concern.objects.count()}. "
        f"Actions for children: {Action.objects.count()}."
    )
