"""The board of a plan, its charts and what they export."""

from django.urls import URLPattern, path

from minga.monitoring.views import board, charts

urlpatterns: list[URLPattern] = [
    path("<slug:plan>/", board.board, name="board"),
    path("<slug:plan>/board/rows/", board.board_rows, name="board_rows"),
    path("<slug:plan>/board.<slug:fmt>", charts.board_file, name="board_file"),
    path("<slug:plan>/charts/<slug:name>.<slug:fmt>", charts.chart, name="chart"),
    path(
        "<slug:plan>/indicators/<int:pk>/chart.<slug:fmt>",
        charts.indicator_chart,
        name="indicator_chart",
    ),
]
