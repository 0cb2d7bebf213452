"""The veil over texts of case work: whom this reader may not know of, and what a shield keeps."""

from django.db.models import Exists, OuterRef

from concerns.models import Exclusion, Pupil, Shield
from concerns.reports.masking import Veil, veil_of

NAMES = ("first_name", "last_name", "known_as", "year_group")


def screen_veil(pupil: Pupil, *, reader) -> Veil:
    """Over the children of the school whose file the reader may not open, and over the shields of this child."""
    shut_out = Exclusion.objects.in_force().filter(person=reader, pupil=OuterRef("pk"))
    hidden = Pupil.objects.filter(Exists(shut_out), school=pupil.school_id).only(*NAMES).order_by()
    return veil_of([pupil], hidden, _shields(pupil))


def paper_veil(pupil: Pupil) -> Veil:
    """Over every other child: by every name those who share a concern with this one, by whole names all the others."""
    others = Pupil.objects.filter(school=pupil.school_id).exclude(pk=pupil.pk).only(*NAMES).order_by()
    together = others.filter(concern_links__concern__links__pupil=pupil).distinct()
    return veil_of([pupil], together, _shields(pupil), others, on_paper=True)


def _shields(pupil: Pupil):
    return Shield.objects.current().filter(pupil=pupil)
