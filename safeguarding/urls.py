"""Addresses of the ground, all under ``/s/<school>/``."""

from django.urls import path

from safeguarding.views import people, phones

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/phones/", phones.lead_phones, name="lead_phones"),
    path("people/<slug:membership>/", people.membership, name="membership"),
]
