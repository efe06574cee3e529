"""The matrix as an annex: what a visitor may see, and importing it gives the same plan."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from minga.base.models import Visibility
from minga.intake.documents import keep
from minga.intake.folding import clean
from minga.intake.models import Document
from minga.intake.read import read
from minga.opendata.annex import pdf as pdf_module
from minga.people.models import User
from minga.plans.actions.apply import apply
from minga.plans.draft import PlanDraft
from minga.plans.importer import draft_from, rules
from minga.plans.models import Initiative, Level, Objective, Plan
from minga.plans.tests import gold
from minga.plans.tests.test_export import exported, rows_of
from minga.plans.tests.test_export_again import draft, essence

pytestmark = pytest.mark.django_db

PAPER = ["docx", "pdf"]
FOUR = ["Eje", "Línea", "Política", "Programa"]
SENTENCE = "Promover, con la ciudadanía y el sector público-privado, la gestión del agua. "


def back(plan: Plan, form: str) -> PlanDraft:
    return draft_from(read(exported(plan, form), f"{plan.code}.{form}"))


def stored(made: PlanDraft, code: str = "hecho") -> Plan:
    document = keep(b"made", read(b"Iniciativa;Mecanismo\na;b\n", "made.csv"), by=None)
    apply(made, document=document, by=None, code=code)
    return Plan.objects.get(code=code)


def words(content: bytes) -> str:
    """All that a DOCX or PDF says, white space aside."""
    if content.startswith(b"%PDF"):
        import pypdfium2

        pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]
        return " ".join(" ".join(pages).split())
    from docx import Document

    document = Document(io.BytesIO(content))
    cells = (cell.text for row in document.tables[0].rows for cell in row.cells)
    return " ".join([*(p.text for p in document.paragraphs), *cells])


# --- import(export(plan)) is the same plan


@pytest.mark.parametrize("form", [*PAPER, "xlsx"])
def test_the_real_plan_comes_back(plan: Plan, form: str) -> None:
    found = back(plan, form)
    assert gold.rows_of(found) == gold.matrix()
    assert {o.code: o.name for o in found.objectives} == {
        code: clean(text) for code, text in plan.objectives.values_list("code", "text")
    }
    assert found.levels == tuple(plan.levels.values_list("name", flat=True))
    assert not found.doubts


@pytest.mark.parametrize("form", PAPER)
def test_the_title_page_comes_back(plan: Plan, form: str) -> None:
    found = back(plan, form)
    assert (found.title, found.government) == (plan.title, plan.government)
    assert (found.first_year, found.last_year) == (2024, 2033)
    assert found.language == "es"


def test_each_mechanism_is_printed_by_a_name_that_is_known_again() -> None:
    from minga.plans.importer import mechanisms
    from minga.plans.models import MechanismType

    for language in ("es", "en"):
        with translation.override(language):
            for kind in MechanismType.objects.all():
                assert mechanisms.parse(str(kind)).codes == (kind.code,)


WORDS = [
    *("Red", "Ñandú", "agua,", "«casa»", '"', "'", "=1+1", "+", "-", "@x", "\n", "#let", "$x$"),
    *("\t", ";", "|", "<20", "&amp;", "1.1", "NULL", "%", "e\u0301", "\u00a0", "/", "y/o", "*a*"),
    *("público-privada", "http://ejemplo.ec/una/ruta?x=1&y=2", "Otorrinolaringología", "ß", "№"),
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
names = texts.filter(lambda text: sum(map(str.isalpha, text)) > 2)
codes = st.lists(st.sampled_from(sorted(rules.mechanisms())), max_size=4, unique=True)
articulations = st.lists(st.tuples(names, codes), min_size=1, max_size=6)
listed = st.lists(st.tuples(names, articulations), min_size=1, max_size=4)
plans = st.lists(
    st.tuples(names, st.lists(st.tuples(names, listed), min_size=1, max_size=2)),
    min_size=1,
    max_size=2,
)


@pytest.mark.slow
@pytest.mark.parametrize("form", PAPER)
@given(made=plans)
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_plan_comes_back(made: list[Any], form: str) -> None:
    wanted = draft(made)
    with transaction.atomic():
        assert essence(back(stored(wanted), form)) == essence(wanted)
        transaction.set_rollback(True)


@pytest.mark.parametrize("form", PAPER)
def test_long_cells_and_many_articulations_come_back(form: str) -> None:
    many = [(f"{SENTENCE}{number}", ["convenio"]) for number in range(1, 26)]
    made = [
        ("Cuidar", [("Agua", [("Muchas", many), ("Corta", [("Una", [])])])]),
        (SENTENCE * 4, [(SENTENCE * 5, [(SENTENCE * 6, [(SENTENCE * 12, ["acuerdo"])] * 3)] * 4)]),
    ]
    wanted = draft(made)
    assert essence(back(stored(wanted), form)) == essence(wanted)


@pytest.mark.parametrize("form", PAPER)
@pytest.mark.parametrize("levels", [["Objetivo"], ["Eje", "Política", "Objetivo"], FOUR])
def test_a_plan_of_any_depth_comes_back(form: str, levels: list[str]) -> None:
    plan = Plan.objects.create(code="otro", title="Plan de la ciudad 2024-2027", language="es")
    depths = [
        Level.objects.create(plan=plan, depth=depth, name=name)
        for depth, name in enumerate(levels, 1)
    ]
    position = 0
    for branch in (1, 2):
        parent: Objective | None = None
        for level in depths:
            position += 1
            code = f"{parent.code}.1" if parent else str(branch)
            parent = Objective.objects.create(
                plan=plan,
                level=level,
                parent=parent,
                code=code,
                text=f"Ordenar el territorio de la zona {branch} según {level.name.lower()}",
                position=position,
            )
        assert parent
        for number in (1, 2, 3):
            initiative = Initiative.objects.create(
                plan=plan,
                objective=parent,
                number=number,
                code=f"{parent.code}.{number}",
                position=10 * branch + number,
                name=f"Recuperación de la quebrada número {number}",
            )
            initiative.articulations.create(
                number=1, objective=f"Trabajar con {number} barrios de la zona"
            )
    found = back(plan, form)
    assert [(o.code, o.name, o.depth, o.parent) for o in found.objectives] == [
        (o.code, o.text, o.level.depth, o.parent.code if o.parent else "")
        for o in plan.objectives.select_related("level", "parent")
    ]
    assert [(i.objective, i.number, i.name) for i in found.initiatives] == list(
        plan.initiatives.values_list("objective__code", "number", "name")
    )
    assert [a.objective for i in found.initiatives for a in i.articulations] == [
        f"Trabajar con {number} barrios de la zona" for number in (1, 2, 3, 1, 2, 3)
    ]
    assert found.levels == tuple(levels)


# --- who may see what, and what it says


@pytest.mark.parametrize("form", PAPER)
def test_a_visitor_gets_only_what_is_public(plan: Plan, coordinator: User, form: str) -> None:
    plan.initiatives.filter(code="1.1.1").update(visibility=Visibility.INTERNAL)
    hidden = "Estrategia de espacios saludables"
    assert hidden not in words(exported(plan, form))
    assert hidden in words(exported(plan, form, coordinator))


@pytest.mark.parametrize("form", PAPER)
def test_the_title_page_says_whose_plan_it_is_and_where_it_comes_from(
    plan: Plan, form: str
) -> None:
    said = words(exported(plan, form))
    for text in (
        *(plan.title, plan.government, "2024-2033", "Matriz del modelo de gestión"),
        *("Estado: vigente", "Tomada de: pmdot-apendice-12.txt", f"revisión {plan.revision}"),
    ):
        assert text in said


def test_a_document_that_is_not_public_is_not_named(plan: Plan, coordinator: User) -> None:
    Document.objects.update(visibility=Visibility.INTERNAL)
    assert "Tomada de" not in words(exported(plan, "docx"))
    assert "Tomada de: pmdot" in words(exported(plan, "docx", coordinator))


@pytest.mark.parametrize("form", PAPER)
def test_who_reads_in_english_gets_its_headings_in_english(plan: Plan, form: str) -> None:
    with translation.override("en"):
        said = words(exported(plan, form))
    assert "Mechanisms" in said
    assert "Strategic alliance" in said
    assert "Estrategia de espacios saludables" in said


def test_the_matrix_and_its_annex_have_the_same_rows(plan: Plan) -> None:
    from docx import Document

    _header, *rows = Document(io.BytesIO(exported(plan, "docx"))).tables[0].rows
    printed = [[cell.text for cell in row.cells] for row in rows]
    assert [(row[0], row[2], row[4], row[5]) for row in printed] == [
        (
            *(row["development_code"], row["management_code"]),
            *(row["initiative_number"], clean(row["initiative"])),
        )
        for row in rows_of(plan)
    ]


# --- over HTTP and on the command line


@pytest.mark.parametrize("form", PAPER)
def test_anybody_may_take_the_annex_away(client: Client, plan: Plan, form: str) -> None:
    response = client.get(f"/plans/quito/matrix.{form}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="quito-matriz.{form}"'
    assert words(response.getvalue()) == words(exported(plan, form))
    seen = {"If-None-Match": response.headers["ETag"]}
    assert client.get(f"/plans/quito/matrix.{form}", headers=seen).status_code == 304
    assert f"/plans/quito/matrix.{form}" in client.get("/plans/quito/matrix/").content.decode()


def test_nothing_is_set_for_who_only_asks_about_it(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_module, "typeset", lambda document: pytest.fail("it was set"))
    response = client.head("/plans/quito/matrix.pdf")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"


def test_a_refusal_is_a_page_that_says_why(client: Client, plan: Plan) -> None:
    plan.initiatives.filter(code="1.1.1").update(name="Ciudad 😀")
    response = client.get("/plans/quito/matrix.pdf")
    assert response.status_code == 422
    said = response.content.decode()
    assert "«😀»" in said
    assert "use DOCX" in said
    assert client.get("/plans/quito/matrix.docx").status_code == 200


def test_the_command_writes_the_annex_or_says_why_not(tmp_path: Path, plan: Plan) -> None:
    out = tmp_path / "anexo.pdf"
    call_command("export", "matrix", plan="quito", format="pdf", out=out)
    before = out.read_bytes()
    assert before.startswith(b"%PDF-")
    plan.initiatives.filter(code="1.1.1").update(name="Ciudad 😀")
    with pytest.raises(CommandError, match="DOCX") as refusal:
        call_command("export", "matrix", plan="quito", format="pdf", out=out)
    assert refusal.value.returncode == 2
    assert out.read_bytes() == before
