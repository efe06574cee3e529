"""The board of a plan, its charts and what they export."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
