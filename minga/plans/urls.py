"""Addresses of the plans, their matrix, their findings and their initiatives."""

from importlib.util import find_spec

from django.urls import URLPattern, path

from minga.plans.views import bulk, edit, initiative, plan

app_name = "plans"
urlpatterns: list[URLPattern] = [
    path("", plan.index, name="index"),
    path("<slug:plan>/", plan.plan, name="plan"),
    path("<slug:plan>/bulk/", bulk.bulk, name="bulk"),
    path("<slug:plan>/bulk/undo/", bulk.undo, name="undo_bulk"),
]
if find_spec("minga.plans.views.matrix"):
    from minga.plans.views import matrix

    urlpatterns += [
        path("<slug:plan>/matrix/", matrix.matrix, name="matrix"),
        path("<slug:plan>/matrix.<str:fmt>", matrix.matrix_file, name="matrix_file"),
    ]
if find_spec("minga.plans.views.completeness"):
    from minga.plans.views import completeness

    urlpatterns += [
        path("<slug:plan>/completeness/", completeness.completeness, name="completeness"),
    ]
if find_spec("minga.plans.views.findings"):
    from minga.plans.views import findings

    urlpatterns += [
        path("<slug:plan>/findings/", findings.findings, name="findings"),
        path("<slug:plan>/findings/<int:number>/decide/", findings.decide, name="decide"),
    ]
urlpatterns += [
    path("<slug:plan>/<str:code>/", initiative.initiative, name="initiative"),
    path("<slug:plan>/<str:code>/edit/", edit.edit, name="edit"),
    path("<slug:plan>/<str:code>/step/", edit.step, name="step"),
    path("<slug:plan>/<str:code>/undo/", edit.undo, name="undo"),
    path(
        "<slug:plan>/<str:code>/articulations/<int:number>/edit/",
        edit.edit_articulation,
        name="edit_articulation",
    ),
]
