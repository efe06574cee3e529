"""Readings and goals in the Parquet files of the facts, a row group at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import DTypeLike, NDArray

from minga.analytics.rollup.goals import DIRECTIONS, Floats, Goals
from minga.analytics.rollup.kernel import Batch, Readings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = 1_000_000  # readings of a batch, more or less
# how to COPY readings, sorted by goal: as they are in memory, so that reading is only copying
LAYOUT = f"FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE {ROWS}"
COLUMNS: dict[str, tuple[str, DTypeLike]] = {
    "goal": ("INT32", np.int32),
    "value": ("DOUBLE", np.float64),
}


def read_goals(connection: DuckDBPyConnection, path: Path) -> Goals:
    """The goals of a file that has one row for each number, from 0 up, in this order."""
    found = connection.execute(
        "SELECT goal, grp, (list_position(?, direction) - 1)::UTINYINT AS direction,"
        " weight::DOUBLE AS weight, base::DOUBLE AS base, target::DOUBLE AS target,"
        " tolerance::DOUBLE AS tolerance FROM read_parquet(?)",
        [list(DIRECTIONS), str(path)],
    ).fetchnumpy()
    if not np.array_equal(found.pop("goal"), np.arange(len(found["grp"]))):
        raise ValueError(f"{path.name}: goals are not numbered from 0 without gaps")
    base, target, tolerance, weight = (
        _floats(found[name]) for name in ("base", "target", "tolerance", "weight")
    )
    return Goals.of(found["grp"], found["direction"], base, target, tolerance, weight)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A column of a row group, as the file's own metadata describes it."""

    column: str
    rows: int
    start: int
    size: int
    bare: bool  # neither compressed nor encoded, and nothing missing

    def read(self, file: BinaryIO) -> NDArray[Any] | None:
        """Its values as they stand in the file; None where they do not stand as they are."""
        if not self.bare:
            return None
        file.seek(self.start)
        dtype = np.dtype(COLUMNS[self.column][1])
        length = self.rows * dtype.itemsize
        page = _page_size(file.read(32))
        # one page: what is left is its header, and the levels of missing values before the values
        if page is None or not (length <= page <= self.size <= page + 128 and page <= length + 64):
            return None
        file.seek(self.start + self.size - length)
        values = np.fromfile(file, dtype, self.rows)
        return values if len(values) == self.rows else None


def batches(connection: DuckDBPyConnection, where: Path | Sequence[Path]) -> Iterator[Batch]:
    """The readings of a file, of these files, or of all files of a folder, for `roll`.

    What was written in LAYOUT is only copied from the file; anything else DuckDB reads.
    """
    if isinstance(where, Path):
        where = sorted(where.glob("*.parquet")) if where.is_dir() else [where]
    if not where:
        return
    chunks = connection.execute(
        "SELECT file_name, row_group_id, path_in_schema, num_values,"
        " coalesce(dictionary_page_offset, data_page_offset), total_compressed_size, type,"
        " compression = 'UNCOMPRESSED' AND stats_null_count = 0 AND"
        " encodings IN ('PLAIN', 'PLAIN, RLE', 'RLE, PLAIN'),"
        " FROM parquet_metadata(?) WHERE path_in_schema IN ('goal', 'value')"
        " ORDER BY file_name, row_group_id, path_in_schema",
        [[str(file) for file in where]],
    ).fetchall()
    before: dict[str, int] = {}
    for (name, _number), pair in groupby(chunks, key=itemgetter(0, 1)):
        columns = [
            Chunk(column, rows, at, size, bool(bare) and kind == COLUMNS[column][0])
            for _name, _n, column, rows, at, size, kind, bare in pair
        ]
        if len(columns) != len(COLUMNS):
            raise ValueError(f"{Path(name).name}: these facts have no columns goal and value")
        start = before.get(name, 0)
        before[name] = start + columns[0].rows
        yield _row_group(connection, Path(name), columns, start)


def _row_group(
    connection: DuckDBPyConnection, path: Path, chunks: list[Chunk], start: int
) -> Batch:
    def read() -> Readings:
        with path.open("rb", buffering=0) as file:
            goal, value = (chunk.read(file) for chunk in chunks)
        if goal is not None and value is not None:
            return goal, value
        found = (
            connection.cursor()
            .execute(
                "SELECT goal, value::DOUBLE AS value FROM read_parquet(?, file_row_number = true)"
                " WHERE file_row_number >= ? AND file_row_number < ? AND value IS NOT NULL",
                [str(path), start, start + chunks[0].rows],
            )
            .fetchnumpy()
        )
        return found["goal"], _floats(found["value"])

    return read


def _page_size(header: bytes) -> int | None:
    """The bytes of a page, from its header: three varints, of which it is the second.

    See `PageHeader` in parquet.thrift, and Thrift's compact protocol.
    """
    found, at = [], 0
    for _field in ("type", "uncompressed_page_size"):
        if header[at : at + 1] != b"\x15":  # the following field, a 32-bit number
            return None
        at, number, shift = at + 1, 0, 0
        while at < len(header):
            byte = header[at]
            number, shift, at = number | (byte & 127) << shift, shift + 7, at + 1
            if byte < 128:
                break
        found.append(number >> 1)
    return found[1] if found[0] == 0 else None


def _floats(column: Any) -> Floats:
    """A column of DuckDB: missing values are NaN."""
    filled: Floats = np.ma.filled(column.astype(np.float64, copy=False), np.nan)
    return filled
