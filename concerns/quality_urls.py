"""Addresses of quality checks over the schools of a trust, under ``/t/<trust>/``."""

from django.urls import path

from concerns.views import quality_results, quality_trust

app_name = "trust_quality"

urlpatterns = [
    path("quality/", quality_trust.quality, name="quality"),
    path("quality/draw/", quality_trust.draw, name="draw"),
    path("quality/checklists/", quality_trust.checklists, name="checklists"),
    path("quality/checklists/<slug:checklist>/", quality_trust.checklist, name="checklist"),
    path("quality/results/", quality_results.trust_results, name="results"),
    path("quality/results.csv", quality_results.trust_results_csv, name="results_csv"),
    path("quality/results.xlsx", quality_results.trust_results_xlsx, name="results_xlsx"),
]
