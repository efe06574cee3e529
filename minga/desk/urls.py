"""Addresses of the front page and of the search."""

from django.urls import path

from minga.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.front, name="front"),
    path("search/", views.search, name="search"),
    path("picture/<slug:plan>.svg", views.picture, name="picture"),
]
