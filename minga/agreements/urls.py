"""Addresses of agreements."""

from __future__ import annotations

from django.urls import path

from minga.agreements.views import agreement, draft, expiry, life, register

app_name = "agreements"
urlpatterns = [
    path("", register.index, name="index"),
    path("register.<str:fmt>", register.register_file, name="register_file"),
    path("expiry/", expiry.expiry, name="expiry"),
    path("calendar/", expiry.calendar, name="calendar"),
    path("new/", draft.new, name="new"),
    path("<int:pk>/", agreement.agreement, name="agreement"),
    path("<int:pk>/edit/<str:part>/", draft.edit, name="edit"),
    path("<int:pk>/step/<str:verb>/", life.step, name="step"),
    path("<int:pk>/extend/", life.extend, name="extend"),
    path("<int:pk>/addendum/", life.addendum, name="addendum"),
    path("<int:pk>/parties/", draft.parties, name="parties"),
    path("<int:pk>/parties/<int:party>/", draft.party, name="party"),
    path("<int:pk>/parties/<int:party>/sign/", life.sign, name="sign"),
    path("<int:pk>/parties/<int:party>/remove/", draft.remove_party, name="remove_party"),
    path("<int:pk>/parties/<int:party>/contribute/", draft.contribute, name="contribute"),
    path(
        "<int:pk>/parties/<int:party>/contributions/<int:contribution>/withdraw/",
        draft.withdraw,
        name="withdraw",
    ),
    path("<int:pk>/obligations/add/", draft.oblige, name="oblige"),
    path("<int:pk>/obligations/<int:obligation>/release/", draft.release, name="release"),
    path("<int:pk>/articulations/", draft.articulations, name="articulations"),
    path("<int:pk>/articulations/<int:articulation>/unlink/", draft.unlink, name="unlink"),
    path("<int:pk>/files/", draft.add_file, name="add_file"),
]
