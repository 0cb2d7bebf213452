"""How a person wants to hear of what waits."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Layout, Size
from django import forms

from safeguarding.models import How, NoticeKind


class NoticeChoicesForm(forms.Form):
    """One choice for each kind; whoever works on concerns is not asked about urgent ones."""

    def __init__(self, *args, leads: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in NoticeKind:
            if kind == NoticeKind.URGENT and leads:
                continue
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=How.choices,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose how you hear of: {kind.label.lower()}"},
            )

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        fields = [Field.radios(name, legend_size=Size.SMALL, small=True) for name in self.fields]
        helper.layout = Layout(*fields, Button.primary("save", "Save"))
        return helper
