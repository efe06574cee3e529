"""What boards, charts and reports give to take along: legible, complete, and no more than seen."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.test import Client

from minga.monitoring.actions import reports as actions
from minga.monitoring.models import Indicator
from minga.monitoring.tests.boarded import SECRET, scored_plan
from minga.people.models import User
from minga.plans.models import Initiative, Plan

BOARD = "/monitoring/quito/"
QUERY = "?year=2026"
pytestmark = pytest.mark.django_db


@pytest.fixture
def board(plan: Plan, led: Initiative) -> dict[str, Indicator]:
    return scored_plan(plan, led)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    return {s.title: [[cell.value for cell in row] for row in s.iter_rows()] for s in book}


def pages(content: bytes) -> str:
    import pypdfium2

    found = [p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(content)]
    return " ".join(" ".join(found).split())


def size(content: bytes) -> tuple[int, int]:
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


@pytest.mark.slow
def test_the_board_as_a_paper(client: Client, board: dict[str, Indicator]) -> None:
    response = client.get(f"{BOARD}board.pdf{QUERY}")
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="quito-tablero-2026.pdf"' in response["Content-Disposition"]
    assert b"/StructTreeRoot" in response.content or b"/MarkInfo" in response.content
    said = pages(response.content)
    for words in ("Tablero de seguimiento", "Solo lecturas aprobadas", "52,5", "2 de 4", "2026"):
        assert words in said, words
    assert said.index("qué tan completo") < said.index("Cumplimiento")
    assert SECRET not in said


@pytest.mark.slow
def test_the_board_of_the_first_day_is_a_paper_too(client: Client, plan: Plan) -> None:
    said = pages(client.get(f"{BOARD}board.pdf").content)
    assert "Sin dato en las 114 iniciativas" in said


def test_the_board_as_a_workbook(client: Client, board: dict[str, Indicator]) -> None:
    found = sheets(client.get(f"{BOARD}board.xlsx{QUERY}").content)
    whole = next(row for row in found["Cumplimiento"] if row[0] == "Todo el plan")
    assert whole[1:5] == [52.5, "No cumple", 2, 4]
    without = next(row for row in found["Cumplimiento"] if str(row[0]).startswith("3.2"))
    assert without[1] is None and without[2] == "Sin dato"
    assert ["Mecanismo previsto", 112, 114] in [row[:3] for row in found["Completitud"]]
    assert SECRET not in str(found)


def test_the_government_takes_along_all_that_it_sees(
    client: Client, board: dict[str, Indicator], head: User
) -> None:
    client.force_login(head)
    response = client.get(f"{BOARD}board.xlsx{QUERY}")
    whole = next(r for r in sheets(response.content)["Cumplimiento"] if r[0] == "Todo el plan")
    assert (whole[1], whole[3], whole[4]) == (44, 3, 5)
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["completeness", "years", "adds", "heat", "groups"])
def test_each_chart_is_an_image_and_a_workbook(
    client: Client, board: dict[str, Indicator], name: str
) -> None:
    wide, high = size(client.get(f"{BOARD}charts/{name}.png{QUERY}").content)
    assert wide == 1600 and high > 500
    found = sheets(client.get(f"{BOARD}charts/{name}.xlsx{QUERY}").content)
    assert len(found["Gráfico"]) > 4


@pytest.mark.slow
def test_all_charts_are_one_image(client: Client, board: dict[str, Indicator]) -> None:
    wide, high = size(client.get(f"{BOARD}board.png{QUERY}").content)
    assert wide == 1600 and high > 3000


@pytest.mark.slow
def test_an_indicator_has_its_chart(client: Client, board: dict[str, Indicator]) -> None:
    one = board["good"]
    url = f"{BOARD}indicators/{one.pk}/"
    page = client.get(url).content.decode()
    assert "m-chart" in page and f"{url}chart.png" in page
    assert size(client.get(f"{url}chart.png").content)[0] == 1600
    rows = sheets(client.get(f"{url}chart.xlsx").content)["Gráfico"]
    assert ["2026", 90, 100] in [row[:3] for row in rows]


def test_what_a_visitor_may_not_see_is_in_no_file(
    client: Client, board: dict[str, Indicator], head: User
) -> None:
    url = f"{BOARD}indicators/{board['secret'].pk}/chart.xlsx"
    assert client.get(url).status_code == 404
    client.force_login(head)
    assert client.get(url).status_code == 200


def test_what_does_not_exist_is_not_found(client: Client, board: dict[str, Indicator]) -> None:
    for url in (
        "board.docx",
        "charts/nothing.png",
        "charts/heat.pdf",
        f"indicators/{board['good'].pk}/chart.pdf",
        "reports/1/report.pdf",
    ):
        assert client.get(BOARD + url).status_code == 404, url


def test_a_chart_of_nothing_is_not_found(client: Client, plan: Plan) -> None:
    assert client.get(f"{BOARD}charts/heat.png").status_code == 404


@pytest.mark.slow
def test_a_report_as_a_paper_and_as_a_workbook(
    client: Client, plan: Plan, board: dict[str, Indicator], coordinator: User
) -> None:
    made = actions.begin(
        plan,
        by=coordinator,
        title="Rendición de cuentas",
        starts=datetime.date(2025, 1, 1),
        ends=datetime.date(2026, 6, 30),
    )
    told = {"summary": "Se avanzó: *más* de lo previsto #let\nOtra línea ✓ 水"}
    actions.tell(made, told, by=coordinator, seen={})
    actions.publish(made, by=coordinator, today=datetime.date(2026, 7, 1))
    made.refresh_from_db()
    url = f"{BOARD}reports/1/report"
    paper = client.get(f"{url}.pdf").content
    assert client.get(f"{url}.pdf").content == paper
    said = pages(paper)
    for words in ("Rendición de cuentas", "*más* de lo previsto #let", "52,5", "Cómo citar"):
        assert words in said, words
    assert made.sha256[:12] in said.replace(" ", "")
    assert SECRET not in said
    found = sheets(client.get(f"{url}.xlsx").content)
    assert [row[:3] for row in found["Lecturas"]][1:3] == [
        ["A-1", "2025-06", None],
        ["A-1", "2026-06", None],
    ]
    assert ["A-1", "2026", "approved", "1", 90, 100, 0, 0.9, 0.9, "ok"] in found["Puntajes"]
    assert SECRET not in str(found)
