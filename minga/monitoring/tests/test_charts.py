"""Charts: their table says all that is drawn, nothing is 0 that is not known, nothing is styled."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from minga.monitoring.charts import (
    Bar,
    Base,
    Bullet,
    Chart,
    Heat,
    HeatRow,
    Point,
    Step,
    bars,
    bullet,
    draw,
    heat,
    line,
    sparkline,
    waterfall,
)
from minga.monitoring.charts.look import LOOK, inlined

pytestmark = pytest.mark.pure
LIGHTS = {"ok": "Cumple", "warn": "En alerta", "bad": "No cumple", "none": "Sin dato"}
WORDS: dict[str, Any] = {"name": "x", "title": "Lo que se halló", "subtitle": "Lo que se cuenta"}


@pytest.fixture(autouse=True)
def spanish() -> None:
    translation.activate("es")


def a_line(*points: Point, **more: object) -> Chart:
    return line(points, **WORDS, **more)  # type: ignore[arg-type]


def every() -> list[Chart]:
    """One of each kind, with what is missing and what is preliminary."""
    return [
        a_line(
            Point("2024", Decimal(120), Decimal(133), interpolated=True),
            Point("2025", None, Decimal(166)),
            Point("2026", Decimal(180), Decimal(200), preliminary=True),
            base=Base("2023", Decimal(100)),
        ),
        bullet(
            [Bullet("A & <b>", Decimal("0.72"), "warn", 3, 5), Bullet("B", None)],
            heading="Objetivo",
            lights=LIGHTS,
            bounds=[Decimal("0.85")],
            **WORDS,
        ),
        heat(
            [HeatRow("A & <b>", [Heat(Decimal("0.5"), "bad", True), Heat()], top=True)],
            [2025, 2026],
            heading="Objetivo",
            lights=LIGHTS,
            **WORDS,
        ),
        waterfall(
            [Step("A & <b>", Decimal("0.4"), Decimal("0.5")), Step("B", Decimal("-0.1"))],
            heading="Objetivo",
            total="Todo",
            **WORDS,
        ),
        bars([Bar("A & <b>", 3, 5), Bar("B", 0, 5)], heading="Dato", counted="n", **WORDS),
    ]


@pytest.mark.parametrize("at", range(5))
def test_a_drawing_has_no_style_no_script_and_no_colour_of_its_own(at: int) -> None:
    chart = every()[at]
    for drawing in (chart.svg, chart.svg_narrow):
        assert "style=" not in drawing and "<script" not in drawing and "#" not in drawing
        assert "<b>" not in drawing
        assert set(re.findall(r'class="([^"]+)"', drawing)) - {"c-svg"} <= LOOK.keys()
    assert 'viewBox="0 0 640' in chart.svg and 'viewBox="0 0 340' in chart.svg_narrow


@pytest.mark.parametrize("at", range(5))
def test_off_the_page_each_class_is_a_colour(at: int) -> None:
    drawing = inlined(every()[at].svg).replace('class="c-svg"', "")
    assert "class=" not in drawing and "fill=" in drawing


def test_what_is_not_known_is_a_hole_and_never_a_zero() -> None:
    chart = a_line(Point("2025"), Point("2026", Decimal(5)))
    assert [row[1] for row in chart.table.rows] == [None, Decimal(5)]
    assert chart.svg.count("<circle") == 1
    groups = every()[1]
    assert groups.table.rows[1][1] is None
    assert "Sin dato" in groups.svg and "c-gap" in groups.svg


def test_a_year_without_a_reading_breaks_the_line() -> None:
    whole = a_line(*(Point(str(y), Decimal(y - 2020)) for y in (2024, 2025, 2026)))
    broken = a_line(Point("2024", Decimal(4)), Point("2025"), Point("2026", Decimal(6)))
    assert "c-absent" not in whole.svg
    assert broken.svg.count('class="c-line"') == 0 and "c-absent" in broken.svg


def test_what_waits_for_approval_is_drawn_hollow_and_said() -> None:
    chart = every()[0]
    assert chart.svg.count('class="c-hollow"') == 1
    assert chart.table.rows[-1][3] == "preliminar"
    assert "preliminar" in str(every()[2].table.rows[0][2])


def test_an_interpolated_target_has_no_mark_and_is_said() -> None:
    chart = every()[0]
    assert chart.svg.count('class="c-tick"') == 2
    assert chart.table.rows[1][3] == "meta interpolada"


def test_the_scale_begins_at_zero_and_goes_below_it_only_for_what_is_below() -> None:
    assert draw.ticks(40, 95)[0] == 0
    assert draw.ticks(-3, 8)[0] <= -3 and 0 in draw.ticks(-3, 8)
    assert draw.ticks(0, 0) == [0, 0.25, 0.5, 0.75, 1]


def test_all_values_lie_inside_the_drawing() -> None:
    chart = a_line(*(Point(str(n), Decimal(n) - 7) for n in range(15)))
    places = re.findall(r'<circle [^>]*cy="([\d.-]+)"', chart.svg)
    assert len(places) == 15
    assert all(0 < float(place) < 300 for place in places)


def test_a_waterfall_adds_up_to_its_total() -> None:
    chart = every()[3]
    assert [row[3] for row in chart.table.rows] == [Decimal(40), Decimal(30), Decimal(30)]
    assert "−10,0" in chart.svg and "30,0" in chart.svg


def test_more_than_all_of_it_stays_within_its_bar() -> None:
    chart = bullet([Bullet("A", Decimal("1.8"), "ok", 1, 1)], heading="x", lights=LIGHTS, **WORDS)
    whole = re.search(r'class="c-track"[^>]*width="([\d.]+)"', chart.svg)
    filled = re.search(r'class="c-bar"[^>]*width="([\d.]+)"', chart.svg)
    assert whole and filled and float(filled[1]) <= float(whole[1])


def test_numbers_are_written_as_the_reader_does() -> None:
    assert "1.234,5" in a_line(Point("2026", Decimal("1234.5"))).svg
    with translation.override("en"):
        assert "1,234.5" in a_line(Point("2026", Decimal("1234.5"))).svg


def test_a_sparkline_of_nothing_is_nothing() -> None:
    assert sparkline([Point("2026", None, Decimal(3))]) == ""
    drawn = sparkline([Point("a", Decimal(1)), Point("b", Decimal(2), preliminary=True)], "a < b")
    assert "c-hollow" in drawn and "a &lt; b" in drawn


def test_a_long_name_is_cut_between_words() -> None:
    assert draw.fit("Hábitat, vivienda y espacio público", 160).endswith("…")
    assert draw.fit("Movilidad", 160) == "Movilidad"
    assert len(draw.wrap("Hábitat, vivienda y espacio público de la ciudad", 160)) == 2
