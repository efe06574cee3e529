"""Indicators and targets."""

from django.urls import URLPattern, path

from minga.monitoring.views import edit_indicator, indicator, indicators, take_in, targets

_ONE = "<slug:plan>/indicators/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("<slug:plan>/indicators/", indicators.indicators, name="indicators"),
    path("<slug:plan>/indicators/new/", edit_indicator.new, name="new_indicator"),
    path(_ONE, indicator.indicator, name="indicator"),
    path(f"{_ONE}edit/<slug:part>/", edit_indicator.edit, name="edit_indicator"),
    path(f"{_ONE}targets/", targets.targets, name="targets"),
    path(f"{_ONE}retire/", indicator.retire, name="retire_indicator"),
    path(f"{_ONE}resume/", indicator.resume, name="resume_indicator"),
    path(f"{_ONE}undo/", indicator.undo, name="undo_indicator"),
    path(f"{_ONE}remove/", indicator.remove, name="remove_indicator"),
    path("<slug:plan>/from-document/", take_in.take_in, name="take_in"),
    path("<slug:plan>/from-document/undo/", take_in.undo, name="undo_take_in"),
]
