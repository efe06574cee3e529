"""Addresses of a person's own page."""

from django.urls import path

from minga.people import views

app_name = "people"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("demo/<str:role>/", views.demo, name="demo"),
]
