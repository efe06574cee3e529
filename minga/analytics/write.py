"""Facts as Parquet: what changed is written beside what is there, and the catalog switched last."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.analytics import catalog as catalogs
from minga.analytics.catalog import FORMAT, NAME, VERSION, Catalog, dumped, read_catalog, switch
from minga.analytics.reading import Part, Row, Sheet, mark, prints, read, snapshot
from minga.analytics.sources import Fact, described, facts
from minga.base.steps import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STATE = "state.json"  # what the next run compares with; not published
MEMORY = "256MB"

Say = Callable[[int, int], None]
File = dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """What became of one fact."""

    fact: str
    rows: int
    written: int = 0  # files
    kept: int = 0


@dataclass(slots=True)
class Written:
    catalog: Catalog
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(outcome.written for outcome in self.outcomes)


def write_facts(
    out: Path | None = None,
    *,
    everything: bool = False,
    compare: bool = False,
    say: Say = lambda done, total: None,
) -> Written:
    """Bring the facts in `out` up to date.

    `compare` reads all of them even if nothing seems to have happened; `everything` writes them
    all anew.
    """
    out = catalogs.own() if out is None else out
    try:
        out.mkdir(parents=True, exist_ok=True)
        with alone(out):
            return _Run(out, everything, compare, say).run()
    except OSError as error:
        raise Refused(
            _("No se puede escribir en %(folder)s (%(reason)s).")
            % {"folder": out, "reason": error.strerror}
        ) from None


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Two at once would take away each other's files."""
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                _("Otro proceso está escribiendo estos datos: espere a que termine.")
            ) from None
        yield


class _Run:
    def __init__(self, out: Path, everything: bool, compare: bool, say: Say) -> None:
        self.out = out
        self.say = say
        self.compare = compare
        self.staging = out / ".writing"  # of a run that was killed, if it is there
        self.data = out / "data"
        try:
            self.old = None if everything else read_catalog(out)
        except Refused:
            self.old = None  # of another version: written anew
        self.state = self._read_state()
        self.missing = {
            path
            for path, file in (self.old.every_file if self.old else {}).items()
            if not _stands(out / path, file["bytes"])
        }

    def run(self) -> Written:
        shutil.rmtree(self.staging, ignore_errors=True)
        self.staging.mkdir()
        self.data.mkdir(exist_ok=True)
        wanted = facts()
        try:
            with snapshot():
                now = mark(wanted.values())
                definitions = {name: fact.definition for name, fact in wanted.items()}
                if self._nothing_happened(now, definitions):
                    return self._confirmed()
                content: dict[str, Any] = {}
                state: dict[str, Any] = {"mark": now, "definitions": definitions, "files": {}}
                outcomes = []
                with _database(self.staging) as database:
                    for done, fact in enumerate(wanted.values()):
                        self.say(done, len(wanted))
                        files, known = self._write(fact, database)
                        state["files"].update(known)
                        outcomes.append(self._outcome(fact, files))
                        content[fact.name] = described(fact) | {
                            "rows": outcomes[-1].rows,
                            "files": files,
                        }
            return self._switched(content, state, outcomes)
        finally:
            shutil.rmtree(self.staging, ignore_errors=True)

    # -- what is compared ---------------------------------------------------------------------

    def _read_state(self) -> dict[str, Any]:
        """What the last run left, if it belongs to the catalog that stands."""
        empty: dict[str, Any] = {"mark": None, "definitions": {}, "files": {}}
        if self.old is None:
            return empty
        try:
            state: dict[str, Any] = json.loads((self.out / STATE).read_bytes())
        except (OSError, ValueError):
            return empty
        return state if state.get("made_at") == self.old.content["made_at"] else empty

    def _nothing_happened(self, now: dict[str, Any], definitions: dict[str, str]) -> bool:
        return (
            self.old is not None
            and not self.compare
            and not self.missing
            and self.old.publisher == settings.PUBLISHER
            and self.state["mark"] == now
            and self.state["definitions"] == definitions
        )

    def _known(self, fact: Fact) -> dict[str, File]:
        """The files of the last run that still mean the same and stand, by path."""
        if self.old is None or self.state["definitions"].get(fact.name) != fact.definition:
            return {}
        files = self.old.facts.get(fact.name, {"files": []})["files"]
        return {f["path"]: f for f in files if f["path"] not in self.missing}

    # -- what is written ----------------------------------------------------------------------

    def _write(
        self, fact: Fact, database: DuckDBPyConnection
    ) -> tuple[list[File], dict[str, dict[str, Any]]]:
        """The files of a fact, and what the next run has to know of each."""
        if fact.split:
            return self._write_parts(fact, database)
        sheet = Sheet(self.staging / f"{fact.name}.csv").fill(read(fact))
        file = self._keep_or_write(fact, {}, sheet, database)
        return [file], {file["path"]: {"digest": sheet.digest}}

    def _write_parts(
        self, fact: Fact, database: DuckDBPyConnection
    ) -> tuple[list[File], dict[str, dict[str, Any]]]:
        now = {_part(part): list(found) for part, found in prints(fact).items()}
        files: dict[Part, File] = {}
        known: dict[str, dict[str, Any]] = {}
        for path, file in self._known(fact).items():
            part = tuple(file["part"].get(column) for column in fact.split)
            kept = self.state["files"].get(path, {})
            if part in now and kept.get("print") == now[part]:
                files[part] = file
                known[path] = kept
        stale = [part for part in now if part not in files]
        if stale:
            rows = read(fact, stale if files else None)
            for part, sheet in self._sheets(fact, rows):
                if part in files:
                    continue
                file = self._keep_or_write(
                    fact, dict(zip(fact.split, part, strict=True)), sheet, database
                )
                files[part] = file
                known[file["path"]] = {"digest": sheet.digest, "print": now[part]}
        if not files:  # so that questions find its columns
            sheet = Sheet(self.staging / f"{fact.name}.csv").fill(())
            file = self._keep_or_write(fact, {}, sheet, database)
            return [file], {file["path"]: {"digest": sheet.digest}}
        return [files[part] for part in sorted(files)], known

    def _sheets(self, fact: Fact, rows: Iterator[Row]) -> Iterator[tuple[Part, Sheet]]:
        places = [[c.name for c in fact.columns].index(name) for name in fact.split]
        get = itemgetter(*places)
        for values, group in groupby(rows, key=get):
            part = _part(values if isinstance(values, tuple) else (values,))
            yield part, Sheet(self.staging / f"{fact.name}.csv").fill(group)

    def _keep_or_write(
        self, fact: Fact, part: dict[str, Any], sheet: Sheet, database: DuckDBPyConnection
    ) -> File:
        for path, file in self._known(fact).items():
            if (
                file["part"] == part
                and self.state["files"].get(path, {}).get("digest") == sheet.digest
            ):
                sheet.file.unlink()
                return file
        made = self.staging / f"{fact.name}.parquet"
        _copy(database, fact, sheet.file, made)
        sheet.file.unlink()
        digest = _sha256(made)
        words = "-".join([fact.name, *(str(value) for value in part.values()), digest[:16]])
        path = f"data/{words}.parquet"
        size = made.stat().st_size
        made.replace(self.out / path)
        return {"path": path, "part": part, "rows": sheet.rows, "bytes": size, "sha256": digest}

    def _outcome(self, fact: Fact, files: list[File]) -> Outcome:
        old = self._known(fact)
        kept = sum(file["path"] in old for file in files)
        return Outcome(fact.name, sum(file["rows"] for file in files), len(files) - kept, kept)

    # -- the switch ---------------------------------------------------------------------------

    def _switched(
        self, content: dict[str, Any], state: dict[str, Any], outcomes: list[Outcome]
    ) -> Written:
        now = timezone.now().isoformat(timespec="microseconds")
        whole = {
            "format": FORMAT,
            "version": VERSION,
            "publisher": settings.PUBLISHER,
            "address": settings.URL,
            "made_at": now,
            "checked_at": now,
            "facts": content,
        }
        switch(self.out / NAME, dumped(whole))
        switch(self.out / STATE, dumped(state | {"made_at": now}))
        catalog = Catalog(self.out, whole)
        # who began to read before the switch still finds what the last catalog named
        named = {*catalog.every_file, *(self.old.every_file if self.old else ())}
        for file in self.data.glob("*.parquet"):
            if f"data/{file.name}" not in named:
                file.unlink()
        return Written(catalog, outcomes)

    def _confirmed(self) -> Written:
        assert self.old is not None
        self.old.content["checked_at"] = timezone.now().isoformat(timespec="microseconds")
        switch(self.out / NAME, dumped(self.old.content))
        outcomes = [
            Outcome(name, fact["rows"], kept=len(fact["files"]))
            for name, fact in self.old.facts.items()
        ]
        return Written(self.old, outcomes)


@contextmanager
def _database(staging: Path) -> Iterator[DuckDBPyConnection]:
    """One thread, so that the same rows give the same bytes."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 1,
        "memory_limit": MEMORY,
        "temp_directory": str(staging / "spill"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=config) as database:
        yield database


def _copy(database: DuckDBPyConnection, fact: Fact, source: Path, target: Path) -> None:
    columns = {column.name: column.stored for column in fact.columns}
    rows = (
        "select * from read_csv(?, columns = ?, auto_detect = false, header = false,"
        " delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false,"
        " parallel = false, max_line_size = 16777216)"
    )
    statement = f"copy ({rows}) to '{_quoted(target)}' (format parquet, compression zstd)"
    database.execute(statement, [str(source), columns])


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _stands(file: Path, size: int) -> bool:
    try:
        return file.stat().st_size == size
    except OSError:
        return False


def _part(values: tuple[Any, ...]) -> Part:
    """The same whether it comes from the database or from the catalog."""
    return tuple(
        value if value is None or isinstance(value, str) else int(value) for value in values
    )
