"""Separated values: the separator and the quotes are found, never asked for."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from minga.base.cells import unguard
from minga.intake.reading import Reading, Row, Table, Unreadable

_SEPARATORS = ";\t,|"
_SAMPLE_ROWS = 200
_CELL_LIMIT = 1_000_000


def read(text: str, name: str, encoding: str) -> Reading:
    separator, quote = _dialect(text)
    rows = [
        Row(at, tuple(map(unguard, cells)) if "'" in "".join(cells) else tuple(cells))
        for at, cells in _rows(text, separator, quote)
        if any(cells)
    ]
    table = Table("1", tuple(rows))
    return Reading(name, "text/csv", encoding, (), (table,))


def looks_delimited(text: str) -> bool:
    """Whether a text of unknown kind is a table from its first line on, by ";" or ","."""
    head = text[:20_000]
    if "\t" in head or "\n|" in head or head.startswith(("|", "#")):
        return False
    separator, quote = _dialect(text)
    widths, rows = _widths(text, separator, quote)
    return len(rows) > 1 and len(rows[0]) > 2 and widths[len(rows[0])] >= 0.8 * len(rows)


def _dialect(text: str) -> tuple[str, str]:
    def regularity(separator: str) -> tuple[float, int]:
        widths, rows = _widths(text, separator, '"')
        wide = Counter({width: count for width, count in widths.items() if width > 1})
        if not wide:
            return (0.0, 0)
        width, count = wide.most_common(1)[0]
        return (count / len(rows), width)

    separator = max(_SEPARATORS, key=regularity)
    return separator, _quote(text, separator)


def _quote(text: str, separator: str) -> str:
    head = text[:20_000]
    single = head.count(f"{separator}'") + head.count(f"'{separator}")
    double = head.count(f'{separator}"') + head.count(f'"{separator}')
    return "'" if single > double and head.count(f"'{separator}'") else '"'


def _widths(text: str, separator: str, quote: str) -> tuple[Counter[int], list[list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quotechar=quote)
    try:
        rows = [row for row in islice(reader, _SAMPLE_ROWS) if any(row)]
    except csv.Error:
        return Counter(), []
    return Counter(map(len, rows)), rows


def _rows(text: str, separator: str, quote: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on."""
    before = csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, quotechar=quote, strict=False
    )
    at = 1
    try:
        for cells in reader:
            yield at, cells
            at = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("No se pudo leer la fila de la línea %(line)s: revise las comillas de esa fila.")
            % {"line": at}
        ) from error
    finally:
        csv.field_size_limit(before)
