"""Facts are read in chunks: what a run needs of memory does not depend on how many there are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from minga.analytics.reading import ROWS, read, snapshot
from minga.analytics.sources import Column, Fact

NUMBERED = """
with recursive numbered(n) as (select 1 union all select n + 1 from numbered where n < {rows})
select n * 7919 % 1000003 as place, n,
  'un texto como los que llevan los hechos, de cien letras o poco menos, para que pesen' as said
from numbered
"""
# Sorted by what no index knows, counted and digested, as a run does.
RUN = """
import resource, sys
from pathlib import Path
import django
django.setup()
from minga.analytics.reading import Sheet, read, snapshot
from minga.analytics.tests.test_reading import numbered
with snapshot():
    print(Sheet(Path(sys.argv[2])).fill(read(numbered(int(sys.argv[1])))).rows)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def numbered(rows: int) -> Fact:
    columns = (Column("place", "int", "."), Column("n", "int", "."), Column("said", "text", "."))
    sql = NUMBERED.format(rows=rows)
    return Fact("numbered", "analytics", ".", ("place", "n"), (), (), columns, sql)


@pytest.mark.django_db
def test_rows_are_taken_a_chunk_at_a_time_in_the_order_of_the_key() -> None:
    rows = read(numbered(3 * ROWS))
    first = [next(rows)[0] for _n in range(ROWS + 1)]
    assert first == sorted(first)
    assert len(first) + sum(1 for _row in rows) == 3 * ROWS


@pytest.mark.only_sqlite
def test_what_is_read_is_sorted_on_disk_and_pages_go_on_as_before(
    transactional_db: None,
) -> None:
    def settings() -> list[int]:
        with connection.cursor() as cursor:
            found = []
            for name in ("temp_store", "mmap_size"):
                cursor.execute(f"pragma {name}")
                found += [value for (value,) in cursor.fetchall()]
            return found

    before = settings()
    with snapshot():
        assert settings()[0] == 1  # in files
    assert settings() == before


@pytest.mark.slow
@pytest.mark.pure
@pytest.mark.only_sqlite
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def kilobytes(rows: int) -> int:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "minga.settings",
            "MINGA_HOME": str(tmp_path / "home"),
            "DATABASE_URL": "",
        }
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(rows), str(tmp_path / "rows.csv")],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        said, most = done.stdout.split()
        assert int(said) == rows
        return int(most)

    few, many = kilobytes(200_000), kilobytes(600_000)
    assert many < few + 20_000
