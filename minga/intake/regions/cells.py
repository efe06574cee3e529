"""What a single cell or row looks like, without a word of any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from minga.intake.folding import clean, fold
from minga.intake.reading import Row
from minga.intake.regions.words import words

Cells = Sequence[str | None]

_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–—/]\s*(?:19|20)?\d\d)?")
_DATE = re.compile(
    r"(?:\d{1,4}[-/.])?\d{1,2}[-/.]\d{4}|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?:[T ][\d:.]+)?"
)
_CODE = re.compile(r"[A-Za-z]{0,5}[-.\s]?\d{1,4}(?:[.\-]\d{1,4})*[a-z]?\.?")
_MACHINE = re.compile(r"[a-z][a-z0-9]*(?:[_:.][a-z0-9]+)*")
_LONG = 60


def filled(cells: Cells) -> int:
    return len(cells) - cells.count("") - cells.count(None)


def text_at(row: Row, column: int) -> str:
    cell = row.cells[column] if column < len(row.cells) else ""
    return clean(cell) if cell else ""


def texts(row: Row, width: int = 0) -> list[str]:
    """The cells as tidy texts, up to a width where one is given."""
    said = [clean(cell) if cell else "" for cell in row.cells]
    return said + [""] * (width - len(said))


def folded(row: Row) -> tuple[str, ...]:
    return tuple(fold(clean(cell)) if cell else "" for cell in row.cells)


def is_year(cell: str) -> bool:
    return bool(_YEAR.fullmatch(cell))


def is_number(cell: str) -> bool:
    """A figure, a date or a bare code: what a heading never is, unless it is a year."""
    if len(cell) > 40 or not any(map(str.isdigit, cell[:8])):
        return False
    return bool(words().number.fullmatch(cell) or _DATE.fullmatch(cell))


def is_code(cell: str) -> bool:
    return len(cell) < 16 and bool(_CODE.fullmatch(cell))


def is_machine(cell: str) -> bool:
    return bool(_MACHINE.fullmatch(cell))


def kind(cell: str) -> str:
    """ "n" for a figure, "c" for a code with letters, "T" for a long text, "t" for a short one."""
    if is_number(cell):
        return "n"
    if is_code(cell):
        return "c"
    return "T" if len(cell) > _LONG else "t"


def figure(cell: str) -> float | None:
    """The number that a cell prints, in whatever convention; None where it is none."""
    if not is_number(cell) or _DATE.fullmatch(cell):
        return None
    digits = re.sub(r"[^\d.,-]", "", cell.replace("−", "-"))
    dot, comma = digits.rfind("."), digits.rfind(",")
    if dot >= 0 and comma >= 0:
        thousands = "," if dot > comma else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif dot >= 0 or comma >= 0:
        mark = "." if dot >= 0 else ","
        groups = digits.split(mark)
        grouped = len(groups) > 2 or (len(groups[-1]) == 3 and groups[0].strip("-") != "0")
        digits = digits.replace(mark, "" if grouped else ".")
    try:
        return float(digits)
    except ValueError:
        return None


def common(kinds: Iterable[str]) -> tuple[str, float]:
    """The most usual of some kinds and its share."""
    listed = list(kinds)
    if not listed:
        return "", 0.0
    best = max(set(listed), key=lambda one: (listed.count(one), one))
    return best, listed.count(best) / len(listed)
