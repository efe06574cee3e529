"""Where the cells of a document stand, as the review shows them."""

from __future__ import annotations

from minga.intake.reading import Observation, Reading, Row, Source, Table
from minga.plans.draft import InitiativeDraft, ObjectiveDraft, PlanDraft
from minga.studio.places import Places
from minga.studio.sides import Sides


def a_draft(*columns: str, initiatives: tuple[InitiativeDraft, ...] = ()) -> PlanDraft:
    objectives = (
        ObjectiveDraft("1", "Barrio verde", 1, "", Source("1 Barrio verde", (3,), 1)),
        ObjectiveDraft("1.1", "Parques", 2, "1", Source("1.1 Parques", (3,), 2)),
    )
    return PlanDraft(
        *("", "", None, None, "es", ("Eje", "Línea"), objectives, initiatives, ()),
        columns=dict.fromkeys(columns, "attribute"),
    )


def places(draft: PlanDraft, *tables: Table) -> Places:
    return Places(Reading("plan.xlsx", "", "", (), tables), draft)


def table(name: str, *rows: tuple[str | None, ...]) -> Table:
    return Table(name, tuple(Row(at, cells) for at, cells in enumerate(rows, 1)))


def test_headings_of_three_rows_are_joined_as_they_were_understood() -> None:
    sheet = table(
        "Matriz",
        ("Gobierno municipal", "", "", "", ""),
        ("Acción", "Presupuesto", "", None, "Responsable"),
        ("", "2026", None, "2027", ""),
        ("", "Propio", "Ajeno", "Propio", ""),
        ("Huertos", "1", "2", "3", "Ambiente"),
    )
    known = (
        *("Acción", "Presupuesto 2026 Propio", "Presupuesto 2026 Ajeno"),
        *("Presupuesto 2027 Propio", "Responsable"),
    )
    assert places(a_draft(*known), sheet).headings("Matriz", 5) == known


def test_a_table_without_heading_has_that_of_the_one_before_it() -> None:
    first = table("1", ("Acción", "Plazo"), ("Huertos", "2026"))
    rest = table("2", ("Parques", "2027"))
    found = places(a_draft("Acción", "Plazo"), first, rest)
    assert found.headings("2", 2) == ("Acción", "Plazo")
    assert found.headings("2", 3)[2] == "Columna 3"


def test_a_finding_without_subject_is_about_what_was_read_from_its_row() -> None:
    name = Source("Huertos", (3,), 3, "Matriz")
    initiative = InitiativeDraft("1.1", 1, "Huertos", (), {"name": name})
    found = places(a_draft(initiatives=(initiative,)))
    cell = {"cell": "C3", "error": "#REF!"}
    seen = Observation("error_cell", "high", "certain", (3,), cell, table="Matriz")
    assert found.subject(seen) is initiative
    pair = Sides(found, {}).pair("!1", seen)
    assert [(f.label, f.code, f.value) for f in pair.kept[:2]] == [
        ("Eje", "1", "Barrio verde"),
        ("Línea", "1.1", "Parques"),
    ]


def test_the_frame_of_a_row_fits_the_strip_of_its_page() -> None:
    name = Source("Huertos", (1,), 1)
    initiative = InitiativeDraft("1.1", 1, "Huertos", (), {"name": name})
    row = Row(1, ("Huertos",), unsure=(0,), page=4, box=(0.1, 0.5, 0.9, 0.54))
    found = places(a_draft(initiatives=(initiative,)), Table("", (row,)))
    printed = Sides(found, {}).row(initiative).printed[0]
    assert printed.doubtful
    assert printed.strip == "0.5000-0.5400"
    assert printed.frame["y"] == "0.5000" and printed.frame["height"] == "0.0400"
    assert printed.frame_in_strip["y"] == "0.2500" and printed.frame_in_strip["height"] == "0.5000"
