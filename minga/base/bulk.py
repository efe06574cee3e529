"""Storing many rows at once: what `bulk_create` does, with the statement made once for all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson
from django.db import connection, models, transaction

# What these hold goes to both databases as it is.
PLAIN = (
    *(models.CharField, models.TextField, models.IntegerField, models.BooleanField),
    models.BigAutoField,
)


def create(model: type[models.Model], objects: Iterable[models.Model]) -> int:
    """Insert new objects, give them their keys, and return how many they were.

    For our own plain tables: nothing is sent to signals, and nothing is left to defaults of the
    database. Django compiles a statement for every batch, value by value; that takes several
    times longer than storing it.
    """
    made = list(objects)
    if made:
        with transaction.atomic(), connection.wrap_database_errors:
            _store(model, made)
    return len(made)


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert plain rows, for what nobody needs as objects; `names` are all but the key.

    A foreign key is given by its value (`plan_id`); JSON is given as Python's own values.
    """
    fields = [model._meta.get_field(name) for name in names]
    ready = [_plain_of(field) for field in fields]
    made = [[give(value) for give, value in zip(ready, row, strict=True)] for row in rows]
    if not made:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)  # type: ignore[union-attr]
    into = f"{quote(model._meta.db_table)} ({columns})"
    with transaction.atomic(), connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in made:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", made)  # noqa: S608


def _plain_of(field: Any) -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField):
        return lambda value: orjson.dumps(value).decode()
    return lambda value: value


def _store(model: type[models.Model], made: list[models.Model]) -> None:
    for key, thing in zip(_keys(model, len(made)), made, strict=True):
        thing.pk = key
        thing._state.adding = False
        thing._state.db = connection.alias
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    into = f"{quote(model._meta.db_table)} ({columns})"
    readers = [_reader(field) for field in fields]
    rows = ([read(thing) for read in readers] for thing in made)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", list(rows))  # noqa: S608


def _keys(model: type[models.Model], count: int) -> Iterator[int]:
    """New keys; nobody else can take them while the transaction lasts."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return (key for (key,) in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
        return iter(range(last + 1, last + 1 + count))


def _reader(field: models.Field[Any, Any]) -> Callable[[models.Model], Any]:
    """How the value of a field is taken from an object, as the database wants it."""
    name = field.attname
    if isinstance(field, models.ForeignKey):
        return lambda thing: _key_of(field, thing)
    if type(field).pre_save is models.Field.pre_save:
        if isinstance(field, PLAIN):
            return lambda thing: getattr(thing, name)
        return lambda thing: field.get_db_prep_save(getattr(thing, name), connection)
    return lambda thing: field.get_db_prep_save(field.pre_save(thing, add=True), connection)


def _key_of(field: models.ForeignKey[Any, Any], thing: models.Model) -> Any:
    """The key of what a row refers to, which may have got it after the row was made."""
    key = getattr(thing, field.attname)
    if key is None and field.is_cached(thing) and (other := getattr(thing, field.name)):
        key = other.pk
        setattr(thing, field.attname, key)
    return key


def measure() -> None:
    """Tell the planner of the database how much there is now; until then it guesses badly."""
    with connection.cursor() as cursor:
        cursor.execute("analyze" if connection.vendor == "postgresql" else "pragma optimize")
