"""Plans printed as headings, lists and numbered lines become tables, in any language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.intake import outline
from minga.intake.read import read
from minga.intake.reading import Paragraph, Reading, Row, Table

pytestmark = pytest.mark.pure

Cells = list[tuple[str | None, ...]]
Plan = dict[str, dict[str, list[str]]]

PLAN: Plan = {
    "Ciudad que se mueve": {
        "Reducir el tráfico": ["Ampliar aceras, con rampas", "Pintar cruces"],
        "Mejorar el autobús": ["Comprar buses", "Bajar tarifas", "Carriles propios"],
    },
    "Agua y clima": {"Cuidar las fuentes": ["Abrir pozos", "Reparar redes"]},
    "Cuidados": {"Acercar la salud": ["Centro de día", "Respiro"], "Jugar": ["Ludoteca"]},
}
# what a level, a lower level, a record, two labels are called
WORDS = {
    "es": ("Eje", "Objetivo", "Acción", "Responsable", "Plazo"),
    "ca": ("Eix", "Línia estratègica", "Acció", "Responsable", "Termini"),
    "pt": ("Eixo", "Objetivo", "Ação", "Responsável", "Prazo"),
    "fr": ("Axe", "Objectif opérationnel", "Action", "Pilote", "Échéance"),
    "en": ("Priority", "Outcome", "Action", "Lead", "By"),
}


def flat(plan: Plan) -> Iterator[tuple[str, str, str, str, str, int]]:
    """Each record: its path of names, its code, and a number of its own."""
    number = 0
    for a, (axis, objectives) in enumerate(plan.items(), start=1):
        for o, (objective, actions) in enumerate(objectives.items(), start=1):
            for n, action in enumerate(actions, start=1):
                number += 1
                yield axis, objective, action, f"{a}.{o}.{n}", f"{a}.{o}", number


def printed(
    plan: Plan,
    axis: Callable[[int, str], str],
    objective: Callable[[int, int, str], str],
    action: Callable[[str, str, int], str],
) -> str:
    lines: list[str] = []
    seen: set[object] = set()
    for axis_name, objective_name, name, code, parent, number in flat(plan):
        a, o = map(int, parent.split("."))
        if a not in seen:
            lines.append(axis(a, axis_name))
        if (a, o) not in seen:
            lines.append(objective(a, o, objective_name))
        seen |= {a, (a, o)}
        lines.append(action(code, name, number))
    return "\n".join(lines) + "\n"


def cells(text: str, name: str = "plan.md") -> Cells:
    (table,) = outline.tables(read(text.encode(), name))
    return [row.cells for row in table.rows]


def expected(plan: Plan, header: tuple[str, ...], *made: Callable[..., str]) -> Cells:
    """One row a record; what stands above it only where it begins."""
    axis, objective, *own = made
    rows: Cells = [header]
    before = ("", "")
    for axis_name, objective_name, name, code, parent, number in flat(plan):
        a, o = map(int, parent.split("."))
        rows.append(
            (
                axis(a, axis_name) if axis_name != before[0] else None,
                objective(a, o, objective_name) if objective_name != before[1] else None,
                *(one(code, name, number) for one in own),
            )
        )
        before = axis_name, objective_name
    return rows


def test_headings_are_levels_and_items_are_records() -> None:
    text = printed(
        PLAN,
        lambda a, name: f"\n## {name}\n",
        lambda a, o, name: f"\n### {name}\n",
        lambda code, name, number: f"- {name}",
    )
    front = "# Plan 2026\n\nTexto.\n\n## Presentación\n\nTexto de entrada.\n"
    assert cells(front + text + "\n## Siglas\n\n- Una\n") == expected(
        PLAN,
        ("", "", ""),
        lambda a, name: name,
        lambda a, o, name: name,
        lambda code, name, number: name,
    )


@pytest.mark.parametrize("language", WORDS)
def test_words_before_numbers_name_the_columns(language: str) -> None:
    axis, objective, action, lead, by = WORDS[language]
    text = printed(
        PLAN,
        lambda a, name: f"\n## {axis} {a}: {name}\n\nUn párrafo sobre esto.\n",
        lambda a, o, name: f"\n### {objective} {a}.{o} {name}\n",
        lambda code, name, number: (
            f"\n#### {action} {code}. {name}\n\n**{lead}**: Obras {number}\n\n{by}: 202{number}\n"
        ),
    )
    front = "# Plan\n\n## Introducción\n\n- Una cosa\n- Otra\n\n"
    back = "\n## Anexo\n\n### Siglas\n\n- OMS\n- ONU\n"
    assert cells(front + text + back) == expected(
        PLAN,
        (axis, objective, action, lead, by),
        lambda a, name: f"{a}: {name}",
        lambda a, o, name: f"{a}.{o} {name}",
        lambda code, name, number: f"{code}. {name}",
        lambda code, name, number: f"Obras {number}",
        lambda code, name, number: f"202{number}",
    )


@pytest.mark.parametrize("language", WORDS)
def test_numbered_lines_need_no_markup(language: str) -> None:
    axis, _objective, _action, lead, by = WORDS[language]
    text = printed(
        PLAN,
        lambda a, name: f"\n{axis.upper()} {a}\n{name.upper()}",
        lambda a, o, name: f"  {a}.{o} {name}",
        lambda code, name, number: f"    {code} {name}\n      {lead}: Obras. {by}: 202{number}.",
    )
    contents = "".join(f"{axis.upper()} {n} ........ {n}\n" for n in (1, 2, 3))
    assert cells(f"CONTENIDO\n{contents}\n{text}", "plan.txt") == expected(
        PLAN,
        (axis.upper(), "", "", lead, by),
        lambda a, name: f"{a}. {name.upper()}",
        lambda a, o, name: f"{a}.{o} {name}",
        lambda code, name, number: f"{code} {name}",
        lambda code, name, number: "Obras",
        lambda code, name, number: f"202{number}",
    )


@pytest.mark.parametrize("language", WORDS)
def test_labels_alone_make_levels_and_records(language: str) -> None:
    axis, objective, action, lead, by = WORDS[language]
    colon = " :" if language == "fr" else ":"
    text = printed(
        PLAN,
        lambda a, name: f"{axis}{colon} {name}",
        lambda a, o, name: f"{objective}{colon} {name}",
        lambda code, name, number: (
            f"{action}{colon} {name}\n{lead}{colon} Obras\n{by}{colon} 202{number}"
        ),
    )
    assert cells(text, "plan.txt") == expected(
        PLAN,
        (axis, objective, action, lead, by),
        lambda a, name: name,
        lambda a, o, name: name,
        lambda code, name, number: name,
        lambda code, name, number: "Obras",
        lambda code, name, number: f"202{number}",
    )


def test_labels_may_stand_in_brackets_or_in_items_below() -> None:
    text = (
        "## Eje 1. Agua\n\n- Pozos (Responsable: Obras; Plazo: 2026)\n"
        "- Redes (Responsable: Agua; Plazo: 2027)\n\n## Eje 2. Aire\n\n"
        "- Medir\n  - Responsable: Obras · Plazo: 2026\n  - Aliados: Liga\n"
        "- Avisar\n  - Responsable: Medio\n  - Aliados: Junta\n  - Aliados: Liga\n"
    )
    assert cells(text) == [
        ("Eje", "", "Responsable", "Plazo", "Aliados"),
        ("1. Agua", "Pozos", "Obras", "2026", ""),
        (None, "Redes", "Agua", "2027", ""),
        ("2. Aire", "Medir", "Obras", "2026", "Liga"),
        (None, "Avisar", "Medio", "", "Junta; Liga"),
    ]


def test_text_under_a_record_is_a_column() -> None:
    text = (
        "## Eje 1. Agua\n\n### Acción 1. Pozos\n\nSe abrirán doce.\n\n- uno\n\n"
        "### Acción 2. Redes\n\nCon la Liga.\n\n## Eje 2. Aire\n\n### Acción 3. Medir\n\n"
        "### Acción 4. Avisar\n"
    )
    assert cells(text) == [
        ("Eje", "Acción", ""),
        ("1. Agua", "1. Pozos", "Se abrirán doce.\nuno"),
        (None, "2. Redes", "Con la Liga."),
        ("2. Aire", "3. Medir", ""),
        (None, "4. Avisar", ""),
    ]


def test_repeated_headings_name_the_lists_under_them() -> None:
    axes = [("Agua", "Cuidar", ["Pozos", "Redes"]), ("Aire", "Medir", ["Sensores", "Avisos"])]
    axes.append(("Luz", "Ver", ["Farolas", "Cables"]))
    text = "".join(
        f"## Eje {n}. {axis}\n\n### Meta\n\n{goal}\n\n### Acciones\n\n- {one}\n- {two}\n\n"
        for n, (axis, goal, (one, two)) in enumerate(axes, start=1)
    )
    assert cells(text) == [
        ("Eje", "Meta", "Acciones"),
        ("1. Agua", "Cuidar", "Pozos"),
        (None, None, "Redes"),
        ("2. Aire", "Medir", "Sensores"),
        (None, None, "Avisos"),
        ("3. Luz", "Ver", "Farolas"),
        (None, None, "Cables"),
    ]


def test_two_lists_under_each_level_are_two_tables() -> None:
    text = "".join(
        f"## Eje {n}\n\n### Fines\n\n- fin a{n}\n- fin b{n}\n\n### Obras\n\n- x{n}\n- y{n}\n\n"
        for n in (1, 2, 3)
    )
    made = outline.tables(read(text.encode(), "plan.md"))
    assert [table.name for table in made] == ["outline", "outline 2"]
    assert [table.rows[0].cells for table in made] == [("Eje", "Fines"), ("Eje", "Obras")]
    assert [len(table.rows) for table in made] == [7, 7]


def test_a_level_may_be_left_out_in_places() -> None:
    text = (
        "## Eje 1. Agua\n\n### Línea 1. Pozos\n\n- a\n- b\n\n### Línea 2. Redes\n\n- c\n\n"
        "## Eje 2. Aire\n\n- d\n\n## Eje 3. Luz\n\n### Línea 3. Calles\n\n- e\n- f\n"
    )
    assert cells(text)[4:6] == [("2. Aire", "", "d"), ("3. Luz", "3. Calles", "e")]


def test_a_level_without_records_is_kept() -> None:
    text = "## Eje 1. Agua\n\n- a\n- b\n\n## Eje 2. Aire\n\nNada.\n\n## Eje 3. Luz\n\n- c\n- d\n"
    assert cells(text)[3] == ("2. Aire", "")


def test_rows_stand_where_their_paragraphs_do() -> None:
    prose = [
        Paragraph(4, "Eje 1. Agua", 1, page=2),
        *(Paragraph(5 + n, f"Obra {n}", 0, 1, page=3) for n in range(3)),
        Paragraph(9, "Eje 2. Aire", 1, page=3),
        *(Paragraph(10 + n, f"Obra {n}", 0, 1, page=4) for n in range(3)),
    ]
    (table,) = outline.tables(Reading("plan.pdf", "application/pdf", "", tuple(prose), ()))
    assert [(row.at, row.page) for row in table.rows] == [
        (4, 2), (5, 3), (6, 3), (7, 3), (10, 4), (11, 4), (12, 4),
    ]  # fmt: skip


def test_headings_over_tables_are_no_records() -> None:
    prose = [Paragraph(n, f"Eje {n}. Nombre", 1) for n in range(1, 6)]
    rows = (Row(1, ("a", "b")), Row(2, ("c", "d")))
    made = tuple(Table(f"{n}", rows, after=n) for n in range(1, 6))
    assert outline.tables(Reading("plan.docx", "", "", tuple(prose), made)) == []


NOT_OUTLINES = {
    "a novel": "CAPÍTULO PRIMERO\n\n" + "Una frase larga. Y otra más.\n\n" * 30,
    "a report": "".join(f"## Asunto {c}\n\nUna frase.\n\n" for c in "xyzw"),
    "a table": "| Eje | Acción |\n|---|---|\n" + "| 1 | Aceras |\n" * 20,
    "one list": "Compras:\n\n- pan\n- leche\n- sal\n- agua\n",
    "nothing": "Plan",
}


@pytest.mark.parametrize("case", NOT_OUTLINES)
def test_what_repeats_nothing_is_no_outline(case: str) -> None:
    assert outline.tables(read(NOT_OUTLINES[case].encode(), "plan.md")) == []


LINES = st.sampled_from(
    ["# A", "## Eje 1. B", "## Eje 2. C", "### 1.1 D", "- e", "  - Plazo: f", "Plazo: g", "1. h",
     "EJE 1", "ANEXO", "1.1.1 i", "a) j", "texto suelto", "Acción: k", "", "Meta:", ": x", "2) "]
)  # fmt: skip


@given(st.lists(LINES, max_size=40))
def test_any_prose_makes_whole_tables_or_none(lines: list[str]) -> None:
    reading = read(("texto\n" + "\n".join(lines)).encode(), "plan.md")
    for table in outline.tables(reading):
        assert len({len(row.cells) for row in table.rows}) == 1
        ats = [row.at for row in table.rows[1:]]
        assert ats == sorted(ats)
        assert None not in table.rows[0].cells + table.rows[1].cells
