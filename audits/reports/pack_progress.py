"""How far a pack of reports is, in a sentence and school by school."""

from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from audits.models import PackPart, ReportPack
from audits.reports.wording import counted, in_words

Kind, State = ReportPack.Kind, ReportPack.State
LOOKS = {State.READY: "new", State.WAITING: "waiting", State.MAKING: "waiting", State.FAILED: "late"}
PART_LOOKS = {"failed": "late", "waiting": "waiting", "missing": "open"}


@dataclass(frozen=True)
class PartLine:
    school: str
    state: str
    look: str
    why: str


@dataclass(frozen=True)
class PackLine:
    """One pack in a list."""

    public_id: str
    asked_at: datetime
    kinds: str
    schools: str
    state: str
    look: str


@dataclass(frozen=True)
class Progress:
    """One pack while it is made and afterwards."""

    public_id: str
    asked_at: datetime
    kinds: tuple[str, ...]
    parts: tuple[PartLine, ...]
    done: int
    state: str
    state_label: str
    look: str
    why: str
    size: str
    sha256: str
    kept_until: datetime | None

    @property
    def is_unfinished(self) -> bool:
        return self.state in ReportPack.UNFINISHED

    @property
    def is_ready(self) -> bool:
        return self.state == State.READY

    @property
    def troubled(self) -> tuple[PartLine, ...]:
        """Schools of which there is no report, with the reason."""
        return tuple(part for part in self.parts if part.why)

    @property
    def sentence(self) -> str:
        """ "12 of 30 schools are done.", and at the end what there is to do."""
        if self.state == State.WAITING:
            return "Your reports are next in line."
        if self.state == State.MAKING:
            return f"{self.done} of {counted(len(self.parts), 'school is', 'schools are')} done."
        if self.state == State.READY:
            return f"Your reports are ready. {self._troubles()}".strip()
        if self.state == State.GONE:
            return "These reports were deleted when their time was over. Ask for them again."
        return f"These reports could not be made. {self.why}"

    def _troubles(self) -> str:
        failed = sum(part.state == PackPart.State.FAILED.label for part in self.parts)
        missing = len(self.troubled) - failed
        said = (
            [f"{in_words(missing)} {'school has' if missing == 1 else 'schools have'} no audit."]
            if missing
            else []
        )
        said += (
            [f"{in_words(failed)} {'school' if failed == 1 else 'schools'} could not be done."]
            if failed
            else []
        )
        return " ".join(said)


def progress_of(pack: ReportPack) -> Progress:
    parts = tuple(_part(part) for part in pack.parts.select_related("school").order_by("school__name"))
    return Progress(
        public_id=pack.public_id,
        asked_at=timezone.localtime(pack.asked_at),
        kinds=tuple(Kind(kind).label for kind in pack.kinds),
        parts=parts,
        done=sum(part.state != PackPart.State.WAITING.label for part in parts),
        state=pack.state,
        state_label=pack.get_state_display(),
        look=LOOKS.get(pack.state, ""),
        why=pack.why,
        size=filesizeformat(pack.size),
        sha256=pack.sha256,
        kept_until=pack.kept_until and timezone.localtime(pack.kept_until),
    )


def _part(part: PackPart) -> PartLine:
    return PartLine(part.school.name, part.get_state_display(), PART_LOOKS.get(part.state, ""), part.why)


def pack_lines(packs) -> tuple[PackLine, ...]:
    """The newest first; one query for the packs and one for their schools."""
    return tuple(_line(pack) for pack in packs.prefetch_related("parts__school").order_by("-id"))


def _line(pack: ReportPack) -> PackLine:
    schools = [part.school.name for part in pack.parts.all()]
    return PackLine(
        pack.public_id,
        timezone.localtime(pack.asked_at),
        ", ".join(Kind(kind).label for kind in pack.kinds),
        schools[0] if len(schools) == 1 else f"{len(schools)} schools",
        pack.get_state_display(),
        LOOKS.get(pack.state, ""),
    )
