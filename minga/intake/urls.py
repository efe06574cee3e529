"""Addresses of the documents."""

from django.urls import path

from minga.intake import views

app_name = "intake"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:uuid>/file", views.file, name="file"),
]
