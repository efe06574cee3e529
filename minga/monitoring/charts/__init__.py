"""Charts drawn by the server as SVG with attributes only, each from rows that are its table.

Every function is pure: rows in, a `Chart` out, which `monitoring/chart.html` shows with its table
and its downloads, `png.png` makes an image of and `book.book` a workbook.
"""

from minga.monitoring.charts.bars import Bar, bars
from minga.monitoring.charts.bullet import Bullet, bullet
from minga.monitoring.charts.chart import Chart, Column, Table
from minga.monitoring.charts.heat import Heat, HeatRow, heat
from minga.monitoring.charts.line import Base, Point, line
from minga.monitoring.charts.sparkline import sparkline
from minga.monitoring.charts.waterfall import Step, waterfall

__all__ = [
    "Bar",
    "Base",
    "Bullet",
    "Chart",
    "Column",
    "Heat",
    "HeatRow",
    "Point",
    "Step",
    "Table",
    "bars",
    "bullet",
    "heat",
    "line",
    "sparkline",
    "waterfall",
]
