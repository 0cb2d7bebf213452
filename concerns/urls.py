"""Addresses of concerns and children's records, all under ``/s/<school>/``."""

app_name = "concerns"

urlpatterns = []
