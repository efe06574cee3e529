"""The published matrix is read completely, in whatever format it comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minga.intake.read import read
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from
from minga.plans.tests import gold, renderings

pytestmark = pytest.mark.pure

LEVELS = (0, 1)
LEVELS_AND_INITIATIVES = (0, 1, 2)


@pytest.fixture(scope="module")
def plan() -> PlanDraft:
    return draft_from(renderings.reading())


def test_it_finds_every_objective_initiative_articulation_and_mechanism(plan: PlanDraft) -> None:
    depths = [objective.depth for objective in plan.objectives]
    articulations = [a for i in plan.initiatives for a in i.articulations]
    uses = sum(len(articulation.mechanisms) for articulation in articulations)
    assert (depths.count(1), depths.count(2)) == (3, 10)
    assert (len(plan.initiatives), len(articulations), uses) == (114, 122, 217)


def test_it_finds_what_the_prose_declares(plan: PlanDraft) -> None:
    assert plan.declared == plan.found
    assert plan.declared["1.1"] == 36
    assert sum(plan.declared.values()) == 114


def test_every_row_is_the_one_read_by_hand(plan: PlanDraft) -> None:
    assert gold.rows_of(plan) == gold.matrix()


def test_it_reads_the_cover(plan: PlanDraft) -> None:
    assert plan.title.startswith("Plan Metropolitano de Desarrollo y Ordenamiento Territorial")
    assert plan.government.startswith("Gobierno Autónomo Descentralizado del Distrito")
    assert (plan.first_year, plan.last_year, plan.language) == (2024, 2033, "es")
    assert plan.levels == ("Objetivos del Desarrollo", "Objetivos de Gestión")


def test_a_heading_split_by_a_page_keeps_both_lines(plan: PlanDraft) -> None:
    heading = next(objective for objective in plan.objectives if objective.code == "3.2")
    assert heading.name.endswith("para la toma de decisiones y la gestión de los conflictos")
    assert heading.source.lines == (212, 215)


def test_a_cut_cell_keeps_the_lines_it_was_joined_from(plan: PlanDraft) -> None:
    initiative = next(i for i in plan.initiatives if i.key == "3.2#1")
    sources = initiative.articulations[0].sources
    assert sources["objective"].lines == sources["mechanisms"].lines == (212, 215)
    assert initiative.sources["name"].lines == (212,)
    assert (sources["objective"].column, sources["mechanisms"].column) == (4, 5)


def test_names_say_their_kind_and_who_carries_them_out(plan: PlanDraft) -> None:
    kinds = {initiative.key: initiative.kind for initiative in plan.initiatives}
    assert kinds["1.1#7"] == "plan"
    assert kinds["1.1#11"] == "programa"
    assert kinds["1.1#30"] == "convenio"
    assert kinds["2.4#5"] == "espacio_de_coordinacion"
    assert kinds["1.1#1"] == ""
    leads = {i.key: i.lead_printed for i in plan.initiatives if i.lead_printed}
    assert set(leads) == {"3.1#5", "3.1#6", "3.1#7", "3.1#8"}
    assert leads["3.1#6"] == "Secretaría de Movilidad"


RENDERINGS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "openpyxl": ("plan.xlsx", renderings.xlsx_by_openpyxl),
    "xlsxwriter": ("plan.xlsx", renderings.xlsx_by_xlsxwriter),
    "html": ("plan.html", renderings.html_with_rowspans),
    "csv": ("plan.csv", renderings.csv_text),
    "csv with commas in utf-16": ("plan.csv", lambda: renderings.csv_text(",", "utf-16")),
    "csv in cp1252": ("plan.csv", lambda: renderings.csv_text(";", "cp1252")),
    "csv without page headers": ("plan.csv", lambda: renderings.csv_text(headers=False)),
    "tsv": ("plan.tsv", lambda: renderings.csv_text("\t", "utf-8")),
    "markdown": ("plan.md", renderings.markdown),
}


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_it_reads_the_same_plan_from_another_format(plan: PlanDraft, rendering: str) -> None:
    name, render = RENDERINGS[rendering]
    other = draft_from(read(render(), name))
    assert gold.rows_of(other) == gold.matrix()
    assert other.declared == plan.declared
    assert (other.title, other.government) == (plan.title, plan.government)
    assert [o.code for o in other.objectives] == [o.code for o in plan.objectives]


@pytest.mark.parametrize("rendering", ["openpyxl", "xlsxwriter", "html", "csv", "markdown"])
def test_it_finds_the_same_kinds_of_findings_in_another_format(
    plan: PlanDraft, rendering: str
) -> None:
    name, render = RENDERINGS[rendering]
    other = draft_from(read(render(), name))
    gone = {"tags", "fused"} if rendering == "html" else {"tags"}  # no page prints wide gaps
    seen = [o.kind for o in plan.observations if o.params.get("reason") not in gone]
    again = [o.kind for o in other.observations if o.params.get("reason") not in gone]
    assert ("hidden_sheet" in again) == (rendering == "openpyxl")
    again = [kind for kind in again if kind != "hidden_sheet"]
    assert sorted(again) == sorted(seen)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.xlsx", renderings.xlsx_by_openpyxl(LEVELS_AND_INITIATIVES)),
        ("plan.html", renderings.html_with_rowspans(LEVELS_AND_INITIATIVES)),
    ],
)
def test_merged_initiatives_are_not_nameless(name: str, content: bytes) -> None:
    other = draft_from(read(content, name))
    assert gold.rows_of(other) == gold.matrix()
    assert "missing_initiative_name" not in {o.kind for o in other.observations}
