"""The rows of a fact from the application's own connection, a chunk at a time."""

from __future__ import annotations

import csv
import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

from django.db import connection, transaction

from minga.analytics.sources import Fact

ROWS = 2000  # at a time
NUMBERS = ("int", "small", "number", "money", "weight", "share")
LARGE = ("number", "money", "weight", "share")

Row = Sequence[Any]
Part = tuple[Any, ...]  # the values of the columns that a fact is split by
Print = tuple[Any, ...]


@contextmanager
def snapshot() -> Iterator[None]:
    """All that is read inside is of one moment, and nobody who writes has to wait for it."""
    if connection.in_atomic_block:  # whoever began it chose
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
            yield
    else:
        with connection.cursor() as cursor, _little_memory(cursor):
            cursor.execute("begin deferred")  # atomic() would take the lock for writing
            try:
                yield
            finally:
                cursor.execute("rollback")


@contextmanager
def _little_memory(cursor: Any) -> Iterator[None]:
    """SQLite sorts in memory and maps its file, which is quick for a page. For facts of millions
    of rows it sorts on disk."""
    usual = {}
    for name, value in (("temp_store", "file"), ("mmap_size", 0)):
        cursor.execute(f"pragma {name}")
        if held := cursor.fetchone():  # nothing is mapped of a database in memory
            usual[name] = held[0]
            cursor.execute(f"pragma {name} = {value}")
    try:
        yield
    finally:
        for name, value in usual.items():
            cursor.execute(f"pragma {name} = {value}")


def read(fact: Fact, parts: Iterable[Part] | None = None) -> Iterator[Row]:
    """Its rows in the order of its key, or those of these parts, part after part."""
    where, values = "", []
    if parts is not None:
        parts = list(parts)
        condition = " and ".join(f"{column} = %s" for column in fact.split)
        where = " where " + " or ".join(f"({condition})" for _part in parts)
        values = list(chain.from_iterable(parts))
    order = ", ".join(dict.fromkeys(fact.split + fact.key))
    sql = f"select {_columns(fact)} from ({_escaped(fact)}) as f{where} order by {order}"  # noqa: S608 (all of it is ours)
    cast = [_plain(column.type) for column in fact.columns]
    casts = [(at, how) for at, how in enumerate(cast) if how]
    with _cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(ROWS):
            if not casts:
                yield from rows
                continue
            for row in map(list, rows):
                for at, how in casts:
                    if row[at] is not None:
                        row[at] = how(row[at])
                yield row


def prints(fact: Fact) -> dict[Part, Print]:
    """A fingerprint of each part of a large fact, by one pass of the database over it.

    Counts, sums of every number, and the first and last of every date and time: what changes a
    row changes one of them, because an action also leaves its moment.
    """
    wanted = ["count(*)"]
    for column in fact.columns:
        if column.type in LARGE:
            wanted.append(f"sum({column.name})")
        elif column.type in NUMBERS:
            wanted.append(f"sum({column.name} + 0.0)")  # never too large to be one
        elif column.type == "bool":
            wanted.append(f"sum(case when {column.name} then 1 else 0 end)")
        elif column.type in ("date", "time", "text"):
            wanted.append(f"min({column.name}), max({column.name}), count({column.name})")
    split = ", ".join(fact.split)
    sql = f"select {split}, {', '.join(wanted)} from ({fact.sql}) as f group by {split}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql)
        size = len(fact.split)
        return {row[:size]: tuple(map(str, row[size:])) for row in cursor.fetchall()}


def mark(facts: Iterable[Fact]) -> dict[str, Any]:
    """What is compared before anything is read: if it is the same, so is everything.

    Every action leaves a line of history, and what comes or goes changes a count; what changes
    otherwise says so in the `mark` of its fact.
    """
    facts = list(facts)
    found: dict[str, Any] = {}
    tables = sorted({"base_entry", *chain.from_iterable(fact.tables for fact in facts)})
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select count(*), max(id) from {table}")  # noqa: S608
            found[table] = list(cursor.fetchone())
        for fact in facts:
            for number, sql in enumerate(fact.marks):
                cursor.execute(sql)
                found[f"{fact.name}.{number}"] = [str(value) for value in cursor.fetchone()]
    return found


class Sheet:
    """Rows as CSV on disk, counted and digested on their way."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.rows = 0
        self._hash = hashlib.blake2b(digest_size=16)

    def write(self, text: str) -> int:
        self._hash.update(text.encode())
        return self._out.write(text)

    def fill(self, rows: Iterable[Row]) -> Sheet:
        with self.file.open("w", encoding="utf-8", newline="") as self._out:
            buffer = _Buffer(self.write)
            writer = csv.writer(buffer, quoting=csv.QUOTE_STRINGS, lineterminator="\n")
            for row in rows:
                writer.writerow(row)
                self.rows += 1
            buffer.flush()
        return self

    _out: TextIO

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


class _Buffer:
    """Gathers short lines, so that each is not hashed and written alone."""

    def __init__(self, write: Callable[[str], int]) -> None:
        self._write = write
        self._lines: list[str] = []

    def write(self, line: str) -> None:
        self._lines.append(line)
        if len(self._lines) >= ROWS:
            self.flush()

    def flush(self) -> None:
        self._write("".join(self._lines))
        self._lines.clear()


def _columns(fact: Fact) -> str:
    return ", ".join(column.name for column in fact.columns)


def _escaped(fact: Fact) -> str:
    return fact.sql.replace("%", "%%")


def _cursor() -> Any:
    """One that does not hold all rows: of the server on PostgreSQL, which needs a transaction."""
    if connection.vendor == "postgresql":
        return connection.chunked_cursor()
    return connection.cursor()


def _plain(kind: str) -> Callable[[Any], Any] | None:
    if kind == "time":
        return _moment
    if kind == "uuid":
        return lambda value: str(UUID(str(value)))
    return None


def _moment(value: datetime.datetime | str) -> str:
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if value.tzinfo:
        value = value.astimezone(datetime.UTC).replace(tzinfo=None)
    return value.isoformat(" ", "microseconds")
