"""Milestones, money and people."""

from __future__ import annotations

from django.urls import path

from minga.monitoring.views import budget, means, milestones, posts

urlpatterns = [
    path("<slug:plan>/means/", means.index, name="means"),
    path("<slug:plan>/milestones/", milestones.index, name="milestones"),
    path("<slug:plan>/milestones/add/<str:code>/", milestones.add, name="add_milestone"),
    path("<slug:plan>/milestones/<int:pk>/<slug:verb>/", milestones.act, name="milestone"),
    path("<slug:plan>/budget/", budget.index, name="budget"),
    path("<slug:plan>/budget/add/<str:code>/", budget.add, name="add_line"),
    path(
        "<slug:plan>/budget/objective/<str:code>/",
        budget.add_of_objective,
        name="add_line_of_objective",
    ),
    path("<slug:plan>/budget/total/<str:code>/", budget.total, name="budget_total"),
    path("<slug:plan>/budget/<int:pk>/edit/", budget.edit, name="edit_line"),
    path("<slug:plan>/budget/<int:pk>/remove/", budget.remove, name="remove_line"),
    path("<slug:plan>/budget/undo/<int:entry>/", budget.undo, name="undo_line"),
    path("<slug:plan>/posts/", posts.index, name="posts"),
    path("<slug:plan>/posts/add/", posts.add, name="add_post"),
    path("<slug:plan>/posts/<int:pk>/edit/", posts.edit, name="edit_post"),
    path("<slug:plan>/posts/<int:pk>/remove/", posts.remove, name="remove_post"),
    path("<slug:plan>/posts/undo/<int:entry>/", posts.undo, name="undo_post"),
    path("<slug:plan>/priorities/<int:year>/", posts.choose_priorities, name="priorities"),
]
