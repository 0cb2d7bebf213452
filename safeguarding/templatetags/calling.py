"""Telephone numbers that a person can ring from the page."""

from django import template
from django.utils.html import format_html

from safeguarding.local_links import phone_link

register = template.Library()


@register.filter
def ringable(phone: str):
    """The number as a link, or as it is where it is no number that a telephone could ring."""
    link = phone_link(phone)
    return format_html('<a class="govuk-link gt-nowrap" href="{}">{}</a>', link, phone) if link else phone
