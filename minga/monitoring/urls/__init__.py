"""Addresses of monitoring, a file for each topic."""

from minga.monitoring.urls import board, indicators, means, readings, reports, scores, sheets

app_name = "monitoring"
urlpatterns = [
    *sheets.urlpatterns,  # its fixed addresses stand before the codes of plans
    *indicators.urlpatterns,
    *readings.urlpatterns,
    *means.urlpatterns,
    *scores.urlpatterns,
    *reports.urlpatterns,
    *board.urlpatterns,
]
