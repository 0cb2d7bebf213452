"""Addresses of pages over all schools of a trust, under ``/t/<trust>/``."""

from django.urls import include, path

from audits.views import board, packing, scheduling
from audits.views.editions import drafts, lines, parts, preview

app_name = "trust"

EDITION = [
    path("", drafts.edition, name="edition"),
    path("copy/", drafts.edition_copy, name="edition_copy"),
    path("about/", drafts.edition_about, name="edition_about"),
    path("clocks/", drafts.edition_clocks, name="edition_clocks"),
    path("order/", drafts.edition_move, name="edition_move"),
    path("publish/", drafts.edition_publish, name="edition_publish"),
    path("preview/<slug:section>/", preview.edition_preview, name="edition_preview"),
    path("sections/add/", parts.section_add, name="section_add"),
    path("sections/<slug:section>/", parts.edition_section, name="edition_section"),
    path("sections/<slug:section>/items/add/", parts.item_add, name="item_add"),
    path("items/<slug:item>/", parts.edition_item, name="edition_item"),
    path("items/<slug:item>/remove/", parts.item_remove, name="item_remove"),
    path("changes/<slug:before>/", lines.crosswalk, name="crosswalk"),
    path("changes/<slug:before>/add/", lines.line_add, name="line_add"),
    path("changes/<slug:before>/<slug:line>/", lines.line, name="line"),
]

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board.csv", board.board_csv, name="board_csv"),
    path("board.xlsx", board.board_xlsx, name="board_xlsx"),
    path("reports/", packing.trust_reports, name="reports"),
    path("reports/<slug:pack>/", packing.trust_pack, name="pack"),
    path("reports/<slug:pack>/file/", packing.trust_pack_file, name="pack_file"),
    path("schedule/", scheduling.schedule, name="schedule"),
    path("schedule/add/", scheduling.schedule_add, name="schedule_add"),
    path("schedule/<slug:due>/", scheduling.schedule_change, name="schedule_change"),
    path("editions/", drafts.editions, name="editions"),
    path("editions/<slug:edition>/", include(EDITION)),
]
