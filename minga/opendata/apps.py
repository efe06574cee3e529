"""Publishing: a dataset becomes CSV, XLSX, HTML or JSON."""

from django.apps import AppConfig


class OpenData(AppConfig):
    name = "minga.opendata"
