"""Periods and readings."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
