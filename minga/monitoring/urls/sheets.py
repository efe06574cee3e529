"""The workbook and the interface for programs."""

from django.urls import URLPattern, path, register_converter

from minga.monitoring.views import api, sheets


class DatasetName:
    """One of the tables of monitoring, so that other files of a plan keep their addresses."""

    regex = "|".join(sheets.FILES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DatasetName, "monitoring_table")

_BOOK = "<slug:plan>/workbook/<uuid:uuid>/"
_API = "api/plans/<slug:plan>/"

urlpatterns: list[URLPattern] = [
    path("api/openapi.json", api.openapi, name="openapi"),
    path(f"{_API}indicators/", api.indicators, name="api_indicators"),
    path(f"{_API}periods/", api.periods, name="api_periods"),
    path(f"{_API}readings/", api.readings, name="api_readings"),
    path("<slug:plan>/api/", api.manual, name="api"),
    path("<slug:plan>/<monitoring_table:table>.<slug:fmt>", sheets.file, name="file"),
    path("<slug:plan>/workbook/", sheets.workbook, name="workbook"),
    path(_BOOK, sheets.book, name="book"),
    path(f"{_BOOK}undo/", sheets.undo, name="undo_book"),
    path(f"{_BOOK}rejected/", sheets.rejected, name="rejected_rows"),
]
