"""Addresses of audits, all under ``/s/<school>/``."""

from django.urls import include, path

from audits.views import (
    advising,
    answering,
    auditing,
    casework,
    clashes,
    comparing,
    evidence,
    planning,
    reporting,
    reviewing,
    revisions,
    sharing,
    signing,
    summary,
)

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
    path("items/<slug:item>/evidence/", evidence.item_evidence, name="item_evidence"),
    path("clashes/<slug:kept>/", clashes.clash, name="clash"),
    path("plan/", planning.plan, name="plan"),
    path("plan/add/", planning.action_add, name="action_add"),
    path("plan.csv", planning.plan_csv, name="plan_csv"),
    path("plan.xlsx", planning.plan_xlsx, name="plan_xlsx"),
    path("summary/", summary.summary, name="summary"),
    path("questions/<slug:question>/", reviewing.question, name="question"),
    path("review/", reviewing.review, name="review"),
    path("return/", reviewing.return_, name="return"),
    path("sign/", signing.sign, name="sign"),
    path("reopen/", signing.reopen, name="reopen"),
    path("reopen/governors/", signing.reopen_for_governors, name="reopen_for_governors"),
    path("withdraw/", signing.withdraw, name="withdraw"),
    path("adviser/", advising.adviser, name="adviser"),
    path("revisions/", revisions.revisions, name="revisions"),
    path("revisions/<int:revision>/changes/", revisions.revision_changes, name="revision_changes"),
    path("revisions/<int:revision>/report.pdf", revisions.revision_report, name="revision_report"),
    path("answers/", reporting.answers, name="answers"),
    path("compare/", comparing.compare, name="compare"),
    path("compare/<slug:other>/", comparing.compare, name="compare_with"),
    path("report.pdf", reporting.report, name="report"),
    path("cases/", casework.cases, name="cases"),
    path("cases/add/", casework.case_add, name="case_add"),
    path("cases/<slug:case>/", casework.case, name="case"),
    path("cases/<slug:case>/remove/", casework.case_remove, name="case_remove"),
]

urlpatterns = [
    path("audits/", auditing.audits, name="audits"),
    path("audits/start/", auditing.start, name="start"),
    path("audits/<slug:audit>/", include(AUDIT)),
    path("actions/", planning.actions, name="actions"),
    path("actions/<slug:action>/", planning.action, name="action"),
    path("evidence/", evidence.evidence_library, name="evidence_library"),
    path("evidence/add/", evidence.evidence_add, name="evidence_add"),
    path("evidence/<slug:evidence>/", evidence.evidence_piece, name="evidence_piece"),
    path("evidence/<slug:evidence>/file", evidence.evidence_file, name="evidence_file"),
]
