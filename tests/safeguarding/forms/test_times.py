"""Times as people type them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.forms.times import read_time


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("8:15am", 8, 15), ("08:15", 8, 15), ("8.15", 8, 15), ("815", 8, 15), ("0815", 8, 15), ("8am", 8, 0),
        ("8 a.m.", 8, 0), ("12am", 0, 0), ("12 pm", 12, 0), ("3:05 PM", 15, 5), ("14", 14, 0), ("noon", 12, 0),
    ],
)  # fmt: skip
def test_a_time_is_read(text, hour, minute):
    assert read_time(text) == time(hour, minute)


@pytest.mark.parametrize("text", ["25:00", "8:75", "13pm", "0am", "soon", "8:1", "-3", "12345"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):
        read_time(text)


@given(st.times())
def test_a_written_time_is_read_again(moment):
    assert read_time(f"{moment:%H:%M}") == time(moment.hour, moment.minute)


@given(st.text(max_size=20))
def test_any_text_is_a_time_or_refused(text):
    try:
        made = read_time(text)
    except ValueError:
        return
    assert made is None or isinstance(made, time)
