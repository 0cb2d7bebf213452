"""Addresses of pages over all schools of a trust, under ``/t/<trust>/``."""

from django.urls import path

from audits.views import board, packing, scheduling

app_name = "trust"

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
]
