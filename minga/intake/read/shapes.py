"""What stands under each key of a list of records, and lists that are one value a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

type Value = str | bool | list[Value] | dict[str, Value] | None
type Record = dict[str, Value]
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d)?")
_FIGURE = re.compile(r"[^\w\s]{0,2}\s?\d")
_NUMBER = re.compile(r"[-+]?[\d.,'\s]*\d%?")
_MAX_KINDS = 6  # different values of the field that tells apart two amounts of one year
_MAX_TURNED = 80  # columns that a list of years may become
# how programs, not people, call what only holds other things
TECHNICAL = frozenset(
    {"data", "datos", "items", "item", "results", "result", "records", "record", "features"}
    | {"rows", "row", "list", "values", "value", "elements", "element", "nodes", "node", "edges"}
    | {"edge", "@graph", "attributes", "properties", "fields", "_source", "entries", "entry", ""}
)


@dataclass(slots=True)
class Shape:
    """Everything that stands under one key in the records of a list."""

    name: str
    scalar: bool = False
    inner: dict[str, Shape] = field(default_factory=dict)  # where the key holds an object
    items: dict[str, Shape] | None = None  # where it holds a list of objects
    lists: list[list[Record]] = field(default_factory=list)
    column: int = -1
    geometry: bool = False
    joined: bool = False
    turned: Turned | None = None

    @property
    def plain(self) -> bool:
        return self.scalar or not (self.inner or self.geometry or self.items is not None)


@dataclass(slots=True)
class Turned:
    """A list with one object a year, laid out as columns."""

    year: str
    kind: str  # the field that tells apart two objects of one year, or ""
    columns: dict[tuple[str, str, str], int] = field(default_factory=dict)  # year, kind, field


def text_of(value: Value) -> str:
    """A value as people read it, whatever is inside."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(filter(None, map(text_of, value)))
    said = ((key, text_of(inner)) for key, inner in value.items())
    return ", ".join(f"{key}: {text}" if key else text for key, text in said if text)


def is_geometry(key: str, value: Value) -> bool:
    if not isinstance(value, dict):
        return False
    return key == "geometry" or ("type" in value and "coordinates" in value)


def observe(record: Record, shapes: dict[str, Shape]) -> int:
    geometries = 0
    for key, value in record.items():
        shape = shapes.get(key)
        if shape is None:
            shape = shapes[key] = Shape(key)
        if isinstance(value, dict):
            if is_geometry(key, value):
                shape.geometry = True
                geometries += 1
            else:
                geometries += observe(value, shape.inner)
        elif isinstance(value, list) and holds_objects(value):
            if shape.items is None:
                shape.items = {}
            listed = objects(value)
            shape.lists.append(listed)
            for item in listed:
                geometries += observe(item, shape.items)
        elif value is not None and value != []:
            shape.scalar = True
    return geometries


def holds_objects(values: list[Value]) -> bool:
    return any(isinstance(value, dict) for value in values)


def objects(values: list[Value]) -> list[Record]:
    return [value if isinstance(value, dict) else {"": value} for value in values]


def lists_of(shapes: dict[str, Shape], owner: str) -> Iterator[tuple[Shape, str]]:
    """The lists of objects of one record, each with the last telling key above it."""
    for shape in shapes.values():
        if shape.items is not None:
            yield shape, owner
        if shape.inner:
            yield from lists_of(shape.inner, owner if shape.name in TECHNICAL else shape.name)


def width_of(shapes: dict[str, Shape]) -> int:
    """How much is said of each object, a list inside it taken as one thing."""
    return sum(1 for _ in fields_of(shapes)) + sum(1 for _ in lists_of(shapes, ""))


def depth_of(shape: Shape) -> int:
    inner = (depth_of(listed) for listed, _owner in lists_of(shape.items or {}, ""))
    return 1 + max(inner, default=0)


def fields_of(
    shapes: dict[str, Shape], words: tuple[str, ...] = ()
) -> Iterator[tuple[Shape, tuple[str, ...]]]:
    """The plain values of one record, each with the words that name it."""
    for shape in shapes.values():
        named = (*words, shape.name) if shape.name else words
        if shape.plain:
            yield shape, named
        if shape.inner:
            yield from fields_of(shape.inner, words if shape.name in TECHNICAL else named)


def by_year(shape: Shape) -> Turned | None:
    """How a list with one object a year is laid out as columns, if it is such a list."""
    items = shape.items or {}
    if any(s.inner or s.items is not None for s in items.values()):
        return None
    year = next((key for key in items if _tells_years(shape, key)), None)
    others = [key for key in items if key != year]
    if year is None or not others:
        return None
    kinds = _kinds(shape, others)
    said_of_amount = len(others) == 2 and len(kinds) == 1  # a source, most often
    for kind in [*kinds, ""] if said_of_amount else ["", *kinds]:
        rest = [key for key in others if key != kind or not kind]
        keys = _keys(shape, year, kind)
        if keys and _are_amounts(shape, rest, kinds) and len(keys) * len(rest) <= _MAX_TURNED:
            names = [(*key, other) for key in keys for other in rest]
            return Turned(year, kind, dict.fromkeys(names, -1))
    return None


def _tells_years(shape: Shape, key: str) -> bool:
    values = [text_of(item.get(key)) for listed in shape.lists for item in listed]
    return bool(values) and sum(map(bool, map(_YEAR.fullmatch, values))) >= 0.9 * len(values)


def _are_amounts(shape: Shape, keys: list[str], kinds: list[str]) -> bool:
    """Whether the fields hold figures, and at most some words said again and again beside them."""
    figures = 0
    for key in keys:
        values = [text_of(item.get(key)) for listed in shape.lists for item in listed]
        filled = [value for value in values if value]
        begun = sum(map(bool, map(_FIGURE.match, filled)))
        if begun and begun >= 0.7 * len(filled):
            figures += 1
        elif key not in kinds:
            return False
    return figures > 0


def _kinds(shape: Shape, keys: list[str]) -> list[str]:
    """The fields with a few words said again and again, those with the fewest first."""
    found = {}
    for key in keys:
        values = [text_of(item.get(key)) for listed in shape.lists for item in listed]
        kinds = set(values)
        worded = not any(_NUMBER.fullmatch(value) for value in kinds)
        if worded and len(kinds) <= min(_MAX_KINDS, len(values) * 2 // 3):
            found[key] = len(kinds)
    return sorted(found, key=lambda key: found[key])


def _keys(shape: Shape, year: str, kind: str) -> list[tuple[str, str]]:
    """What tells apart the objects of every list, years in order; nothing where it does not."""
    kinds: dict[str, None] = {}
    found: dict[tuple[str, str], None] = {}
    for listed in shape.lists:
        here = set()
        for item in listed:
            key = text_of(item.get(year)), text_of(item.get(kind)) if kind else ""
            if key in here:
                return []
            here.add(key)
            found[key] = None
            kinds[key[1]] = None
            if len(kinds) > _MAX_KINDS or len(found) > _MAX_TURNED:
                return []
    order = {name: place for place, name in enumerate(kinds)}
    return sorted(found, key=lambda key: (key[0], order[key[1]]))
