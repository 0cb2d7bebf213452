"""Addresses of concerns and children's records, all under ``/s/<school>/``."""

from django.urls import include, path

from concerns.views import (
    categories,
    challenges,
    concern,
    corroborating,
    delaying,
    entries,
    exclusions,
    figures,
    files,
    front_sheet,
    listing,
    marker,
    marking,
    meetings,
    moves,
    my_reports,
    papers,
    plans,
    printing,
    pupils,
    reassessing,
    referrals,
    register,
    reporting,
    today,
    triage,
)

app_name = "concerns"

REPORT = [
    path("who/", reporting.report_who, name="report_who"),
    path("account/", reporting.report_account, name="report_account"),
    path("marks/", marking.report_marks, name="report_marks"),
    path("check/", reporting.report_check, name="report_check"),
    path("delete/", reporting.report_delete, name="report_delete"),
]

CONCERN = [
    path("", concern.concern, name="concern"),
    path("looked/", concern.looked, name="looked"),
    path("triage/", triage.triage, name="triage"),
    path("children/<slug:child>/match/", triage.child_match, name="child_match"),
    path("children/<slug:child>/category/", triage.child_category, name="child_category"),
    path("add/", entries.entry_add, name="entry_add"),
    path("add/<slug:kind>/", entries.entry, name="entry"),
    path("plan/", plans.concern_plan, name="concern_plan"),
    path("entries/<slug:entry>/correct/", entries.entry_correct, name="entry_correct"),
    path("entries/<slug:entry>/error/", entries.entry_error, name="entry_error"),
    path("files/<slug:attachment>", concern.attachment, name="attachment"),
    path("move/<slug:move>/", moves.move, name="move"),
    path("refer/", referrals.begin, {"noun": "referral"}, name="concern_refer"),
    path("challenge/", referrals.begin, {"noun": "challenge"}, name="concern_challenge"),
    path("delay/<slug:late>/", delaying.delay_why, name="delay_why"),
    path("resolve/", moves.resolve, name="resolve"),
]

PLAN = [
    path("", plans.plan, name="plan"),
    path("versions/", plans.plan_versions, name="plan_versions"),
    path("write/", plans.plan_write, name="plan_write"),
    path("in-force/", plans.plan_in_force, name="plan_in_force"),
    path("review/", plans.plan_review, name="plan_review"),
    path("action/", plans.plan_action_add, name="plan_action_add"),
    path("owner/", plans.plan_owner, name="plan_owner"),
    path("end/", plans.plan_end, name="plan_end"),
    path("print.pdf", plans.plan_pdf, name="plan_pdf"),
]

MEETING = [
    path("", meetings.meeting, name="meeting"),
    path("held/", meetings.meeting_held, name="meeting_held"),
    path("minutes/", meetings.meeting_minutes, name="meeting_minutes"),
    path("report/", meetings.meeting_report_sent, name="meeting_report_sent"),
    path("day/", meetings.meeting_move, name="meeting_move"),
    path("cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("correct/", meetings.meeting_correct, name="meeting_correct"),
    path("owner/", meetings.meeting_owner, name="meeting_owner"),
]

PLANS_OF_CHILD = [
    path("plans/", plans.child_plans_page, name="child_plans"),
    path("plans/start/", plans.plan_start, name="plan_start"),
    path("meetings/add/", meetings.meeting_add, name="meeting_add"),
    path("papers/add/", papers.paper_add, name="paper_add"),
    path("files/<slug:attachment>", papers.child_attachment, name="child_attachment"),
]

REFERRAL = [
    path("", referrals.referral, name="referral"),
    path("<slug:step>/", referrals.referral_step, name="referral_step"),
]

CHALLENGE = [
    path("", challenges.challenge, name="challenge"),
    path("<slug:stage>/", challenges.challenge_step, name="challenge_step"),
]

urlpatterns = [
    path("report/", reporting.report, name="report"),
    path("report/find/", reporting.find_child, name="find_child"),
    path("report/sent/<slug:concern>/", reporting.receipt, name="receipt"),
    path("report/<slug:draft>/", include(REPORT)),
    path("my-reports/", my_reports.my_reports, name="my_reports"),
    path("my-reports/<slug:concern>/", my_reports.my_report, name="my_report"),
    path("today/", today.today, name="today"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:figure>/<slug:which>/", figures.figure_list, name="figure_list"),
    path("concerns/", listing.concerns, name="concerns"),
    path("concerns.csv", listing.concerns_csv, name="concerns_csv"),
    path("concerns.xlsx", listing.concerns_xlsx, name="concerns_xlsx"),
    path("concerns/<slug:concern>/", include(CONCERN)),
    path("work/<slug:action>/", entries.action, name="action"),
    path("work/<slug:action>/change/", entries.action_change, name="action_change"),
    path("adults/", register.register, name="register"),
    path("adults/patterns/", register.register_patterns, name="register_patterns"),
    path("adults/named/", register.adult_named, name="adult_named"),
    path("adults/report/", register.adult_report, name="adult_report"),
    path("adults/report/sent/<slug:adult>/", register.adult_receipt, name="adult_receipt"),
    path("adults/<slug:adult>/", register.adult, name="adult"),
    path("adults/<slug:adult>/add/<slug:kind>/", register.adult_entry, name="adult_entry"),
    path("adults/<slug:adult>/people/", register.adult_people, name="adult_people"),
    path("adults/<slug:adult>/people/<slug:named>/end/", register.adult_person_end, name="adult_person_end"),
    path("adults/<slug:adult>/reporter/", register.adult_reporter, name="adult_reporter"),
    path("categories/", categories.categories, name="categories"),
    path("categories/ask/", categories.category_ask, name="category_ask"),
    path("categories/requests/", categories.category_requests, name="category_requests"),
    path("categories/requests/<slug:asked>/", categories.category_request, name="category_request"),
    path("categories/list/<slug:category>/", categories.category, name="category"),
    path("pupils/", pupils.pupils, name="pupils"),
    path("pupils/files/<slug:upload>/", pupils.pupils_check, name="pupils_check"),
    path("pupils/files/<slug:upload>/rows.csv", pupils.pupils_faults, name="pupils_faults"),
    path("children/", files.children, name="children"),
    path("children/marker/", marker.marker, name="marker"),
    path("children/marker.csv", marker.marker_csv, name="marker_csv"),
    path("children/marker.xlsx", marker.marker_xlsx, name="marker_xlsx"),
    path("children/<slug:pupil>/", files.child, name="child"),
    path("children/<slug:pupil>/", include(PLANS_OF_CHILD)),
    path("plans/<slug:plan>/", include(PLAN)),
    path("meetings/<slug:meeting>/", include(MEETING)),
    path("children/<slug:pupil>/refer/", referrals.referral_add, name="referral_add"),
    path("children/<slug:pupil>/challenge/", challenges.challenge_add, name="challenge_add"),
    path("referrals/<slug:referral>/", include(REFERRAL)),
    path("challenges/<slug:challenge>/", include(CHALLENGE)),
    path("children/<slug:pupil>/looks/", files.child_looks, name="child_looks"),
    path("children/<slug:pupil>/chronology.pdf", printing.chronology_pdf, name="chronology_pdf"),
    path("kept/<slug:paper>/<slug:about>/", corroborating.paper_kept, name="paper_kept"),
    path("children/<slug:pupil>/view/", reassessing.our_view, name="our_view"),
    path("children/<slug:pupil>/view/<slug:reassessment>/", reassessing.view_changed, name="view_changed"),
    path("children/<slug:pupil>/entry/", front_sheet.child_entry_add, name="child_entry_add"),
    path("children/<slug:pupil>/authority/", front_sheet.child_authority, name="child_authority"),
    path("children/<slug:pupil>/main-file/", front_sheet.child_marker, name="child_marker"),
    path("children/<slug:pupil>/shields/<slug:shield>/", front_sheet.child_shield, name="child_shield"),
    path("children/<slug:pupil>/facts/<slug:kind>/", front_sheet.child_fact_add, name="child_fact_add"),
    path(
        "children/<slug:pupil>/facts/<slug:kind>/<slug:fact>/",
        front_sheet.child_fact_change,
        name="child_fact_change",
    ),
    path(
        "children/<slug:pupil>/facts/<slug:kind>/<slug:fact>/end/",
        front_sheet.child_fact_end,
        name="child_fact_end",
    ),
    path("children/<slug:pupil>/shut-out/", exclusions.file_exclusions, name="file_exclusions"),
    path(
        "children/<slug:pupil>/shut-out/<slug:exclusion>/",
        exclusions.file_exclusion_end,
        name="file_exclusion_end",
    ),
    path("concerns/<slug:concern>/print.pdf", printing.concern_pdf, name="concern_pdf"),
    path("concerns/<slug:concern>/shut-out/", exclusions.concern_exclusions, name="concern_exclusions"),
    path(
        "concerns/<slug:concern>/shut-out/<slug:exclusion>/",
        exclusions.concern_exclusion_end,
        name="concern_exclusion_end",
    ),
]
