"""Addresses of concerns and children's records, all under ``/s/<school>/``."""

from django.urls import path

from concerns.views import pupils

app_name = "concerns"

urlpatterns = [
    path("pupils/", pupils.pupils, name="pupils"),
    path("pupils/files/<slug:upload>/", pupils.pupils_check, name="pupils_check"),
    path("pupils/files/<slug:upload>/rows.csv", pupils.pupils_faults, name="pupils_faults"),
]
