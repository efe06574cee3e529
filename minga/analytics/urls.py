"""Addresses of questions, of their answers, and of the facts that others may take."""

from __future__ import annotations

from django.urls import path

from minga.analytics import views, views_facts

app_name = "analytics"
urlpatterns = [
    path("", views.index, name="index"),
    path("update/", views.update, name="update"),
    path("facts/", views_facts.dictionary, name="dictionary"),
    path("facts/catalog.json", views_facts.catalog, name="catalog"),
    path("facts/data/<str:name>", views_facts.file, name="file"),
    path("<slug:name>/", views.answer, name="question"),
    path("<slug:name>/answer.<str:fmt>", views.answer_file, name="answer_file"),
]
