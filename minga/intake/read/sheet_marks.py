"""What the XML of a sheet says and the reader of its values does not: errors, formats, extent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from minga.intake.read.archive import Package
from minga.intake.read.letters import whole

_CHUNK = 1 << 22
_ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
_CELL = rb"<(?:\w+:)?c\b"
# a cell that closes at once holds nothing; a fixed beginning makes the search three times faster
_FAR_DOWN = re.compile(rb""" r="[A-Z]{1,3}(\d{6,})"(?:[^>]*[^>/])?>""")
_FAR_RIGHT = re.compile(rb""" r="([A-Z]{2,3})\d+"(?:[^>]*[^>/])?>""")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_NAMELESS = re.compile(_CELL + rb"""(?! r="|[^>]* r=")""")
_FAULT = re.compile(
    _CELL
    + rb"""([^>]*\bt=["']e["'](?:[^>]*[^>/])?)>"""
    + rb"""(?:(?!</(?:\w+:)?c>).){0,60000}?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)
_UNRESOLVED = re.compile(
    _CELL + rb"""([^>]*[^>/])>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_EMPTY_TEXT = re.compile(rb"""\bt=["']str["']""")
_MONTH_AND_YEAR, _YEAR, _PERCENT = "month", "year", "percent"
_BUILT_IN = {2: "0.00", 9: "0%", 10: "0.00%", 17: "mmm-yy"}
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE = re.compile(r"[dmyDMY]")


@dataclass(slots=True)
class Marks:
    """Of one sheet; places are a row from 1 and a column from 0."""

    last_row: int = 0  # with anything in it
    columns: int = 0
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    unresolved: list[tuple[int, int]] = field(default_factory=list)  # formulas without a result


def marks(package: Package, part: str) -> Marks:
    """One pass over the text of a sheet, a few megabytes at a time."""
    found = Marks()
    for chunk in _chunks(package, part):
        if _NAMELESS.search(chunk):
            _by_elements(package, part, found)
            break
        _extent(chunk, found)
    for chunk in _chunks(package, part):
        if b't="e"' in chunk or b"t='e'" in chunk:
            for match in _FAULT.finditer(chunk):
                if place := _place(match[1]):
                    found.faults[place] = match[2].decode("utf-8", "replace")
        if b"<f" in chunk or b":f" in chunk:
            for match in _UNRESOLVED.finditer(chunk):
                place = _place(match[1])
                if place and not _EMPTY_TEXT.search(match[1]):
                    found.unresolved.append(place)
    return found


def _chunks(package: Package, part: str) -> Iterator[bytes]:
    """The text in pieces that end with a row."""
    rest = b""
    with package.open(part) as file:
        while read := file.read(_CHUNK):
            rest += read
            end = _last_row(rest)
            if end:
                yield rest[:end]
                rest = rest[end:]
    yield rest


def _last_row(text: bytes) -> int:
    """Where the last complete row ends, 0 where none does."""
    found = text.rfind(b"</row>")
    if found >= 0:
        return found + len(b"</row>")
    return max((match.end() for match in _ROW_END.finditer(text)), default=0)


def _extent(chunk: bytes, found: Marks) -> None:
    last = max(map(int, _FAR_DOWN.findall(chunk)), default=0)
    if not last:  # rows come in order: the last value stands in the last row
        value = max(chunk.rfind(b"v>"), chunk.rfind(b"is>"))
        if value >= 0:
            places = _PLACE.findall(chunk, max(0, chunk.rfind(b"<row", 0, value)), value)
            last = max((int(row) for _column, row in places), default=0)
    found.last_row = max(found.last_row, last)
    wide = set(_FAR_RIGHT.findall(chunk))
    found.columns = max(found.columns, max(map(column, wide), default=25) + 1)


def _by_elements(package: Package, part: str, found: Marks) -> None:
    """The same for the few programs that do not write where each cell stands."""
    row = at = 0
    for event, node in package.events(part, ("start", "end"), ["{*}row", "{*}c"]):
        is_row = node.tag.endswith("}row")
        if event == "start" and is_row:
            row, at = whole(node.get("r"), row + 1), -1
        elif event == "end" and not is_row:
            place = _PLACE.fullmatch(f'r="{node.get("r", "")}"'.encode())
            at = column(place[1]) if place else at + 1
            values = [child.text or "" for child in node if child.tag.endswith("}v")]
            if len(node):
                found.last_row = max(found.last_row, row)
                found.columns = max(found.columns, at + 1)
            if node.get("t") == "e" and values and not place:
                found.faults[row, at] = values[0]
        elif event == "end":
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _PLACE.search(attributes)
    return (int(found[2]), column(found[1])) if found else None


def column(letters: bytes) -> int:
    """From 0: A, B… Z, AA…"""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# --- formats


def formats(package: Package, part: str) -> Mapping[bytes, str]:
    """The styles of cells whose text cannot be told from their value, each with its way."""
    root = package.tree(part)
    if root is None:
        return {}
    codes = dict(_BUILT_IN)
    for node in root.iter("{*}numFmt"):
        codes[whole(node.get("numFmtId"), -1)] = node.get("formatCode", "")
    found: dict[bytes, str] = {}
    for styles in root.iterfind("{*}cellXfs"):
        for index, node in enumerate(styles.iterfind("{*}xf")):
            way = _way(codes.get(whole(node.get("numFmtId")), ""))
            if way:
                found[b"%d" % index] = way
    return found


def _way(code: str) -> str:
    """ "percent", "month", "year", the zeros of "000" or the decimals of "0.00"; else nothing."""
    plain = _LITERAL.sub("", code).partition(";")[0].strip()
    if "%" in plain:
        return _PERCENT
    if set(plain) <= {"0", "."} and plain.startswith(("00", "0.0")):
        return plain if plain.count(".") < 2 and not plain.endswith(".") else ""
    letters = set("".join(_DATE.findall(plain)).lower())
    if "y" not in letters or "d" in letters:
        return ""
    return _MONTH_AND_YEAR if "m" in letters else _YEAR


def formatted(
    package: Package, part: str, ways: Mapping[bytes, str]
) -> Iterator[tuple[int, int, str]]:
    """The cells with such a style, row by row."""
    if not ways:
        return
    style = rb"""(?=[^>]*\bs=["'](%b)["'])""" % b"|".join(ways)
    pattern = re.compile(
        _CELL + style + rb"""[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'](?:[^>]*[^>/])?>"""
    )
    for chunk in _chunks(package, part):
        for match in pattern.finditer(chunk):
            yield int(match[3]), column(match[2]), ways[match[1]]


def shown(value: Any, way: str) -> str | None:
    """The text a person sees, or None where the format hides a part of the value."""
    if isinstance(value, date):
        if way == _YEAR:
            return f"{value.year}"
        return f"{value.year}-{value.month:02}" if way == _MONTH_AND_YEAR else None
    if not isinstance(value, float) or way in (_YEAR, _MONTH_AND_YEAR):
        return None
    if way == _PERCENT:
        return f"{_plain(Decimal(repr(value)) * 100)}%"
    zeros, _dot, decimals = way.partition(".")
    width = f"0{len(way)}" if len(zeros) > 1 else ""
    said = f"{value:{width}.{len(decimals)}f}"
    return said if float(said) == value else None


def _plain(number: Decimal) -> str:
    number = number.normalize()
    exponent = number.as_tuple().exponent
    return str(
        number.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else number
    )
