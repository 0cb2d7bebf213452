"""Addresses of the trust's resources: everybody's under ``/s/<school>/``, the officer's under ``/t/<trust>/``."""

from django.urls import path

from safeguarding.home.views import resources, trust_resources

OF_SCHOOL = [
    path("resources/", resources.resources, name="resources"),
    path("resources/suggest/", resources.resource_suggest, name="resource_suggest"),
    path("resources/<slug:resource>/", resources.resource, name="resource"),
    path("resources/<slug:resource>/file", resources.resource_file, name="resource_file"),
]
OF_TRUST = [
    path("resources/", trust_resources.trust_resources, name="trust_resources"),
    path("resources/add/", trust_resources.trust_resource_add, name="trust_resource_add"),
    path(
        "resources/suggestions/<slug:suggestion>/", trust_resources.trust_suggestion, name="trust_suggestion"
    ),
    path("resources/<slug:resource>/", trust_resources.trust_resource, name="trust_resource"),
]
