"""Addresses of the territory."""

from django.urls import path

from minga.territory.views import area, importing, index

app_name = "territory"
urlpatterns = [
    path("", index.index, name="index"),
    path("areas.<str:fmt>", index.file, name="file"),
    path("new/", area.add, name="add"),
    path("import/", importing.start, name="import"),
    path("import/<uuid:uuid>/", importing.shapes, name="shapes"),
    path("import/<uuid:uuid>/apply/", importing.apply, name="apply"),
    path("import/<uuid:uuid>/discard/", importing.discard, name="discard"),
    path("import/<uuid:uuid>/undo/", importing.undo, name="undo"),
    path("<int:pk>/", area.area, name="area"),
    path("<int:pk>/edit/", area.edit, name="edit"),
]
