"""The plan of `minga bench pages`, for us and for Datasette: `python -m minga.bench.fill`."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

CODE = "medido"
INITIATIVES = """
create table initiatives (position integer primary key, code text, management_code text,
  number integer, initiative text, kind text, lead_printed text, status text, starts text,
  ends text, leads text, areas text, aligned_with text, articulations text, mechanisms text,
  articulation_status text, source_line integer, uuid text);
"""
SEARCH = """
create virtual table initiatives_fts using fts5(initiative, articulations,
  content=[initiatives], content_rowid='position', tokenize='unicode61 remove_diacritics 2');
insert into initiatives_fts(initiatives_fts) values ('rebuild');
create index initiatives_kind on initiatives (kind);
"""


def main(initiatives: int, flat: Path) -> None:
    """Fill our database; what of it is public becomes the two flat tables of `flat`."""
    import django

    django.setup()
    from django.contrib.auth.models import AnonymousUser
    from django.core.management import call_command
    from django.db import connection

    from minga.opendata.formats import stream
    from minga.plans.export import MATRIX
    from minga.plans.testing_plans import make_plan

    began = time.perf_counter()
    call_command("migrate", verbosity=0, skip_checks=True)
    plan = make_plan(initiatives, code=CODE)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")  # what autovacuum does a minute later
    if not flat.exists():
        visitor = AnonymousUser()
        _flat(
            flat,
            json.loads(b"".join(stream(MATRIX, "json", plan, visitor)))["initiatives"],
            b"".join(stream(MATRIX, "csv", plan, visitor)).decode(),
        )
    print(json.dumps({"seconds": time.perf_counter() - began}))  # noqa: T201


def _flat(flat: Path, initiatives: Iterable[dict[str, Any]], matrix: str) -> None:
    database = sqlite3.connect(flat)
    database.executescript(INITIATIVES)
    _insert(database, "initiatives", (_row(n, i) for n, i in enumerate(initiatives, 1)))
    database.executescript(SEARCH)
    header, *rows = csv.reader(io.StringIO(matrix, newline=""))
    database.execute(f"create table matrix ({', '.join(header)})")
    _insert(database, "matrix", rows)
    database.commit()
    database.execute("vacuum")
    database.close()


def _row(position: int, i: dict[str, Any]) -> Sequence[Any]:
    parts = i["articulations"]
    return (
        *(position, i["code"], i["objective"], i["number"], i["name"], i["kind"]),
        *(i["lead_printed"], i["status"], i["starts"], i["ends"]),
        *("; ".join(i[name]) for name in ("leads", "areas", "aligned_with")),
        "\n".join(a["objective"] for a in parts),
        "; ".join(m for a in parts for m in a["mechanisms"]),
        "; ".join(a["status"] for a in parts),
        *(next(iter(i["source_lines"]), None), i["uuid"]),
    )


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    listed = list(rows)
    places = ", ".join("?" * len(listed[0]))
    database.executemany(f"insert into {table} values ({places})", listed)  # noqa: S608


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
