"""Addresses of evaluations and solutions."""

from django.urls import path

from minga.evaluation.views import evaluation, parts, registers, solution

app_name = "evaluation"
urlpatterns = [
    path("", registers.evaluations, name="index"),
    path("new/", evaluation.new, name="new"),
    path("<int:pk>/", evaluation.evaluation, name="evaluation"),
    path("<int:pk>/edit/", evaluation.edit, name="edit"),
    path("<int:pk>/add/<slug:what>/", parts.add, name="add"),
    path("<int:pk>/questions/<int:number>/answer/", parts.answer, name="answer"),
    path("<int:pk>/<slug:what>/<int:number>/remove/", parts.remove, name="remove"),
    path("<int:pk>/recommendations/<int:number>/respond/", parts.respond, name="respond"),
    path("<int:pk>/<slug:verb>/", evaluation.step, name="step"),
    path("solutions/", registers.solutions, name="solutions"),
    path("solutions/new/", solution.new, name="new_solution"),
    path("solutions/<int:pk>/", solution.solution, name="solution"),
    path("solutions/<int:pk>/edit/", solution.edit, name="edit_solution"),
    path("solutions/<int:pk>/assess/", solution.assess, name="assess"),
    path(
        "solutions/<int:pk>/assessments/<int:number>/remove/", solution.take_back, name="take_back"
    ),
    path("solutions/<int:pk>/<slug:verb>/", solution.move, name="move"),
]
