"""Addresses of spaces."""

from __future__ import annotations

from django.urls import path

from minga.spaces.views import act, members, proposals, register, room, sessions, space

app_name = "spaces"
urlpatterns = [
    path("", register.index, name="index"),
    path("<slug:what>.<slug:fmt>", register.file, name="file"),
    path("new/", space.new, name="new"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/undo/", proposals.undo, name="undo_proposals"),
    path("<int:pk>/", space.space, name="space"),
    path("<int:pk>/edit/", space.edit, name="edit"),
    path("<int:pk>/articulations/", space.articulations, name="articulations"),
    path("<int:pk>/articulations/<int:number>/release/", space.release, name="release"),
    path("<int:pk>/members/", members.members, name="members"),
    path("<int:pk>/members/<int:member>/", members.member, name="member"),
    path("<int:pk>/members/<int:member>/remove/", members.remove, name="remove_member"),
    path("<int:pk>/members/<int:member>/delegates/", members.add_delegate, name="add_delegate"),
    path(
        "<int:pk>/members/<int:member>/delegates/<int:delegate>/",
        members.delegate,
        name="delegate",
    ),
    path(
        "<int:pk>/members/<int:member>/delegates/<int:delegate>/end/",
        members.end_delegate,
        name="end_delegate",
    ),
    path("<int:pk>/sessions/new/", sessions.new, name="new_session"),
    path("<int:pk>/sessions/<int:number>/", room.room, name="session"),
    path("<int:pk>/sessions/<int:number>/edit/", sessions.edit, name="edit_session"),
    path("<int:pk>/sessions/<int:number>/session.ics", sessions.calendar, name="calendar"),
    path("<int:pk>/sessions/<int:number>/attendance/", room.attend, name="attend"),
    path("<int:pk>/sessions/<int:number>/lines/", room.add_line, name="add_line"),
    path("<int:pk>/sessions/<int:number>/lines/<int:line>/", room.line, name="line"),
    path(
        "<int:pk>/sessions/<int:number>/lines/<int:line>/remove/",
        room.remove_line,
        name="remove_line",
    ),
    path("<int:pk>/sessions/<int:number>/lines/<int:line>/move/", room.move_line, name="move_line"),
    path("<int:pk>/sessions/<int:number>/act/", act.act, name="act"),
    path("<int:pk>/sessions/<int:number>/<slug:verb>/", sessions.step, name="step_session"),
    path("<int:pk>/<slug:verb>/", space.step, name="step"),
]
