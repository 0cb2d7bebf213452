"""Addresses of audits, all under ``/s/<school>/``."""

from django.urls import include, path

from audits.views import answering, auditing, casework, clashes, sharing

app_name = "audits"

AUDIT = [
    path("", auditing.audit, name="audit"),
    path("dates/", auditing.particulars, name="particulars"),
    path("share/", sharing.share, name="share"),
    path("check/", auditing.check, name="check"),
    path("submit/", auditing.submit, name="submit"),
    path("rated/<slug:rating>/", auditing.rated, name="rated"),
    path("sections/<slug:section>/", answering.section, name="section"),
    path("sections/<slug:section>/ready/", sharing.ready, name="ready"),
    path("items/<slug:item>/history/", answering.history, name="history"),
    path("items/<slug:item>/here/", answering.here, name="here"),
    path("clashes/<slug:kept>/", clashes.clash, name="clash"),
    path("cases/", casework.cases, name="cases"),
    path("cases/add/", casework.case_add, name="case_add"),
    path("cases/<slug:case>/", casework.case, name="case"),
    path("cases/<slug:case>/remove/", casework.case_remove, name="case_remove"),
]

urlpatterns = [
    path("audits/", auditing.audits, name="audits"),
    path("audits/start/", auditing.start, name="start"),
    path("audits/<slug:audit>/", include(AUDIT)),
]
