"""Addresses of pages over all schools of a trust, under ``/t/<trust>/``."""

from django.urls import path

from audits.views import board

app_name = "trust"

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board.csv", board.board_csv, name="board_csv"),
    path("board.xlsx", board.board_xlsx, name="board_xlsx"),
]
