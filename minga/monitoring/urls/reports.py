"""Frozen reports."""

from django.urls import URLPattern, path

from minga.monitoring.views import reports

_ONE = "<slug:plan>/reports/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("<slug:plan>/reports/", reports.index, name="reports"),
    path("<slug:plan>/reports/new/", reports.new, name="new_report"),
    path(_ONE, reports.report, name="report"),
    path(f"{_ONE}edit/", reports.edit, name="edit_report"),
    path(f"{_ONE}about/", reports.about, name="about_report"),
    path(f"{_ONE}publish/", reports.publish, name="publish_report"),
    path(f"{_ONE}discard/", reports.discard, name="discard_report"),
    path(f"{_ONE}correct/", reports.correct, name="correct_report"),
    path(f"{_ONE}report.<slug:fmt>", reports.report_file, name="report_file"),
]
