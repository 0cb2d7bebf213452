"""A small edition's file as text, and how to make it say something else."""

from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
KCSIE = FIXTURES / "editions" / "kcsie-2023-part-one.yaml"

SMALL = """\
format: 1
framework: {key: guidance, title: Guidance, issuer: Department}
edition:
  key: small-2023
  label: Small, 2023
  effective_from: 2023-09-01
  effective_to: null
  source_note: Source.
  licence_note: Licence.
  introduction: "Ask {adviser_service}."
  disclaimer: Disclaimer.
  who_takes_part:
    - {who: The lead, does: Writes.}
  ratings:
    - rating: red
      meaning: Not met
      test: Too little.
      clock: {days: 0, from: rating}
      clock_reason: At once.
    - rating: amber
      meaning: Partly met
      test: Some.
      clock: {months: 1, from: audit_date}
      clock_reason: Within a month.
    - rating: green
      meaning: Met
      test: Enough.
      clock: {months: 12, from: audit_date}
      clock_reason: After a year.
    - rating: not_applicable
      meaning: Does not apply
      test: Say why.
  notes: []
sections:
  - key: first
    number: 1
    group: Know
    title: First section
    items:
      - key: one
        ref: "1"
        kind: rated
        title: Item one
        guidance: "In {authority} it is {early_help}."
        see: [two]
        prompts:
          - {key: a, kind: question, text: "Do staff know?"}
          - {key: b, kind: point, text: "Staff know {lado}"}
      - key: two
        ref: "2"
        kind: information
        title: Item two
        prompts:
          - {key: a, kind: vignette, text: "A boy of 8.", answer: "Yes."}
  - key: files
    number: null
    group: Files
    title: Files
    ref: 69 A
    items:
      - key: file
        ref: C1
        kind: case_check
        title: File
        prompts:
          - {key: a, kind: question, text: "Is it clear?"}
"""


def small(*changes: tuple[str, str]) -> bytes:
    """The small file with each text replaced once; a text that is not there is a mistake of the test."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()
