"""Every address. A page is private unless its view says otherwise."""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from concerns.views import lessons
from safeguarding.home import resource_urls
from safeguarding.home.views import case_check, check_evidence, claim, home, information, notices
from safeguarding.views import hiding

SIGN_IN = [
    path("", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("closed/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(  # a path's converter would take the first part of the key for the person
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("accessibility/", login_not_required(information.accessibility), name="accessibility"),
    path("privacy/", login_not_required(information.privacy), name="privacy"),
    path("help/", login_not_required(information.help_page), name="help"),
    path("sign-in/", include(SIGN_IN)),
    path("notices/", notices.notices, name="notices"),
    path("notices/choices/", notices.notice_choices, name="notice_choices"),
    path("notices/<slug:notice>/seen/", notices.notice_seen, name="notice_seen"),
    path("hide/", hiding.hide_screen, name="hide_screen"),
    path("hidden/", hiding.hidden_screen, name="hidden_screen"),
    path(
        "s/<slug:school>/audits/<slug:audit>/figures/<slug:figure>/", claim.audit_figure, name="audit_figure"
    ),
    path(
        "s/<slug:school>/quality/<slug:check>/evidence/", check_evidence.check_evidence, name="check_evidence"
    ),
    path("s/<slug:school>/audits/<slug:audit>/cases/draw/", case_check.case_draw, name="case_draw"),
    path(
        "s/<slug:school>/audits/<slug:audit>/cases/<slug:case>/file/", case_check.case_file, name="case_file"
    ),
    path("s/<slug:school>/", include("safeguarding.urls")),
    path("s/<slug:school>/", include("audits.urls")),
    path("s/<slug:school>/", include("concerns.urls")),
    path("s/<slug:school>/", include(resource_urls.OF_SCHOOL)),
    path("t/<slug:trust>/", include(resource_urls.OF_TRUST)),
    path("t/<slug:trust>/", include("audits.trust_urls")),
    path("t/<slug:trust>/lessons/", lessons.lessons_of_trust, name="trust_lessons"),
    path("t/<slug:trust>/lessons.csv", lessons.lessons_of_trust_csv, name="trust_lessons_csv"),
    path("t/<slug:trust>/lessons.pdf", lessons.lessons_of_trust_pdf, name="trust_lessons_pdf"),
    path("t/<slug:trust>/", include("concerns.trust_urls")),
    path("t/<slug:trust>/", include("concerns.quality_urls")),
]
