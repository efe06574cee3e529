"""What Minga publishes it can read again, and so it can flat tables that others keep."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.base.cells import guard
from minga.intake.read import read
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from, rules
from minga.plans.tests import gold

pytestmark = pytest.mark.pure

type Articulations = list[tuple[str, list[str]]]  # objective, codes of its mechanisms
type Initiatives = list[tuple[str, Articulations]]
type Goals = list[tuple[str, list[tuple[str, Initiatives]]]]

EXPORTED = (
    "development_code",
    "development_objective",
    "management_code",
    "management_objective",
    "initiative_number",
    "initiative",
    "articulation_number",
    "articulation_objective",
    "mechanisms",
    "mechanisms_text",
)
WORDS = [
    *("Red", "Ñandú", "agua,", "suelo;", "«casa»", "2030", "(piloto)", "=", "+", "-", "y/o"),
    *('"barrio"', "ríos", "1.1", "<20", "%", "o", "'", "l'eau", "@x", "por", "NULL"),
]

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
codes = st.lists(st.sampled_from(sorted(rules.mechanisms())), max_size=4, unique=True)
articulations = st.lists(st.tuples(texts | st.just(""), codes), min_size=1, max_size=3)
initiatives = st.lists(st.tuples(texts, articulations), min_size=1, max_size=4)
plans = st.lists(
    st.tuples(texts, st.lists(st.tuples(texts, initiatives), min_size=1, max_size=3)),
    min_size=1,
    max_size=3,
)


def exported(plan: Goals) -> list[dict[str, str]]:
    rows = []
    for d, (goal, objectives) in enumerate(plan, 1):
        for m, (objective, listed) in enumerate(objectives, 1):
            for i, (name, parts) in enumerate(listed, 1):
                for a, (text, mechanisms) in enumerate(parts, 1):
                    values = (d, goal, f"{d}.{m}", objective, i, name, a, text)
                    said = ", ".join(rules.mechanisms()[code].label for code in mechanisms)
                    row = (*values, ";".join(mechanisms), said)
                    rows.append(dict(zip(EXPORTED, map(str, row), strict=True)))
    return rows


def as_csv(rows: list[dict[str, str]], columns: tuple[str, ...] = EXPORTED) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: guard(value) for name, value in row.items()})
    return file.getvalue().encode("utf-8-sig")


@given(plans)
@settings(deadline=None, max_examples=60)
def test_it_reads_an_exported_plan_back(plan: Goals) -> None:
    rows = exported(plan)
    draft = draft_from(read(as_csv(rows), "plan.csv"))
    assert gold.rows_of(draft) == [{name: row[name] for name in gold.COMPARED} for row in rows]
    named = {objective.code: objective.name for objective in draft.objectives}
    for row in rows:
        assert named[row["development_code"]] == row["development_objective"]
        assert named[row["management_code"]] == row["management_objective"]
    texts = [a.sources["mechanisms"].text for i in draft.initiatives for a in i.articulations]
    assert texts == [row["mechanisms_text"] for row in rows]


def test_it_reads_the_matrix_read_by_hand() -> None:
    draft = draft_from(read((gold.FOLDER / "matrix.csv").read_bytes(), "matrix.csv"))
    assert gold.rows_of(draft) == gold.matrix()


def flat(columns: str, *rows: str) -> PlanDraft:
    lines = [columns, *rows]
    return draft_from(read("\n".join(lines).encode(), "plan.csv"))


def test_in_a_flat_table_a_name_again_is_a_further_articulation() -> None:
    draft = flat(
        "Eje;Objetivo de gestión;Iniciativa;Objetivo de articulación;Mecanismo",
        "Social;Cuidar;Red de cuidado;Abrir centros.;Convenio",
        "Social;Cuidar;Red de cuidado;Formar personas.;Acuerdo",
        "Social;Cuidar;Otra red;Unir barrios.;Acuerdo",
        "Ambiente;Sembrar;Otra red;Plantar.;Acuerdo",
    )
    assert [(i.key, len(i.articulations)) for i in draft.initiatives] == [
        ("1.1#1", 2),
        ("1.1#2", 1),
        ("2.1#1", 1),
    ]
    assert [(o.code, o.name, o.parent) for o in draft.objectives] == [
        ("1", "Social", ""),
        ("1.1", "Cuidar", "1"),
        ("2", "Ambiente", ""),
        ("2.1", "Sembrar", "2"),
    ]


def test_in_a_table_with_blanks_a_name_again_is_a_new_initiative() -> None:
    draft = flat(
        "Eje;Objetivo de gestión;Iniciativa;Objetivo de articulación;Mecanismo",
        "1. Social;1.1 Cuidar;Red de cuidado;Abrir centros.;Convenio",
        ";;Red de cuidado;Formar personas.;Acuerdo",
        ";;;Unir barrios.;Acuerdo",
    )
    assert [(i.key, len(i.articulations)) for i in draft.initiatives] == [
        ("1.1#1", 1),
        ("1.1#2", 2),
    ]
    kinds = [o.kind for o in draft.observations]
    assert sorted(kinds) == ["duplicate_initiative", "missing_initiative_name"]


def test_numbers_may_begin_anew_under_each_objective() -> None:
    draft = flat(
        "Eje;Objetivo de gestión;Iniciativa;Mecanismo",
        "1. Social;1. Cuidar;Red de cuidado;Convenio",
        ";2. Unir;Mesa de barrios;Convenio",
        "2. Ambiente;1. Sembrar;Bosque urbano;Convenio",
        ";2. Podar;Poda segura;Convenio",
    )
    assert [i.key for i in draft.initiatives] == ["1.1#1", "1.2#1", "2.1#1", "2.2#1"]


def test_other_languages_are_read_by_their_headings() -> None:
    draft = flat(
        "Eix;Objectiu de gestió;Iniciatives;Objectiu d'articulació;Mecanismes",
        "1. Social;1.1 Cuidar;Xarxa de cures per a la gent gran;Obrir centres.;Convenis i acords",
        ";;Taula de salut amb els barris;Reunir els agents.;Reunions bilaterals",
    )
    assert draft.language == "ca"
    assert [i.kind for i in draft.initiatives] == ["espacio_de_coordinacion"] * 2
    assert [a.mechanisms for i in draft.initiatives for a in i.articulations] == [
        ("convenio", "acuerdo"),
        ("reunion_bilateral",),
    ]


def test_a_header_on_two_rows_is_read_whole() -> None:
    draft = flat(
        "Objetivo;;;Objetivo de;Mecanismo",
        "de desarrollo;de gestión;Iniciativa;articulación;de articulación",
        "1. Social;1.1 Cuidar;Red;Abrir.;Convenio",
    )
    assert draft.initiatives[0].articulations[0].mechanisms == ("convenio",)


def test_mechanisms_are_known_by_content_under_a_strange_heading() -> None:
    draft = flat(
        "Objetivo de gestión;Iniciativa;Objetivo de articulación;Cómo",
        "1.1 Cuidar;Red;Abrir.;Convenio",
        ";Otra;Unir.;Acuerdos y cartas de intención",
    )
    assert draft.columns["Cómo"] == "mechanism"
    assert draft.initiatives[1].articulations[0].mechanisms == ("acuerdo", "carta_de_intencion")
