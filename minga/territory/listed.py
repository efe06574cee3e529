"""Lists of areas: those that come with Minga, and any in the same columns."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from minga.base.cells import unguard
from minga.base.search import fold
from minga.base.steps import Refused
from minga.territory.models import Area

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Line:
    """One area as a list has it. `parent` is a code, or the name of an area without one."""

    number: int
    name: str
    kind: str
    code: str = ""
    parent: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A list that comes with Minga."""

    name: str
    title: str
    file: Path
    national: bool  # of a whole country: too many to choose from in a form


def shipped() -> dict[str, Shipped]:
    kept = tomllib.loads((DATA / "lists.toml").read_text(encoding="utf-8"))
    return {
        n: Shipped(n, e["title"], DATA / e["file"], e.get("national", False))
        for n, e in kept.items()
    }


@lru_cache(maxsize=1)
def synonyms() -> dict[str, list[str]]:
    """What files call a code, a name, a kind, a parent: the best first."""
    return tomllib.loads((DATA / "columns.toml").read_text(encoding="utf-8"))


def guess(names: list[str]) -> dict[str, str]:
    """Which of the columns of a file is which; what is not there is ""."""
    folded = {fold(name.strip()): name for name in reversed(names)}
    found: dict[str, str] = {}
    for role, known in synonyms().items():
        taken = found.get("code") if role == "parent" else ""
        found[role] = next((folded[k] for k in known if k in folded and folded[k] != taken), "")
    return found


def kind_of(text: str) -> str:
    """The kind that a word names, in our words or in Spanish; "" for none."""
    wanted = fold(text.strip()).replace("_", " ")
    for kind in Area.Kind:
        if wanted in (kind.value.replace("_", " "), fold(str(kind.label))):
            return kind.value
    return ""


def read(file: Path) -> list[Line]:
    """The areas of a list, as .toml or .csv."""
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or _("no está en UTF-8")
        raise Refused(
            _("No se pudo leer %(file)s: %(why)s.") % {"file": file, "why": why}
        ) from None
    source = _source(file)
    lines = _toml(content) if file.suffix == ".toml" else _csv(content)
    return [line if line.source else _sourced(line, source) for line in lines]


def _source(file: Path) -> str:
    if file.parent != DATA:
        return ""
    kept = tomllib.loads((DATA / "lists.toml").read_text(encoding="utf-8"))
    return next((e.get("source", "") for e in kept.values() if e["file"] == file.name), "")


def _sourced(line: Line, source: str) -> Line:
    return Line(line.number, line.name, line.kind, line.code, line.parent, source)


def _toml(content: str) -> Iterator[Line]:
    try:
        kept: Mapping[str, Any] = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("La lista de áreas no es TOML: %s.") % error) from None
    root = kept.get("root", "")
    for number, area in enumerate(kept.get("area", ()), 1):
        yield Line(
            number,
            area["name"],
            area["kind"],
            area.get("code", ""),
            area.get("parent", root),
            area.get("source", kept.get("source", "")),
        )


def _csv(content: str) -> Iterator[Line]:
    delimiter = ";" if content.partition("\n")[0].count(";") else ","
    rows = csv.reader(io.StringIO(content), delimiter=delimiter)
    heading = next(rows, [])
    columns = guess(heading)
    if not columns["name"] or not columns["kind"]:
        raise Refused(
            _("La lista necesita las columnas «name» y «kind»; caben «code», «parent», «source».")
        )
    for number, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {head: unguard(cell.strip()) for head, cell in zip(heading, row, strict=False)}
        said = {role: cells.get(column, "") for role, column in columns.items()}
        yield Line(
            number,
            said["name"],
            kind_of(said["kind"]) or said["kind"],
            said["code"],
            said["parent"],
            said["source"],
        )
