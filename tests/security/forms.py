"""Every form of the product: where it is sent, by whom, and what a good one holds."""

import importlib
import inspect
import pkgutil
import uuid
from dataclasses import dataclass, field

from django import forms
from django.urls import reverse
from django.utils import timezone

import audits.forms
import safeguarding.forms
from audits.actions.editions import about_of, remove_line, section_words
from audits.edition_file.editing import fingerprint, item_named, line_named, section_named
from audits.edition_rows import content_of
from audits.models import Edition, Question
from audits.models.audit import school_year
from concerns.models import QualityCheck
from safeguarding.models import NoticeKind
from tests.access.rows import make_wide_world
from tests.access.world import World
from tests.factories import quality
from tests.factories.editions import draft

# Forms that are only what others have in common.
BASES = {"PlanForm", "ParticularsForm", "WordsForm", "AboutForm"}
# A file and nothing else: its faults have tests of their own.
OF_A_FILE = {"ChecklistForm"}


@dataclass(frozen=True)
class Sent:
    """One form as a person sends it. ``makes`` names the table that one good form adds one row to."""

    form: str
    url: str
    body: dict
    who: str = "lead"
    makes: str = ""
    words: tuple[str, ...] = field(default=())  # the fields in which a person writes freely


def form_classes() -> dict[str, type]:
    """All form classes by name, found in the packages."""
    found = {}
    names = [
        module.name
        for package in (audits.forms, safeguarding.forms)
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    ]
    for module in [*names, "concerns.forms.quality"]:
        for name, thing in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            if issubclass(thing, forms.Form) and thing.__module__ == module:
                found[name] = thing
    return {name: thing for name, thing in found.items() if name not in BASES | OF_A_FILE}


def _resource_forms(own, key) -> list[Sent]:
    """The forms of what the trust recommends."""
    today = timezone.localdate().strftime("%d/%m/%Y")
    trust, slug = own.school.trust.slug, own.school.slug
    words = {"title": "A guide", "why": "It is short.", "url": "https://guide.example/"}
    dates = {"checked_on": today, "review_by": today}
    one = reverse("trust_resource", args=[trust, own.parts["resource"]])
    decide = reverse("trust_suggestion", args=[trust, own.parts["suggestion"]])
    return [
        Sent("ResourceForm", reverse("trust_resource_add", args=[trust]), words | dates | {"request_key": key()},
             who="officer", makes="safeguarding_resource", words=("title", "why")),
        Sent("SuggestForm", reverse("resource_suggest", args=[slug]), words | {"request_key": key()},
             makes="safeguarding_resourcesuggestion", words=("title", "why")),
        Sent("FeedbackForm", reverse("resource", args=[slug, own.parts["resource"]]),
             {"request_key": key(), "helped": "no", "words": "Too long"},
             makes="safeguarding_resourcefeedback", words=("words",)),
        Sent("DecideSuggestionForm", decide, {"decision": "decline", "reason": "We have one."},
             who="officer", words=("reason",)),
        Sent("WithdrawForm", one, {"end-version": 1, "end-reason": "Out of date", "withdraw": 1},
             who="officer", words=("end-reason",)),
    ]  # fmt: skip


def make_forms() -> tuple[World, list[Sent]]:
    """A world, and every form of it, filled in."""
    world, sent, _ = make_wide_world()
    own = world.own
    slug, audit, parts = own.school.slug, own.audit, own.parts
    lead = world.person("lead").public_id
    staff = world.people["staff"].memberships.get()
    of_lead = world.people["lead"].memberships.get()

    def at(name, *rest):
        return reverse(f"audits:{name}", args=[slug, *rest])

    def key():
        return str(uuid.uuid4())

    today = timezone.localdate().strftime("%d/%m/%Y")
    dates = {
        "audit_date": "4/11/2026", "period_from": "1/9/2025", "period_to": "31/10/2026", "due_on": "27/11/2026",
        "participants": "Leaders",
    }  # fmt: skip
    card = {
        "version": 0, "request_key": key(), "action_id": "", "action_version": "", "evidence": "Seen.",
        "rating": "amber", "na_reason": "No reason", "action_what": "Do it", "action_owner": lead,
        "action_due": "1/12/2026", "action_due_reason": "Later", "mark-a": "yes", "save_stay": 1,
    }  # fmt: skip
    texts = ("evidence", "na_reason", "action_what", "action_due_reason")
    plan = {
        "plan-version": 1, "plan-what": "Do more", "plan-owner": lead, "plan-due_on": "4/12/2026",
        "plan-due_reason": "A reason", "change": 1,
    }  # fmt: skip
    progress = {"progress-version": 1, "progress-note": "Done a part", "progress-state": "in_progress"}
    action = {
        "request_key": key(), "item": "item-2", "what": "A new action", "owner": lead, "due_on": "1/12/2026",
    }  # fmt: skip
    piece = {"request_key": key(), "title": "A piece", "kind": "note", "note": "A note", "dated_on": today}
    person = {"name": "New Person", "email": "new.person@school.example", "role": "staff", "starts_on": today}
    case = {"request_key": key(), "label": "Case 7", "kind": "other", "how_chosen": "By lot"}
    keep = {"version": 2, "evidence": "Both", "na_reason": "x", "rating": "red"}
    membership = reverse("membership", args=[slug, staff.public_id])
    # A form of its own: the other one of this school year is there already.
    edition = Edition.objects.get(key="another")
    ids = audit.public_id
    question = Question.objects.get(audit__public_id=sent.parts["audit"]).public_id

    def quality_at(name, part, *rest):
        return reverse(f"concerns:{name}", args=[slug, parts[f"concerns:{part}"], *rest])

    done, open_ = "check that is finished", QualityCheck.objects.get(public_id=parts["concerns:check"])
    ready = quality.quality_check(own.school, by=world.people["lead"], checklist_=open_.checklist)
    quality.answered(ready.items.get(), "yes", "yes")
    blind = quality.quality_check(own.school, by=world.people["lead"], checklist_=open_.checklist, blind=True)
    child = blind.items.get().concern.links.get()
    draw = {
        "request_key": key(), "checklist": open_.checklist.public_id, "period_from": "1/9/2020", "period_to": today,
        "grouping": "none", "wanted": 3,
    }  # fmt: skip
    answers = {
        "seen": 1,
        "answer-first": "no",
        "note-first": "Why.",
        "answer-second": "yes",
        "note-second": "",
    }
    finding = {
        "request_key": key(),
        "what": "Times are missing",
        "weight": "mend",
        "item": "",
        "question": "",
    }
    todo = {"request_key": key(), "what": "Ask for times", "owner": lead, "due_on": "1/12/2099"}

    def asked(box, **more):
        return {"request_key": key(), box: "How do you know?"} | more

    def review(name, *rest):
        return at(name, sent.parts["audit"], *rest)

    return world, [
        Sent("StartForm", at("start"), dates | {"request_key": key(), "edition": edition.pk},
             makes="audits_audit", words=("participants",)),
        Sent("ChangeParticularsForm", at("particulars", ids), dates | {"version": audit.version},
             words=("participants",)),
        Sent("AnswerForm", at("section", ids, "main") + "?item=item-2", card,
             makes="audits_responserevision", words=texts),
        Sent("AnswerForm", at("case", ids, parts["case"]) + "?item=case-1", card | {"request_key": key()},
             makes="audits_action", words=texts),
        Sent("KeepForm", at("clash", ids, parts["kept"]), keep, words=("evidence", "na_reason")),
        Sent("CaseForm", at("case_add", ids), case, makes="audits_casesample", words=("label", "how_chosen")),
        Sent("EvidenceForm", at("evidence_add"), piece, makes="audits_evidence", words=("title", "note")),
        Sent("AddActionForm", at("action_add", ids), action, makes="audits_action", words=("what",)),
        Sent("ChangePlanForm", at("action", parts["action"]), plan, words=("plan-what", "plan-due_reason")),
        Sent("ProgressForm", at("action", parts["action"]), progress | {"progress": 1},
             makes="audits_actionupdate", words=("progress-note",)),
        Sent("ShareForm", at("share", ids), {
            "section-main": lead, "section-case-record-check": lead, "version": 2, "day-main": "",
        }),
        *_resource_forms(own, key),
        Sent("ScheduleForm", reverse("trust:schedule_add", args=[own.school.trust.slug]), {
            "request_key": key(), "edition": edition.pk, "year": school_year(timezone.localdate()), "due_on": today,
            "schools": slug, f"day-{slug}": "",
        }, who="officer", makes="audits_dueaudit"),
        Sent("ChangeDueAuditForm", reverse("trust:schedule_change", args=[own.school.trust.slug, parts["due"]]), {
            "version": 2, "what": "move", "due_on": today, "reason": "Inspection week",
        }, who="officer", makes="audits_dueauditchange", words=("reason",)),
        Sent("InviteForm", reverse("invite", args=[slug]), person, who="administrator",
             makes="safeguarding_membership", words=("name",)),
        Sent("LeadPhonesForm", reverse("lead_phones", args=[slug]),
             {f"phone-{of_lead.public_id}": "01632 960 001", f"version-{of_lead.public_id}": of_lead.version}),
        Sent("AskForm", review("summary"), asked("text", item="item-1"), who="governor",
             makes="audits_question", words=("text",)),
        Sent("CommentForm", review("summary"), asked("text", item=""), who="adviser",
             makes="audits_comment", words=("text",)),
        Sent("ReplyForm", review("question", question), asked("text", kind="reply"),
             makes="audits_reply", words=("text",)),
        Sent("NextMeetingForm", review("question", question), asked("text"), who="governor",
             makes="audits_reply", words=("text",)),
        # Not once the question above is open: then it is refused.
        Sent("SignForm", review("review"), asked("statement"), who="governor", words=("statement",)),
        Sent("ReasonForm", review("withdraw"), asked("reason"), who="head",
             makes="audits_reviewstep", words=("reason",)),
        Sent("AdviserForm", at("adviser", ids), {"version": audit.version, "adviser": "nobody"}),
        Sent("NoticeChoicesForm", reverse("notice_choices"),
             {kind: "digest" for kind in NoticeKind.values if kind != "urgent"}),
        Sent("OwnPackForm", at("reports"), {"request_key": key(), "kinds": "plan"}, makes="audits_reportpack"),
        Sent("TrustPackForm", reverse("trust:reports", args=[own.school.trust.slug]),
             {"request_key": key(), "kinds": "plan", "which": "all"}, who="officer", makes="audits_reportpack"),
        Sent("DrawForm", reverse("concerns:quality_draw", args=[slug]), draw, makes="concerns_qualitycheck"),
        Sent("AnswersForm", quality_at("quality_record", "check", parts["concerns:item"]), answers,
             makes="concerns_qualityanswer", words=("note-first",)),
        Sent("CategoryForm",
             reverse("concerns:quality_record", args=[slug, blind.public_id, blind.items.get().public_id]),
             {f"category-{child.public_id}": child.subcategory.category.key}, makes="concerns_qualitycode"),
        Sent("FindingForm", quality_at("quality_finding", "check"), finding,
             makes="concerns_qualityfinding", words=("what",)),
        Sent("AnswerFeedbackForm", quality_at("quality_answer", done), {"request_key": key(), "text": "Agreed"},
             makes="concerns_qualitystep", words=("text",)),
        Sent("FindingActionForm", quality_at("quality_action", done, parts["concerns:finding"]), todo,
             makes="concerns_action", words=("what",)),
        Sent("CheckEvidenceForm", reverse("check_evidence", args=[slug, parts[f"concerns:{done}"]]),
             {"request_key": key(), "rows": "item-1"}, makes="audits_evidence"),
        Sent("FinishForm", reverse("concerns:quality_finish", args=[slug, ready.public_id]),
             {"version": ready.version, "text": "Well kept"}, words=("text",)),
        Sent("StopForm", reverse("concerns:quality_stop", args=[slug, blind.public_id]),
             {"version": blind.version, "reason": "The wrong term"}, words=("reason",)),
        Sent("LastDayForm", membership, {"version": 1, "until": "day", "ends_on": today}, who="administrator"),
        *_forms_of_an_edition(world, key),
    ]  # fmt: skip


def _forms_of_an_edition(world: World, key) -> list[Sent]:
    """What the officer sends: on a draft that lacks a line for one item, and on one that is ready."""
    trust, officer = world.own.school.trust, world.person("officer")
    mine = Edition.objects.get(key=world.own.parts["trust:edition"])
    before = world.own.parts["trust:before"]
    line = line_named(content_of(mine), before, "to-item-3")
    remove_line(mine, before, "to-item-3", seen=fingerprint(line), by=officer)
    ready = draft(trust, by=officer, source=Edition.objects.get(key=before), label="Ready")
    content = content_of(mine)
    item, ratings = item_named(content, "item-1"), content["edition"]["ratings"]
    words = section_words(section_named(content, "main"))
    stands = line_named(content, before, "to-item-1")

    def at(name, *rest, edition=mine):
        return reverse(f"trust:{name}", args=[trust.slug, edition.key, *rest])

    written = {"section": "main", "ref": "99", "title": "A title", "kind": "rated", "guidance": "Why."}
    asked = {
        "kind-a": "question",
        "text-a": "Is it so?",
        "answer-a": "",
        "kind-b": "point",
        "text-b": "It is",
    }
    clocks = {
        f"{colour}-{part}": value
        for colour in ("red", "amber", "green")
        for part, value in (
            ("length", 2),
            ("unit", "months"),
            ("from", "rating"),
            ("reason", "In two months."),
        )
    }
    about = {
        "label": "Ours", "effective_from": "1/9/2026", "effective_to": "", "introduction": "Hello.",
        "disclaimer": "No judgement.", "source_note": "Ours.", "licence_note": "Ours.",
    }  # fmt: skip
    moved = {"before-1": "item-3", "now-1": "item-3", "relation": "moved", "reason": "So it is."}
    changed = {"before-1": "item-1", "now-1": "item-1", "relation": "reworded", "reason": "It says more."}
    group = {"title": "A section", "group": "What staff know"}
    return [
        Sent("CopyEditionForm", at("edition_copy"), {"request_key": key(), "purpose": "new", "label": "Another"},
             who="officer", makes="audits_edition", words=("label",)),
        Sent("AboutEditionForm", at("edition_about"), about | {"version": fingerprint(about_of(content))},
             who="officer", words=("label", "introduction", "source_note")),
        Sent("ClocksForm", at("edition_clocks"), clocks | {"version": fingerprint(ratings)}, who="officer"),
        Sent("AddSectionForm", at("section_add"), group | {"request_key": key()},
             who="officer", makes="audits_section", words=("title", "group")),
        Sent("SectionForm", at("edition_section", "main"), group | {"version": fingerprint(words)},
             who="officer", words=("title", "group")),
        Sent("AddItemForm", at("item_add", "main"), written | asked | {"request_key": key()},
             who="officer", makes="audits_item", words=("title", "guidance", "text-a")),
        Sent("ItemForm", at("edition_item", "item-1"), written | asked | {"version": fingerprint(item), "ref": "98"},
             who="officer", words=("title", "guidance", "text-a")),
        Sent("EditingForm", at("item_remove", "item-1"), {"version": fingerprint(item)}, who="officer"),
        Sent("AddLineForm", at("line_add", before), moved | {"request_key": key()},
             who="officer", makes="audits_crosswalkline", words=("reason",)),
        Sent("LineForm", at("line", before, "to-item-1"), changed | {"version": fingerprint(stands)},
             who="officer", words=("reason",)),
        Sent("PublishForm", at("edition_publish", edition=ready), {"version": fingerprint(content_of(ready))},
             who="officer"),
    ]  # fmt: skip
