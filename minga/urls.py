"""Every domain brings its own addresses; the front page belongs to the desk."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from minga.base.domain import domains

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("minga.people.account_urls")),
    path("language/", set_language, name="set_language"),
]
urlpatterns += [
    path(d.prefix, include(f"{d.name}.urls")) for d in domains() if find_spec(f"{d.name}.urls")
]
