"""Separated values: the separator and the quotes are found, never asked for."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from minga.intake.read import parting
from minga.intake.read.grid import MAX_COLUMNS, too_wide
from minga.intake.reading import Reading, Unreadable

_USUAL = ";\t,|"
_RARE = "^~¦§#:/"
_DECLARED = re.compile(r"sep=(.)\r?\n")  # the first line that Excel takes and others print
_SAMPLE_ROWS = 200
_SAMPLE = 20_000  # letters
_HEAD = 500_000
_CELL_LIMIT = 1_000_000
_NEARLY = 0.6  # of the width of the rows above
_LINES_IN_A_CELL = 3  # of the shape of whole rows: the quote before them was never closed


if TYPE_CHECKING:
    from _csv import Reader


@dataclass(frozen=True, slots=True)
class Dialect:
    separator: str
    quote: str
    escape: str | None = None  # a backslash, where quotes inside cells have one
    spaced: bool = False  # a space stands between a separator and a quote


def read(text: str, name: str, encoding: str) -> Reading:
    declared = _DECLARED.match(text)
    skipped = declared.end() if declared else 0
    dialect = _dialect(text[skipped:], declared[1] if declared else "")
    if _is_wrapped(text, dialect):
        lines = (row[0] if row else "" for row in csv.reader(io.StringIO(text)))
        text, skipped = "\n".join(lines), 0
        dialect = _dialect(text)
    rows = _rows(text[skipped:], dialect, 2 if skipped else 1)
    prose, tables = parting.part(rows, text)
    return Reading(name, "text/csv", encoding, prose, tables)


def looks_delimited(text: str) -> bool:
    """Whether a text of unknown kind is a table from its first line on, by ";" or ","."""
    head = text[:_SAMPLE]
    if "\t" in head or "\n|" in head or head.startswith(("|", "#")):
        return False
    dialect = _dialect(text)
    widths, rows = _widths(text, dialect)
    if dialect.separator not in _USUAL:
        return False
    return len(rows) > 1 and len(rows[0]) > 2 and widths[len(rows[0])] >= 0.8 * len(rows)


def _dialect(text: str, separator: str = "") -> Dialect:
    text = text[:_HEAD]
    if not separator:
        usual = max(_USUAL, key=lambda one: _regularity(text, one))
        rare = max(_RARE, key=lambda one: _regularity(text, one))
        separator = usual if _regularity(text, usual) > (0.5, 0) else rare
        if _regularity(text, separator) < (0.5, 0):
            separator = usual
    quote = _quote(text, separator)
    escaped = re.search(rf"\\{quote}(?!\s*(?:{re.escape(separator)}|$))", text, re.MULTILINE)
    head = text[:_SAMPLE]
    spaced = head.count(f"{separator} {quote}") > head.count(f"{separator}{quote}")
    return Dialect(separator, quote, "\\" if escaped else None, spaced)


def _regularity(text: str, separator: str, quote: str = '"') -> tuple[float, int]:
    """The more rows share their widths the better; a file may hold several tables."""
    widths, rows = _widths(text, Dialect(separator, quote))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return (0.0, 0)
    alike = sum(count * count for count in wide.values()) / (len(rows) * sum(wide.values()))
    return (alike, max(wide, key=lambda width: (wide[width], width)))


def _quote(text: str, separator: str) -> str:
    head = text[:_SAMPLE]
    single, double = (
        sum(head.count(f"{separator}{space}{mark}") for space in ("", " "))
        + head.count(f"{mark}{separator}")
        for mark in "'\""
    )
    closed = f"'{separator}'" in head or f"'{separator} '" in head
    return "'" if single > double and closed and _encloses(text, separator) else '"'


def _encloses(text: str, separator: str) -> bool:
    """Whether apostrophes stand around cells, and do not only begin or end some texts."""
    single, double = (_regularity(text, separator, mark)[0] for mark in "'\"")
    if double == 1.0 and f'{separator}"' in text[:_SAMPLE]:
        return False
    return single >= double


def _is_wrapped(text: str, dialect: Dialect) -> bool:
    """Whether some program took each line for one cell and quoted it whole."""
    widths, rows = _widths(text, Dialect(dialect.separator, '"'))
    if widths[1] < len(rows) or not rows:
        return False
    lines = [line for line in text[:_SAMPLE].split("\n") if line.strip()]
    lines = lines[:-1] if len(text) > _SAMPLE else lines
    quoted = [line for line in lines if line.startswith('"') and line.rstrip().endswith('"')]
    inside = "\n".join(row[0] for row in rows)
    return len(quoted) == len(lines) > 1 and _regularity(inside, _dialect(inside).separator)[1] > 1


def _widths(text: str, dialect: Dialect) -> tuple[Counter[int], list[list[str]]]:
    try:
        rows = [r for r in islice(_reader(text[:_HEAD], dialect), _SAMPLE_ROWS) if any(r)]
    except csv.Error:
        return Counter(), []
    return Counter(map(len, rows)), rows


def _reader(text: str, dialect: Dialect) -> Reader:
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        skipinitialspace=dialect.spaced,
    )


def _rows(text: str, dialect: Dialect, at: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on."""
    before = csv.field_size_limit(_CELL_LIMIT)
    reader = _reader(text, dialect)
    first = at
    width = 0  # of the widest row so far
    try:
        for cells in reader:
            if len(cells) > MAX_COLUMNS:
                raise Unreadable(too_wide(len(cells)))
            lines = reader.line_num + first - at
            if lines > _LINES_IN_A_CELL and _swallowed(cells, dialect, width):
                raise Unreadable(_unclosed(at))
            width = max(width, len(cells))
            yield at, cells
            at = reader.line_num + first
    except csv.Error as error:
        raise Unreadable(_unclosed(at)) from error
    finally:
        csv.field_size_limit(before)


def _swallowed(cells: list[str], dialect: Dialect, width: int) -> bool:
    """Whether a cell holds lines that are rows, nearly as wide as those above: its quote was never
    closed, or far too late."""
    for cell in cells:
        lines = cell.split("\n")[1:-1]
        counts = Counter(line.count(dialect.separator) for line in lines if line.strip())
        separators, alike = counts.most_common(1)[0] if counts else (0, 0)
        whole = separators > 1 and separators >= _NEARLY * (width - 1)
        if whole and alike >= max(_LINES_IN_A_CELL - 1, 0.8 * len(lines)):
            return True
    return False


def _unclosed(line: int) -> str:
    return _("No se pudo leer la fila de la línea %(line)s: revise las comillas de esa fila.") % {
        "line": line
    }
