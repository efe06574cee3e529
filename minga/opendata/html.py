"""A table as a page of its own that can be read, printed and heard, without any script."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.base.cells import guard
from minga.opendata.datasets import Cell, Row, Table
from minga.opendata.groups import blocks, spans

STYLE = """
body { font: 1rem/1.45 system-ui, sans-serif; margin: 1.5rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.5rem; margin: 0 0 .75rem }
caption { text-align: left; padding-bottom: .5rem }
table { border-collapse: collapse }
th, td { border: 1px solid #767676; padding: .35rem .5rem; text-align: left; vertical-align: top;
  font-weight: normal; min-width: 2.5rem; max-width: 28rem; overflow-wrap: anywhere }
thead th { font-weight: 600; background: #ececec; position: sticky; top: 0 }
@media print { body { margin: 0; font-size: 7pt } thead th { position: static }
  tr { break-inside: avoid } @page { size: A3 landscape } }
""".strip()


def html(table: Table) -> Iterator[bytes]:
    """HTML: one <tbody> a block, with merged cells like the printed matrix."""
    table = table.in_words()
    yield _head(table).encode()
    if not table.groups:
        table = Table(table.title, table.columns, table.rows, (1,))
    merged = sum(table.groups)
    for block in blocks(table):
        heights = spans(table, block)
        lines = [
            "<tr>" + _merged(table, heights, at, row) + "".join(map(_cell, row[merged:])) + "</tr>"
            for at, row in enumerate(block)
        ]
        yield ("<tbody>\n" + "\n".join(lines) + "\n</tbody>\n").encode()
    yield b"</table>\n</body>\n</html>\n"


def _head(table: Table) -> str:
    headings = "\n".join(
        f'<th scope="col" title="{escape(c.says)}">{escape(str(c.label))}</th>'
        for c in table.columns
    )
    merged = _("Una fila por cada articulación; las celdas unidas valen para todas sus filas.")
    caption = merged if table.groups else table.title
    return f"""<!doctype html>
<html lang="{escape(get_language() or "es")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(table.title)}</title>
<style>
{STYLE}
</style>
</head>
<body>
<h1>{escape(table.title)}</h1>
<table>
<caption>{escape(caption)}</caption>
<thead>
<tr>
{headings}
</tr>
</thead>
"""


def _merged(table: Table, heights: list[list[int]], at: int, row: Row) -> str:
    cells = []
    start = 0
    for width, group in zip(table.groups, heights, strict=True):
        if rows := group[at]:
            span = f' rowspan="{rows}"' if rows > 1 else ""
            scope = "rowgroup" if rows > 1 else "row"
            cells += [
                f'<th scope="{scope}"{span}>{_text(cell)}</th>'
                for cell in row[start : start + width]
            ]
        start += width
    return "".join(cells)


def _cell(cell: Cell) -> str:
    return f"<td>{_text(cell)}</td>"


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        text = escape(guard(cell.strip()), quote=False)
        if "\n" in text:  # a line of its own is a block: other programs read it as one too
            return "".join(f"<div>{line}</div>" for line in text.splitlines())
        return text
    return "" if cell is None else str(cell)
