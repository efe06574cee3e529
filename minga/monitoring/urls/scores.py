"""Rules and scores."""

from __future__ import annotations

from django.urls import URLPattern, path

from minga.monitoring.views import icm, rules, score

urlpatterns: list[URLPattern] = [
    path("<slug:plan>/rules/", rules.index, name="rules"),
    path("<slug:plan>/rules/<int:pk>/", rules.rule, name="rule"),
    path("<slug:plan>/rules/<int:pk>/new/", rules.new, name="new_rule"),
    path("<slug:plan>/scores/<int:pk>/", score.score, name="score"),
    path("<slug:plan>/icm/<int:year>/", icm.index, name="icm"),
]
