"""Forms of quality checks: drawing, a record's category and answers, findings, feedback, actions, checklists.

They check the shape only.
"""

from crispy_forms_gds.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from concerns.actions.checking import SHORT, Given
from concerns.checklist_file import ChecklistFile, read_checklist_file
from concerns.forms.entries import Written
from concerns.forms.fields import KeyedForm, VersionedForm, day, radios, select, text
from concerns.models import QualityAnswer, QualityCheck, QualityFinding
from safeguarding.data_file import Fault, Faulty
from safeguarding.models import School

MOST = 50  # records of one group; a page each
NO_GROUPS = "none"
FILE_BYTES = 200 * 1024
Answer = QualityAnswer.Answer


class DrawForm(KeyedForm):
    """What is checked, of which days, how many records, and spread over what."""

    button = "Draw the sample"

    schools = forms.MultipleChoiceField(
        label="Schools",
        widget=forms.CheckboxSelectMultiple,
        help_text="Each school gets a check of its own.",
        error_messages={"required": "Choose at least one school", "invalid_choice": "Choose from the list"},
    )
    checklist = select("Checklist", "Choose a checklist")
    period_from = day("Concerns reported from", hint="For example, 1 September 2026")
    period_to = day("Up to", hint="For example, 20 November 2026")
    grouping = forms.ChoiceField(
        label="Spread the sample over",
        choices=[(key or NO_GROUPS, label) for key, label in QualityCheck.Grouping.choices],
        initial=NO_GROUPS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose from the list", "invalid_choice": "Choose from the list"},
    )
    wanted = forms.IntegerField(
        label="How many records",
        help_text="Of each group, where the sample is spread. Where there are fewer, all are drawn.",
        min_value=1,
        max_value=MOST,
        initial=5,
        error_messages={
            "required": f"Enter a number from 1 to {MOST}",
            "invalid": f"Enter a number from 1 to {MOST}",
            "min_value": f"Enter a number from 1 to {MOST}",
            "max_value": f"Enter a number from 1 to {MOST}",
        },
    )
    blind = forms.BooleanField(
        label="Choose each category blind, before you see the school’s: it shows how far two people sort alike",
        required=False,
    )

    def __init__(self, data=None, *, schools, checklists, **kwargs):
        super().__init__(data, **kwargs)
        self.schools = {school.slug: school for school in schools}
        self.fields["schools"].choices = [(slug, school.name) for slug, school in self.schools.items()]
        if len(self.schools) == 1:
            del self.fields["schools"]
        self.offer("checklist", checklists, lambda each: f"{each.title} (version {each.version})")
        if len(self.offered["checklist"]) == 1:
            self.fields["checklist"].initial = next(iter(self.offered["checklist"]))
        for name in ("period_from", "period_to"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = "Enter a date, such as 1 September 2026"

    def _laid(self, name):
        if name == "wanted":
            return Field.text(name, field_width=4)
        return super()._laid(name)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("period_from"), cleaned.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "Enter an end that is not before the start")
        if cleaned.get("blind") and cleaned.get("grouping") == QualityCheck.Grouping.CATEGORY:
            self.add_error("grouping", "Choose other groups: those by category would tell the category")
        return cleaned

    def clean_grouping(self) -> str:
        given = self.cleaned_data["grouping"]
        return "" if given == NO_GROUPS else given

    @property
    def chosen_schools(self) -> list[School]:
        return [self.schools[slug] for slug in self.cleaned_data.get("schools", self.schools)]

    @property
    def plan(self) -> dict:
        """What ``draw_checks`` takes besides the schools."""
        names = ("period_from", "period_to", "wanted", "grouping", "blind", "request_key")
        return {name: self.cleaned_data[name] for name in names} | {"checklist": self.chosen("checklist")}


class CategoryForm(Written):
    """The category of each child of a record, chosen by the report alone."""

    button = "Keep and read on"

    def __init__(self, data=None, *, children, categories, **kwargs):
        super().__init__(data, **kwargs)
        self.links = {f"category-{link.public_id}": link for link, _ in children}
        self.categories = {category.key: category for category in categories}
        choices = [("", "Choose"), *((category.key, category.title) for category in categories)]
        for link, name in children:
            words = f"Category of {name}: {link.get_part_display().lower()}"
            field = select(words, "Choose a category")
            field.choices = choices
            self.fields[f"category-{link.public_id}"] = field

    @property
    def chosen(self) -> dict:
        """What ``choose_categories`` takes."""
        return {link: self.categories[self.cleaned_data[name]] for name, link in self.links.items()}


class AnswersForm(Written):
    """An answer and a note for each question. What is not answered yet may stay open."""

    button = "Save the answers"

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, answered, seen: int, **kwargs):
        super().__init__(data, initial={"seen": seen}, **kwargs)
        self.answered = answered
        for each in answered:
            key = each.question.key
            self.fields[f"answer-{key}"] = forms.ChoiceField(
                label=each.question.text,
                help_text=_hint(each),
                choices=Answer.choices,
                required=False,
                initial=each.answer,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the answers"},
            )
            self.fields[f"note-{key}"] = text(
                "Note", rows=2, initial=each.note, max_length=5000, widget=forms.Textarea({"rows": 2})
            )

    def _laid(self, name):
        if name.startswith("answer-"):
            return Field.radios(name, inline=True, small=True)
        return name

    def clean(self):
        cleaned = super().clean()
        for each in self.answered:
            key = each.question.key
            answer, note = cleaned.get(f"answer-{key}"), cleaned.get(f"note-{key}", "")
            if answer in SHORT and not note.strip():
                self.add_error(f"note-{key}", "Say in a note what is missing")
            if note.strip() and not answer and f"answer-{key}" not in self.errors:
                self.add_error(f"answer-{key}", "Choose an answer to go with the note")
        return cleaned

    @property
    def given(self) -> dict:
        """What ``save_answers`` takes: the questions that have an answer."""
        return {
            each.question: Given(
                answer,
                self.cleaned_data[f"note-{each.question.key}"].strip(),
                each.proposal.answer if each.proposal else "",
            )
            for each in self.answered
            if (answer := self.cleaned_data[f"answer-{each.question.key}"])
        }

    def see(self, seen: int) -> None:
        """Let the next post be one that has seen this state."""
        self.data = self.data.copy()
        self.data["seen"] = seen


def _hint(each):
    told = [words for words in (each.question.help, each.proposal.words if each.proposal else "") if words]
    return format_html("<br>".join(["{}"] * len(told)), *told) if told else ""


class FindingForm(KeyedForm):
    """What was found, how serious it is, in which record and to which question."""

    button = "Add the finding"

    what = text(
        "What did you find?",
        "Say what you found",
        rows=5,
        max_length=5000,
        help_text="The school reads it. Name no child: the record’s reference says enough.",
    )
    weight = radios("How serious is it?", QualityFinding.Weight.choices, "Choose how serious it is")
    item = select("In which record?")
    question = select("To which question?")

    def __init__(self, data=None, *, items, questions, start=None, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("item", items, lambda item: item.reference, empty="All, or several", start=start)
        self.questions = {each.key: each for each in questions}
        self.fields["question"].choices = [
            ("", "None of them"),
            *((key, q.text) for key, q in self.questions.items()),
        ]

    @property
    def finding(self) -> dict:
        """What ``add_finding`` takes."""
        cleaned = self.cleaned_data
        said = {name: cleaned[name] for name in ("what", "weight", "request_key")}
        return said | {"item": self.chosen("item"), "question": self.questions.get(cleaned["question"])}


class FinishForm(VersionedForm):
    """The feedback with which a check ends."""

    button = "Finish and send"

    text = text(
        "Feedback to the school",
        "Write the feedback",
        rows=8,
        max_length=10_000,
        help_text="What is done well, what to put right, and when you look again. Findings go with it. Name no child.",
    )


class StopForm(VersionedForm):
    """Why a check is stopped."""

    button = "Stop the check"

    reason = text("Why is it stopped?", "Say why the check is stopped", rows=3, max_length=2000)


class AnswerFeedbackForm(KeyedForm):
    """The school's answer."""

    button = "Send the answer"

    text = text(
        "Answer",
        "Write the answer",
        rows=5,
        max_length=10_000,
        help_text="What you agree with, what you see otherwise, and what you do. The checker reads it. Name no child.",
    )


class FindingActionForm(KeyedForm):
    """What the school does about a finding, who and by when."""

    button = "Add the action"

    what = text(
        "What will be done?",
        "Say what will be done",
        rows=3,
        max_length=2000,
        help_text="Whoever checked sees it too. Name no child.",
    )
    owner = select("Who does it?", "Choose who does it")
    due_on = day("By when", hint="For example, 4 December 2026")

    def __init__(self, data=None, *, owners, **kwargs):
        super().__init__(data, **kwargs)
        self.offer("owner", owners, lambda person: person.name)
        self.fields["due_on"].required = True
        self.fields["due_on"].error_messages["required"] = "Enter by when, such as 4 December 2026"

    def clean(self):
        cleaned = super().clean()
        if (due := cleaned.get("due_on")) and due < timezone.localdate():
            self.add_error("due_on", "Enter a day that is not over")
        return cleaned

    @property
    def action(self) -> dict:
        """What ``act_on`` takes."""
        cleaned = self.cleaned_data
        return {name: cleaned[name] for name in ("what", "due_on", "request_key")} | {
            "owner": self.chosen("owner")
        }


class ChecklistForm(Written):
    """A checklist as a file. With a fault nothing is brought in, and each fault is told with its line."""

    button = "Check and bring in"

    file = forms.FileField(
        label="File",
        help_text="YAML, in the form of the list that came with the product.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml", "class": "govuk-file-upload"}),
        error_messages={"required": "Choose a file that ends in .yaml"},
    )
    faults: tuple[Fault, ...] = ()

    def clean_file(self) -> ChecklistFile:
        sent = self.cleaned_data["file"]
        if not sent.name.lower().endswith((".yaml", ".yml")):
            raise ValidationError("Choose a file that ends in .yaml")
        if sent.size > FILE_BYTES:
            raise ValidationError("Choose a file of at most 200 KB.")
        try:
            return read_checklist_file(sent.read(FILE_BYTES + 1))
        except Faulty as faulty:
            self.faults = faulty.faults
            many = len(faulty.faults)
            raise ValidationError(
                f"Put right {many} thing{'' if many == 1 else 's'} in the file and choose it again."
            ) from None
