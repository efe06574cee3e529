"""Addresses of a person's own page."""

from django.urls import path

from minga.people import token_views, views

app_name = "people"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", token_views.revoke, name="revoke_token"),
    path("demo/<str:role>/", views.demo, name="demo"),
]
