"""Fields for words that are kept exactly as they were typed."""

from django import forms

LONGEST = 200_000  # characters; about 40 printed pages


class LongTextField(forms.CharField):
    """Many words, kept as typed: only the line ends that a browser sends are made plain."""

    def __init__(self, *, rows: int = 5, required: bool = False, max_length: int = LONGEST, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(required=required, max_length=max_length, strip=False, **kwargs)
        self.error_messages["max_length"] = "Use %(limit_value)d characters or fewer. You have %(show_value)d"

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def widget_attrs(self, widget):
        """No maxlength in the page: a browser would cut off pasted words without saying so."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs
