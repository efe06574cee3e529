"""Addresses of actors."""

from __future__ import annotations

from django.urls import URLPattern, path

from minga.actors.network import views as network
from minga.actors.views import actor, directory, duplicates, sheet

app_name = "actors"
urlpatterns: list[URLPattern] = [
    path("", directory.index, name="index"),
    path("add/", actor.add, name="add"),
    path("actors.<str:fmt>", sheet.file, name="file"),
    path("import/", sheet.bring, name="import"),
    path("import/<uuid:uuid>/", sheet.sheet, name="sheet"),
    path("import/<uuid:uuid>/undo/", sheet.undo, name="undo_sheet"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/decide/", duplicates.decide, name="decide"),
    path("merges/<int:pk>/undo/", actor.unmerge, name="unmerge"),
    path("network/", network.network, name="network"),
    path("network/<slug:what>.<slug:fmt>", network.network_file, name="network_file"),
    path("gaps/", network.gaps, name="gaps"),
    path("gaps/<slug:kind>/", network.gap, name="gap"),
    path("gaps/<slug:kind>.<slug:fmt>", network.gap_file, name="gap_file"),
    path("<int:pk>/", actor.actor, name="actor"),
    path("<int:pk>/edit/", actor.edit, name="edit"),
    path("<int:pk>/undo/", actor.undo, name="undo"),
]
