"""Where the records stand in nested data, whatever program wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from minga.intake.read import flatten
from minga.intake.read.grid import MAX_COLUMNS, too_wide
from minga.intake.read.shapes import TECHNICAL, Record, Value, text_of
from minga.intake.reading import Observation, Paragraph, Row, Table, Unreadable

MAX_DEPTH = 64
_DATA_KEY = re.compile(r"[\d\s]")  # a key that somebody typed in: "1.1", "Eje 2", "A3"
_YEAR_KEY = re.compile(r"(?:19|20)\d\d")
_CODE = re.compile(r"\S{1,12}")
_COUNT = re.compile(r"\d|[IVXL]+\b|[A-Z]\b")
_NAMES = ("name", "id", "field", "key")  # what a description of a column calls it by
_SAMPLE = 50
_SENTENCE = 3  # words from which a text needs no label
_LIKE = 3  # objects under keys of any kind that make a list of records

type Path = tuple[str, ...]


@dataclass(slots=True)
class Found:
    """What nested data holds: tables, and the loose values around them."""

    tables: list[Table] = field(default_factory=list)
    prose: list[Paragraph] = field(default_factory=list)
    geometries: int = 0

    def notes(self) -> tuple[Observation, ...]:
        if not self.geometries:
            return ()
        params = {"number": self.geometries}
        return (Observation("geometry_left_out", "low", "certain", (), params),)


def find(value: Value) -> Found:
    """Every list of records in `value` as a table; the rest as prose.

    Raises Unreadable where the data is nested too deep to be a document.
    """
    keyed = _keyed_paths(value)
    finder = _Finder()
    finder.walk(_as_lists(value, (), keyed) if keyed else value, "")
    return finder.found


def too_deep() -> str:
    return _(
        "Los datos están anidados en más de %(limit)s niveles: exporte el plan como una lista de"
        " registros."
    ) % {"limit": MAX_DEPTH}


def _keyed_paths(value: Value) -> set[Path]:
    """Where objects are kept under their codes or names instead of in a list."""
    keys: dict[Path, set[str]] = {}
    refused: set[Path] = set()
    stack: list[tuple[Value, Path]] = [(value, ())]
    while stack:
        node, path = stack.pop()
        if len(path) > MAX_DEPTH:
            raise Unreadable(too_deep())
        if isinstance(node, list):
            # a list in a list counts too: no document has many
            nests = (child for child in node if isinstance(child, (dict, list)))
            stack += [(c, (*path, "") if isinstance(c, list) else path) for c in nests]
        elif isinstance(node, dict):
            keyed = _is_keyed(node)
            if keyed:
                keys.setdefault(path, set()).update(node)
            elif node:
                refused.add(path)
            for key, child in node.items():
                if isinstance(child, (dict, list)):
                    stack.append((child, (*path, "*" if keyed else key)))
    return {path for path, found in keys.items() if len(found) > 1 and path not in refused}


def _is_keyed(node: Mapping[str, Value]) -> bool:
    """Whether every key is data and every value an object, or every value a list of objects."""
    for key in node:
        if not _DATA_KEY.search(key) or _YEAR_KEY.search(key):
            return False
    values = node.values()
    return bool(node) and (
        all(isinstance(value, dict) for value in values)
        or all(isinstance(value, list) and _all_objects(value) for value in values)
    )


def _all_objects(values: Sequence[Value]) -> bool:
    return bool(values) and all(isinstance(value, dict) for value in values)


def _as_lists(value: Value, path: Path, keyed: set[Path]) -> Value:
    if isinstance(value, list):
        inside = (*path, "")
        return [_as_lists(c, inside if isinstance(c, list) else path, keyed) for c in value]
    if not isinstance(value, dict):
        return value
    if path in keyed:
        below = {key: _as_lists(child, (*path, "*"), keyed) for key, child in value.items()}
        return list(_records(below, _name(path)))
    return {key: _as_lists(child, (*path, key), keyed) for key, child in value.items()}


def _name(path: Path) -> str:
    """What a list is called by the last key above it that is no data."""
    return path[-1] if path and path[-1] != "*" else ""


def _records(keyed: Mapping[str, Value], name: str) -> Iterator[Record]:
    """Objects under keys as a list of objects, the key as their first field."""
    title = _title_of_keys(list(keyed), name)
    for key, value in keyed.items():
        if isinstance(value, dict):
            first = title if title not in value else f"{title} "
            yield {first: key, **value}
        else:
            yield {title: key, "items": value}


def _title_of_keys(keys: Sequence[str], name: str) -> str:
    """What the keys are: the word they share ("Eje 1", "Eje 2"), a code, or the list's own name."""
    if all(_CODE.fullmatch(key) for key in keys):
        return "id"
    words = [key.split(maxsplit=2) for key in keys]
    first = {said[0] for said in words if said}
    shared = first.pop() if len(first) == 1 else ""
    counted = all(len(said) > 1 and _COUNT.match(said[1]) for said in words)
    return shared if shared.isalpha() and counted else name


class _Finder:
    def __init__(self) -> None:
        self.found = Found()
        self.names: dict[str, int] = {}

    def walk(self, value: Value, name: str) -> None:
        if isinstance(value, dict):
            self._object(value, name)
        elif isinstance(value, list):
            self._list(value, name)
        else:
            self._say(name, value)

    def _object(self, node: Record, name: str) -> None:
        if self._laid_out(node, name):
            return
        described = _descriptions(node)
        for key, value in node.items():
            if key not in described:
                self.walk(value, name if key in TECHNICAL else key)

    def _laid_out(self, node: Record, name: str) -> bool:
        """Whether the object itself is a table: by columns, by rows, or of objects under keys."""
        for header, grid, rows in _grids(node):
            self._add(name, [_grid(rows, _header(node[header]))])
            for key, value in node.items():
                if key not in (header, grid):
                    self.walk(value, key)
            return True
        columns = _columns(node)
        if columns:
            self._add(name, [_grid([list(row) for row in zip(*columns, strict=True)], list(node))])
            return True
        if _alike(node):
            self._take(list(_records(node, name)), name)
            return True
        if _looked_up(node):
            self._take([{"id": key, name: value} for key, value in node.items()], name)
            return True
        return False

    def _list(self, values: list[Value], name: str) -> None:
        if any(isinstance(value, dict) for value in values):
            records = [value for value in values if isinstance(value, dict)]
            self._take(records, name)
            for value in values:
                if not isinstance(value, dict):
                    self.walk(value, name)
        elif len(values) > 1 and all(_is_flat(value) for value in values):
            self._add(name, [_grid(values, [])])
        elif any(isinstance(value, list) for value in values):
            for value in values:
                self.walk(value, name)
        else:
            self._say(name, values)

    def _take(self, records: list[Record], name: str) -> None:
        while records and len(records[0]) == 1:
            key = next(iter(records[0]))
            inner = [record.get(key) for record in records if len(record) == 1]
            objects = [value for value in inner if isinstance(value, dict)]
            if len(objects) < len(records):
                break
            records, name = objects, name if key in TECHNICAL or name else key
        if all(record.get("type") == "Feature" and "properties" in record for record in records):
            records = [_feature(record) for record in records]
        made, geometries = flatten.tables(name, records)
        self.found.geometries += geometries
        self._add(name, made)

    def _add(self, name: str, tables: list[Table]) -> None:
        for table in tables:
            if not table.rows[0].cells:
                continue
            self.names[table.name] = self.names.get(table.name, 0) + 1
            number = self.names[table.name]
            said = table.name or str(len(self.found.tables) + 1)
            self.found.tables.append(Table(f"{said} {number}" if number > 1 else said, table.rows))

    def _say(self, name: str, value: Value) -> None:
        text = text_of(value)
        if text:
            said = text if not name or len(text.split()) >= _SENTENCE else f"{name}: {text}"
            self.found.prose.append(Paragraph(len(self.found.prose) + 1, said))


def _feature(record: Record) -> Record:
    """A GeoJSON feature as the record it stands for."""
    properties = record["properties"]
    fields: Record = dict(properties) if isinstance(properties, dict) else {}
    if "id" in record and "id" not in fields:
        fields = {"id": record["id"], **fields}
    return {**fields, "geometry": record["geometry"]} if "geometry" in record else fields


def _descriptions(node: Record) -> set[str]:
    """The keys under which the fields of records beside them are only described."""
    fields: set[str] = set()
    for value in node.values():
        if isinstance(value, list) and _all_objects(value):
            for record in value[:_SAMPLE]:
                fields.update(record if isinstance(record, dict) else ())
    return {key for key, value in node.items() if _describes(value, fields)}


def _describes(value: Value, fields: set[str]) -> bool:
    if not isinstance(value, list) or not _all_objects(value):
        return False
    names = _header(value)
    return len(names) > 1 and sum(name in fields for name in names) >= 0.8 * len(names)


def _grids(node: Record) -> Iterator[tuple[str, str, list[Value]]]:
    """Keys of a header and of the rows it belongs to, and those rows."""
    for grid, rows in node.items():
        if not isinstance(rows, list) or not rows or not all(map(_is_flat, rows)):
            continue
        width = len(rows[0]) if isinstance(rows[0], list) else 0
        for header, names in node.items():
            if header != grid and isinstance(names, list) and len(names) == width > 1:
                said = _header(names)
                if len(set(said)) == width and all(said):
                    yield header, grid, rows
                    return


def _header(names: Value) -> list[str]:
    """The names of columns, from names or from descriptions of columns."""
    said = []
    for name in names if isinstance(names, list) else []:
        if isinstance(name, dict):
            name = next((name[key] for key in _NAMES if isinstance(name.get(key), str)), "")
        said.append(text_of(name))
    return said


def _is_flat(value: Value) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and not any(isinstance(cell, (dict, list)) for cell in value)
    )


def _grid(rows: Sequence[Value], header: list[str]) -> Table:
    lines = [list(map(text_of, row)) for row in rows if isinstance(row, list)]
    if header:
        lines.insert(0, header)
    width = max(map(len, lines), default=0)
    if width > MAX_COLUMNS:
        raise Unreadable(too_wide(width))
    for line in lines:
        line += [""] * (width - len(line))
    return Table("", tuple(Row(at, tuple(cells)) for at, cells in enumerate(lines, start=1)))


def _columns(node: Record) -> list[list[Value]]:
    """The columns of data kept by column: lists of one length, or objects with the same indexes."""
    columns: list[list[Value]] = []
    indexes: list[str] = []
    for value in node.values():
        if isinstance(value, dict) and all(key.isdigit() for key in value):
            indexes = indexes or list(value)
            if list(value) != indexes:
                return []
            value = list(value.values())
        if not isinstance(value, list) or not _is_flat(value):
            return []
        columns.append(value)
    same = len({len(column) for column in columns}) == 1
    return columns if same and len(columns) > 1 else []


def _alike(node: Record) -> bool:
    """Whether objects under keys of any kind have so much in common that they are records."""
    if len(node) < _LIKE or not all(isinstance(value, dict) for value in node.values()):
        return False
    fields = [
        {k for k, v in value.items() if not isinstance(v, (dict, list))}
        for value in list(node.values())[:_SAMPLE]
        if isinstance(value, dict)
    ]
    shared = set.intersection(*fields)
    return len(shared) > 1 and len(shared) >= 0.6 * max(map(len, fields))


def _looked_up(node: Record) -> bool:
    """Whether texts are kept under their codes."""
    return (
        len(node) >= _LIKE
        and all(isinstance(value, str) for value in node.values())
        and all(_DATA_KEY.search(k) and not _YEAR_KEY.search(k) and " " not in k for k in node)
    )
