"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from minga.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("read/", views.read_all, name="read_all"),
    path("settings/", views.settings, name="settings"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:pk>/again/", views.send_again, name="send_again"),
    path("<int:pk>/", views.opened, name="open"),
    path("mute/<str:record>/<int:pk>/", views.mute, name="mute"),
    path("follow/<str:record>/<int:pk>/", views.follow, name="follow"),
]
