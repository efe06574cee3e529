"""Addresses of the plans, their matrix, their findings and their initiatives."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from minga.plans.views import (
    about,
    bulk,
    completeness,
    edit,
    edition,
    export,
    findings,
    initiative,
    levels,
    matrix,
    parties,
    plan,
)


class CodeConverter(StringConverter):
    """The code of an initiative: whatever a document calls it, but nothing no database stores."""

    regex = r"[^/\0]+"


register_converter(CodeConverter, "code")

app_name = "plans"
urlpatterns = [
    path("", plan.index, name="index"),
    path("<slug:plan>/", plan.plan, name="plan"),
    path("<slug:plan>/matrix/", matrix.matrix, name="matrix"),
    path("<slug:plan>/matrix.<str:fmt>", export.matrix_file, name="matrix_file"),
    path("<slug:plan>/plan.json", export.plan_json, name="plan_json"),
    path("<slug:plan>/completeness/", completeness.completeness, name="completeness"),
    path("<slug:plan>/findings/", findings.findings, name="findings"),
    path("<slug:plan>/findings/<int:number>/decide/", findings.decide, name="decide"),
    path("<slug:plan>/editions/", edition.editions, name="editions"),
    path("<slug:plan>/editions/<int:number>/", edition.edition, name="edition"),
    path("<slug:plan>/editions/<int:number>/changes/", edition.compare, name="compare"),
    path("<slug:plan>/editions/<int:number>/<code:code>/", edition.entry, name="edition_entry"),
    path("<slug:plan>/about/", about.about, name="about"),
    path("<slug:plan>/parties/", parties.parties, name="parties"),
    path("<slug:plan>/parties/undo/", parties.undo, name="undo_parties"),
    path("<slug:plan>/bulk/", bulk.bulk, name="bulk"),
    path("<slug:plan>/bulk/undo/", bulk.undo, name="undo_bulk"),
    path("<slug:plan>/levels/", levels.index, name="levels"),
    path("<slug:plan>/levels/confirm/", levels.confirm, name="confirm_levels"),
    path("<slug:plan>/levels/undo/", levels.undo, name="undo_levels"),
    path("<slug:plan>/levels/table/", levels.take, name="take_competences"),
    path("<slug:plan>/levels/vouch/", levels.vouch, name="vouch_competence"),
    path("<slug:plan>/<code:code>/", initiative.initiative, name="initiative"),
    path("<slug:plan>/<code:code>/edit/", edit.edit, name="edit"),
    path("<slug:plan>/<code:code>/step/", edit.step, name="step"),
    path("<slug:plan>/<code:code>/undo/", edit.undo, name="undo"),
    path("<slug:plan>/<code:code>/actors/", parties.add_role, name="add_role"),
    path("<slug:plan>/<code:code>/actors/restore/", parties.restore_role, name="restore_role"),
    path("<slug:plan>/<code:code>/actors/<int:pk>/end/", parties.end_role, name="end_role"),
    path(
        "<slug:plan>/<code:code>/actors/<int:pk>/remove/", parties.remove_role, name="remove_role"
    ),
    path(
        "<slug:plan>/<code:code>/articulations/<int:number>/edit/",
        edit.edit_articulation,
        name="edit_articulation",
    ),
    path("<slug:plan>/<code:code>/articulations/<int:number>/level/", levels.level, name="level"),
]
