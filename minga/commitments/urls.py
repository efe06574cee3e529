"""Addresses of commitments."""

from __future__ import annotations

from django.urls import path

from minga.commitments import views

app_name = "commitments"
urlpatterns = [
    path("", views.index, name="index"),
    path("file.<slug:fmt>", views.file, name="file"),
    path("<int:pk>/", views.commitment, name="commitment"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
