"""DuckDB in the process, behind a fence: it sees the files of the catalogs and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from minga.analytics.ask import Answer, Bounds
from minga.analytics.catalog import Catalog
from minga.analytics.questions import Question, Said, used
from minga.base.steps import Refused

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# a / b to six decimals, half up, rounded once: nothing of it goes through binary fractions.
# The numbers have at most 25 digits before the point; without b, or by zero, there is no quotient.
_MICRO = "cast(cast(abs({0}) as decimal(31,6)) * cast(1000000 as decimal(7,0)) as hugeint)"
_WHOLE = f"(({_MICRO.format('a')} * 2000000 + {_MICRO.format('b')}) // (2 * {_MICRO.format('b')}))"
RATIO = f"""
create macro ratio(a, b) as case when b <> 0 then cast(
  cast(sign(a) * sign(b) as decimal(1,0)) * cast(
    cast({_WHOLE} // 1000000 as decimal(31,6))
    + cast({_WHOLE} % 1000000 as decimal(6,0)) * cast(0.000001 as decimal(7,6))
  as decimal(37,6)) as decimal(38,6)) end
"""


def run(
    asked: Question, values: Mapping[str, Any], catalogs: Sequence[Catalog], bounds: Bounds
) -> Answer:
    began = time.monotonic()
    made_at = min(catalog.made_at for catalog in catalogs)
    with fenced(catalogs, bounds) as database:
        for other in used(asked):
            database.execute(f"create view {other.name} as {other.sql}")  # (names are ours)
        rows, stopped = _bounded(database, asked.sql, values, bounds)
    cut = bounds.rows is not None and len(rows) > bounds.rows
    return Answer(
        asked,
        values,
        rows[: bounds.rows],
        cut,
        bounds.seconds if stopped else None,
        time.monotonic() - began,
        made_at,
    )


def choices(sql: str, catalogs: Sequence[Catalog], bounds: Bounds) -> list[tuple[str, Said]]:
    """What a parameter may be: values and what they are called."""
    with fenced(catalogs, bounds) as database:
        rows, _stopped = _bounded(database, sql, {}, bounds)
    return [
        (str(value), Said(str(label), str(english[0] if english else label)))
        for value, label, *english in rows
    ]


def _bounded(
    database: DuckDBPyConnection, sql: str, values: Mapping[str, Any], bounds: Bounds
) -> tuple[list[tuple[Any, ...]], bool]:
    import duckdb

    stop = Timer(bounds.seconds, database.interrupt) if bounds.seconds else None
    if stop:
        stop.daemon = True
        stop.start()
    try:
        found = database.execute(sql, dict(values) or None)
        if bounds.rows is None:
            return found.fetchall(), False
        return found.fetchmany(bounds.rows + 1), False
    except duckdb.InterruptException:
        return [], True
    except duckdb.OutOfMemoryException:
        raise Refused(
            _("La respuesta no cabe en %s de memoria: pregunte por menos, o dé más con --memory.")
            % bounds.memory
        ) from None
    finally:
        if stop:
            stop.cancel()


@contextmanager
def fenced(catalogs: Sequence[Catalog], bounds: Bounds) -> Iterator[DuckDBPyConnection]:
    """A view for each fact; no other file, no network, no extension, no way to change that."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": bounds.threads,
        "memory_limit": bounds.memory,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": bounds.spill,
    }
    with duckdb.connect(config=config) as database:
        files = [
            str(file)
            for catalog in catalogs
            for name in catalog.facts
            for file in catalog.files(name)
        ]
        database.execute("set allowed_paths = ?", [files])
        database.execute("set enable_external_access = false")
        database.execute("set lock_configuration = true")
        database.execute(RATIO)
        for name in catalogs[0].facts:
            database.execute(_view(name, catalogs))
        yield database


def _view(name: str, catalogs: Sequence[Catalog]) -> str:
    """All that the publishers say of a fact, with who says it in the first column."""
    parts = []
    for catalog in catalogs:
        files = ", ".join(_quoted(str(file)) for file in catalog.files(name))
        who = "" if catalog.gathered else f"{_quoted(catalog.publisher)} as publisher, "
        parts.append(f"select {who}* from read_parquet([{files}])")  # noqa: S608
    return f"create view {name} as {' union all '.join(parts)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
