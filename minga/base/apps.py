"""The ground: no domain of its own."""

from django.apps import AppConfig


class Base(AppConfig):
    name = "minga.base"
