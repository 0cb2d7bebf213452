"""Addresses of counts over all schools of a trust, under ``/t/<trust>/``."""

from django.urls import path

from concerns.views import trends

app_name = "trust_concerns"

urlpatterns = [
    path("trends/", trends.of_trust, name="trends"),
    path("trends.csv", trends.of_trust_csv, name="trends_csv"),
    path("trends.xlsx", trends.of_trust_xlsx, name="trends_xlsx"),
]
