"""Addresses of audits, all under ``/s/<school>/``."""

from django.urls import include, path

from audits.views import auditing

app_name = "audits"

AUDIT = [
    path("", auditing.audit, name="audit"),
]

urlpatterns = [
    path("audits/", auditing.audits, name="audits"),
    path("audits/start/", auditing.start, name="start"),
    path("audits/<slug:audit>/", include(AUDIT)),
]
