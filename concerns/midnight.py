"""The moment at which a day begins where the schools are: lists of days are found by moments, as they are indexed."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
