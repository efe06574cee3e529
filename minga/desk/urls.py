"""Addresses of the front page, of the search, of my work and of calendars."""

from django.urls import path

from minga.desk import views, views_work

app_name = "desk"
urlpatterns = [
    path("", views.front, name="front"),
    path("search/", views.search, name="search"),
    path("picture/<slug:plan>.svg", views.picture, name="picture"),
    path("start/", views_work.start, name="start"),
    path("my-work/", views_work.mine, name="work"),
    path("calendar/", views_work.calendar, name="calendar"),
    path("calendar/feeds/", views_work.make_feed, name="make_feed"),
    path("calendar/feeds/<int:pk>/revoke/", views_work.revoke_feed, name="revoke_feed"),
    path("calendar/<slug:token>.ics", views_work.feed, name="feed"),
]
