"""What the steps of referrals and challenges are called, in the thread, in the chronology and on paper."""

from concerns.models import Entry, Referral

UNDER = {
    Referral.Basis.EARLY_HELP: " for early help",
    Referral.Basis.SECTION_17: " under section 17",
    Referral.Basis.SECTION_47: " under section 47",
}
OUTCOMES = {
    Referral.Outcome.NO_ACTION: "no further action",
    Referral.Outcome.EARLY_HELP: "early help",
    Referral.Outcome.SECTION_17: "assessment under section 17",
    Referral.Outcome.SECTION_47: "enquiries under section 47",
    Referral.Outcome.OTHER: "something else",
}
REFERRAL_STEPS = {
    "drafted": lambda to, facts, entry: f"to {to} written, not sent yet",
    "sent": lambda to, facts, entry: f"sent to {to}{UNDER.get(facts.get('basis'), '')}",
    "acknowledged": lambda to, facts, entry: f"acknowledged by {to}",
    "chased": lambda to, facts, entry: (
        f"chased: {entry.get_contact_kind_display().lower()} with {entry.contact_with}"
    ),
    "decided": lambda to, facts, entry: f"answered by {to}: {OUTCOMES.get(facts.get('outcome'), '')}",
    "accepted": lambda to, facts, entry: f"settled: the answer of {to} is accepted",
    "withdrawn": lambda to, facts, entry: f"to {to} withdrawn, not sent",
    "handed": lambda to, facts, entry: f"handed over to {facts.get('to', '')}",
}
CHALLENGE_STEPS = {
    "raised": lambda to, facts, entry: f"raised with {to}: {facts.get('title', '')}",
    "replied": lambda to, facts, entry: f"answered by {to}",
    "further": lambda to, facts, entry: f"taken further: {facts.get('title', '')}",
    "settled": lambda to, facts, entry: f"with {to} settled",
    "withdrawn": lambda to, facts, entry: f"with {to} withdrawn",
    "handed": lambda to, facts, entry: f"handed over to {facts.get('to', '')}",
}
STEPS = {Entry.Kind.REFERRAL: REFERRAL_STEPS, Entry.Kind.CHALLENGE: CHALLENGE_STEPS}
SILENT = {"drafted", "handed"}  # tell nothing of the child


def step_words(entry: Entry) -> str:
    """What follows the noun: "sent to Children's services under section 47"."""
    make = STEPS[entry.kind].get(entry.facts.get("step"))
    return make(entry.facts.get("agency", "the agency"), entry.facts, entry) if make else ""


def step_title(entry: Entry) -> str:
    """ "Referral sent to Children's services under section 47"."""
    return f"{entry.get_kind_display()} {step_words(entry)}".strip()


def step_facts(entry: Entry) -> list[tuple[str, str]]:
    """Name and value of what else a step says; empty values are left out by the reader."""
    facts = entry.facts
    by_name = "" if facts.get("step") == "chased" else entry.contact_with
    return [
        ("How", dict(Referral.Route.choices).get(facts.get("route"), "")),
        ("Consent", dict(Referral.Consent.choices).get(facts.get("consent"), "")),
        ("Sent by", facts.get("who", "")),
        ("From", by_name),
        ("Their reference", facts.get("their_reference", "")),
        ("With whom", facts.get("with_whom", "")),
    ]
