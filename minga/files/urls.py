"""Addresses of files."""

from __future__ import annotations

from django.urls import path

from minga.files import views

app_name = "files"
urlpatterns = [path("<uuid:uuid>/<str:name>", views.file, name="file")]
