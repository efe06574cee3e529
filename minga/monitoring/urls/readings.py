"""Periods and readings."""

from django.urls import URLPattern, path

from minga.monitoring.views import periods, reading, readings, report

urlpatterns: list[URLPattern] = [
    path("<slug:plan>/periods/", periods.index, name="periods"),
    path("<slug:plan>/periods/many/", periods.many, name="periods_many"),
    path("<slug:plan>/periods/<int:pk>/", periods.period, name="period"),
    path("<slug:plan>/periods/<int:pk>/<slug:verb>/", periods.step, name="period_step"),
    path("<slug:plan>/report/", report.reporting, name="reporting"),
    path("<slug:plan>/readings/", readings.index, name="readings"),
    path("<slug:plan>/readings/approve/", readings.approve, name="approve"),
    path("<slug:plan>/readings/<int:pk>/", reading.reading, name="reading"),
    path("<slug:plan>/readings/<int:pk>/<slug:verb>/", reading.decide, name="decide"),
]
