"""Writing down what was done."""

from safeguarding.models import Event


def record_event(verb: str, *, by, school=None, about=None, **detail) -> None:
    """Add one event. ``about`` is a row with a public id; ``detail`` holds plain facts, never written words."""
    Event(
        verb=verb,
        actor_id=by.pk if by else None,
        actor_name=by.name if by else "Golden Thread",
        school_id=school.pk if school else None,
        subject_type=about._meta.model_name if about else "",
        subject=about.public_id if about else "",
        detail=detail,
    ).save(force_insert=True)
