"""The matrix as a tagged PDF, drawn by typst."""

from __future__ import annotations

from collections.abc import Sequence

from minga.plans.tests import renderings

Cells = tuple[str | None, ...]  # None where a merged cell that begins above covers it
HEADER = (
    "Objetivos del Desarrollo",
    "Objetivos de Gestión",
    "Iniciativas",
    "Objetivo de Articulación",
    "Mecanismos de Articulación",
)


def by_typst(rows: Sequence[Cells]) -> bytes:
    """Tagged, merged cells that go on over pages, a header that repeats."""
    import typst

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    cells = []
    for index, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            high = 1
            while index + high < len(rows) and rows[index + high][column] is None:
                high += 1
            cells.append(f"table.cell(rowspan: {high}, {quoted(cell)})")
    heads = ", ".join(f"strong({quoted(text)})" for text in HEADER)
    source = f"""
#set document(title: "Matriz")
#set text(lang: "es", size: 8pt, hyphenate: false)
#set page(paper: "a4", flipped: true, margin: 1.5cm, numbering: "1")
= Inserción estratégica territorial
{renderings.prose()[5].replace("#", "")}
#table(columns: (2fr, 2fr, 3fr, 4fr, 2fr), table.header({heads}),
{", ".join(cells)})
"""
    return typst.compile(source.encode(), format="pdf")
