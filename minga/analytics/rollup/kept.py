"""Values and goals of a set of facts as the roll-up reads them: made once of what did not change.

    facts/own/rolled/values-<digest>.<basis>.parquet    of one file of readings, in LAYOUT
    facts/own/rolled/sheet-<digest>.npz                 the goals, and the groups they count in

The digest is of the files and the SQL that a file was made of: one that stands is right. Nobody
publishes them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from minga.analytics.ask import Bounds
from minga.analytics.catalog import Catalog
from minga.analytics.duck import fenced
from minga.analytics.rollup.facts import LAYOUT
from minga.analytics.rollup.goals import DIRECTIONS, Floats
from minga.analytics.rollup.sources import Source, Statement, narrowed
from minga.base.steps import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "rolled"
VERSION = 1  # of what these files hold
BASES = ("approved", "preliminary")
MEMORY = "512MB"

File = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """In which groups of one kind each thing counts, and what they are called, in their order."""

    thing: NDArray[np.int64]
    place: NDArray[np.int64]  # in keys
    keys: list[int]
    names: list[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The goals of a set of facts, by number."""

    thing: NDArray[np.int64]
    year: NDArray[np.int64]
    direction: NDArray[np.uint8]
    base: Floats
    target: Floats
    tolerance: Floats
    weight: Floats
    rule: NDArray[np.int64]
    lights: dict[int, list[list[Any]]]  # of each rule: light, start, closed, places
    by: dict[str, Member]


COLUMNS = ("thing", "year", "direction", "base", "target", "tolerance", "weight", "rule")


class Odd(Exception):
    """Facts that cannot be: of another installation, or changed by hand."""


def refused(catalog: Catalog, why: str) -> Refused:
    return Refused(
        _("Los datos de «%(who)s» no se dejan sumar: %(why)s")
        % {"who": catalog.publisher, "why": why[:200]}
    )


class Kept:
    """What is kept of one set of facts."""

    def __init__(self, catalog: Catalog, source: Source, folder: Path) -> None:
        self.catalog = catalog
        self.source = source
        self.folder = folder

    def sheet(self) -> Sheet:
        file = self._sheet_file()
        if not file.exists():
            with self._asking(self.source.sheet) as database:
                arrays = _sheet(database, self.source)
            with _replaced(file) as beside, beside.open("wb") as out:
                np.savez(out, allow_pickle=False, **arrays)
        return _load(file)

    def values(self, basis: str, year: int | None) -> list[Path]:
        """A file for each part of the readings, or each that can speak of the year."""
        wanted = [
            part for part in self._parts() if year is None or part["part"].get("year", year) == year
        ]
        for part in wanted:
            if not all(self._values_file(part, each).exists() for each in BASES):
                self._value(part)
        return [self._values_file(part, basis) for part in wanted]

    def clean(self) -> None:
        """What belongs to facts that stand no more."""
        named = {
            self._sheet_file(),
            *(self._values_file(part, basis) for part in self._parts() for basis in BASES),
        }
        for file in self.folder.iterdir():
            if file not in named and file.is_file() and file.name != ".lock":
                file.unlink()

    # -- what files are called --------------------------------------------------------------------

    def _parts(self) -> list[File]:
        found: list[File] = self.catalog.facts[self.source.parts]["files"]
        return found

    def _sheet_file(self) -> Path:
        return self.folder / f"sheet-{self._digest(self.source.sheet, [])}.npz"

    def _values_file(self, part: File, basis: str) -> Path:
        digest = self._digest([self.source.values], [part])
        return self.folder / f"values-{digest}.{basis}.parquet"

    def _digest(self, statements: Sequence[Statement], parts: Sequence[File]) -> str:
        read = {name for statement in statements for name in statement.reads}
        if parts:
            read.discard(self.source.parts)
        files = [*parts, *(f for name in sorted(read) for f in self.catalog.facts[name]["files"])]
        told = [statement.definition for statement in statements]
        of = [VERSION, told, [(file["path"], file["sha256"]) for file in files]]
        return hashlib.sha256(repr(of).encode()).hexdigest()[:16]

    # -- how they are made ------------------------------------------------------------------------

    def _value(self, part: File) -> None:
        import duckdb

        sql = (
            "select goal::integer as goal, basis, value::double as value"  # noqa: S608
            f" from ({self.source.values.sql}) where value is not null order by goal"
        )
        with self._asking([self.source.values], {self.source.parts: [part]}) as database:
            found = database.execute(sql).fetchnumpy()
        with duckdb.connect(config={"threads": 1}) as writing:
            for basis in BASES:
                some = found["basis"] == basis
                writing.register("told", {name: found[name][some] for name in ("goal", "value")})
                with _replaced(self._values_file(part, basis)) as beside:
                    target = str(beside).replace("'", "''")
                    writing.execute(f"copy told to '{target}' ({LAYOUT})")

    @contextmanager
    def _asking(
        self, statements: Sequence[Statement], parts: dict[str, object] | None = None
    ) -> Iterator[DuckDBPyConnection]:
        import duckdb

        few = narrowed(self.catalog, statements, parts)
        bounds = Bounds(memory=MEMORY, spill=str(self.folder / "spill"))
        try:
            with fenced([few], bounds) as database:
                for other in {o.name: o for s in statements for o in s.uses}.values():
                    database.execute(f"create view {other.name} as {other.sql}")  # names of ours
                yield database
        except (duckdb.Error, Odd) as error:
            raise refused(self.catalog, str(error).splitlines()[0]) from None


@contextmanager
def kept(catalog: Catalog, source: Source) -> Iterator[Kept]:
    """Alone with what is kept of a set; where nothing can be written, for this time only."""
    with ExitStack() as stack:
        folder = catalog.folder / FOLDER
        try:
            folder.mkdir(exist_ok=True)
            lock = stack.enter_context((folder / ".lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="minga-")))
        found = Kept(catalog, source, folder)
        yield found
        found.clean()


@contextmanager
def _replaced(file: Path) -> Iterator[Path]:
    """Another that looks for it finds all of it, or nothing."""
    beside = file.with_name(f".{file.name}.new")
    yield beside
    beside.replace(file)


def _sheet(database: DuckDBPyConnection, source: Source) -> dict[str, NDArray[Any]]:
    sql = (
        "select goal, thing, year, (list_position($directions, direction) - 1)::utinyint as"  # noqa: S608
        " direction, base::double as base, target::double as target, tolerance::double as"
        " tolerance, weight::double as weight, coalesce(rule, -1) as rule"
        f" from ({source.goals.sql}) order by goal"
    )
    found = database.execute(sql, {"directions": list(DIRECTIONS)}).fetchnumpy()
    if not np.array_equal(found["goal"], np.arange(len(found["goal"]))):
        raise Odd(_("sus metas no están numeradas desde 0 sin saltos."))
    arrays = {name: _filled(found[name]) for name in COLUMNS}
    lights = database.execute(source.lights.sql).fetchall()
    arrays["lights"] = _text(lights)
    for name, statement in source.by.items():
        names = ", ".join(heading.name for heading in statement.columns)
        rows = database.execute(f"select thing, key, {names} from ({statement.sql})").fetchall()  # noqa: S608
        called = {key: list(words) for _thing, key, *words in rows}
        places = {key: place for place, key in enumerate(called)}
        arrays[f"{name}.thing"] = np.array([row[0] for row in rows], np.int64)
        arrays[f"{name}.place"] = np.array([places[row[1]] for row in rows], np.int64)
        arrays[f"{name}.keys"] = _text(list(called.items()))
    return arrays


def _filled(column: Any) -> NDArray[Any]:
    return np.ma.filled(column, np.nan) if column.dtype == np.float64 else np.ma.filled(column, 0)


def _text(content: Any) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(content).encode(), np.uint8)


def _load(file: Path) -> Sheet:
    with np.load(file, allow_pickle=False) as found:
        lights: dict[int, list[list[Any]]] = {}
        for rule, *light in json.loads(found["lights"].tobytes()):
            lights.setdefault(rule, []).append(light)
        by = {}
        for name in [n.removesuffix(".keys") for n in found.files if n.endswith(".keys")]:
            called = json.loads(found[f"{name}.keys"].tobytes())
            by[name] = Member(
                found[f"{name}.thing"],
                found[f"{name}.place"],
                [key for key, _words in called],
                [words for _key, words in called],
            )
        return Sheet(**{name: found[name] for name in COLUMNS}, lights=lights, by=by)
