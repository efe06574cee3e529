"""Put a printed table together again from layout alone: no word of any document is known here.

Page headers are dropped, shifted rows moved, cells cut by the end of a page joined, and merged
cells carried down but never over true blanks. Each repair leaves an observation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from minga.intake.columns import Columns
from minga.intake.folding import clean, fold, is_finished, starts_lower
from minga.intake.reading import Observation, Row, Table

CODE = re.compile(r"((?:[A-Z]{1,4}[-.\s]?)?\d{1,3}(?:\.\d{1,3})*)(?:\s*[.):–-]+\s*|\s+)(?=\S)")
_USUAL = 0.5  # share of rows in which a column must be filled to be missed where it is blank


@dataclass(frozen=True, slots=True)
class Shape:
    """What each column does: levels carry down, the record column opens a record, the details
    are what a record has one or more of."""

    levels: tuple[int, ...]  # highest first
    record: int
    details: tuple[int, ...]
    exact: bool = False  # the table numbers its rows: nothing in it was cut or moved


@dataclass(slots=True)
class Piece:
    """One row after repair. None in a level means as above; `record` is None where the row is a
    further part of the record above it."""

    cells: list[str | None]
    rows: list[Row]
    cuts: dict[int, list[int]] = field(default_factory=dict)  # column → lines it was joined from
    nameless: bool = False  # the record cell is blank in print, not merged

    @property
    def at(self) -> int:
        return self.rows[0].at

    def lines(self, column: int) -> tuple[int, ...]:
        return tuple(self.cuts[column]) if column in self.cuts else (self.rows[0].at,)


@dataclass(slots=True)
class Stitched:
    pieces: list[Piece]
    observations: list[Observation]
    coded: frozenset[int]  # the level columns whose headings carry a code


def split_code(text: str) -> tuple[str, str]:
    """The code in front of a heading and its name: "1.1 Promover" → ("1.1", "Promover")."""
    found = CODE.match(text)
    if not found:
        return "", text
    return found[1], text[found.end() :]


def body(table: Table, columns: Columns) -> Iterator[tuple[Row, bool]]:
    """The rows below the header, and whether each opens a page. Repeated headers are dropped."""
    header = columns.key()
    tall = [tuple(map(_folded, row.cells)) for row in _header_rows(table, columns)]
    column, first_cell = next((i, cell) for i, cell in enumerate(tall[0]) if cell)
    longest = 2 * len(first_cell) + 20
    opens = False
    for index in range(columns.first + columns.height, len(table.rows)):
        row = table.rows[index]
        opens = opens or index in table.pages
        cell = row.cells[column] if column < len(row.cells) else ""
        if cell and len(cell) < longest and _folded(cell) == first_cell:
            folded = tuple(map(_folded, row.cells))
            if _same(folded, header) or any(_same(folded, part) for part in tall):
                opens = True
                continue
        yield row, opens
        opens = False


def _header_rows(table: Table, columns: Columns) -> Sequence[Row]:
    return table.rows[columns.first : columns.first + columns.height]


def _folded(cell: str | None) -> str:
    return fold(clean(cell)) if cell else ""


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return [c for c in one if c] == [c for c in other if c]


def stitch(rows: Iterable[tuple[Row, bool]], shape: Shape, width: int) -> Stitched:
    read = [(row, _padded(row, width), opens) for row, opens in rows]
    return _Stitcher(read, shape).run()


def _padded(row: Row, width: int) -> list[str | None]:
    cells = [clean(cell) if cell else cell for cell in row.cells[:width]]
    return cells + [""] * (width - len(cells))


class _Stitcher:
    """Goes down the rows once; `pieces` is what has been put together so far."""

    def __init__(self, rows: list[tuple[Row, list[str | None], bool]], shape: Shape) -> None:
        self.rows = rows
        self.shape = shape
        self.pieces: list[Piece] = []
        self.observations: list[Observation] = []
        self.last: Piece | None = None  # the last piece that has details
        self.coded = self._coded_levels()
        self.usual = self._usual_details()

    def run(self) -> Stitched:
        for row, cells, opens in self.rows:
            self._take(row, cells, opens)
        return Stitched(self.pieces, self.observations, self.coded)

    def _coded_levels(self) -> frozenset[int]:
        """The level columns, if most of their values carry a code."""
        values = {cells[c] or "" for _, cells, _ in self.rows for c in self.shape.levels} - {""}
        found = [match for value in values if (match := CODE.match(value))]
        enough = len(found) > 1 or any(not match[0].rstrip().isdigit() for match in found)
        return frozenset(self.shape.levels if enough and len(found) * 2 >= len(values) else ())

    def _usual_details(self) -> tuple[int, ...]:
        counts = dict.fromkeys(self.shape.details, 0)
        for _row, cells, _opens in self.rows:
            for column in self.shape.details:
                counts[column] += cells[column] != ""
        return tuple(c for c, count in counts.items() if count >= _USUAL * len(self.rows))

    def _take(self, row: Row, cells: list[str | None], opens: bool) -> None:
        shape = self.shape
        if not shape.exact:
            cells = self._unshifted(row, cells)
        piece = Piece(cells, [row])
        filled = any(cells[column] for column in shape.details)
        if cells[shape.record]:
            if opens and self.last and not shape.exact and self._is_cut_name(cells):
                self._join(piece, certain=True)
                return
            self._keep(piece)
            return
        carried = any(cells[column] is None for column in shape.details)
        if not filled and not (carried and cells[shape.record] is None):
            if any(cells[column] for column in shape.levels):
                self._heading_alone(piece)
            return
        if self.last and not shape.exact and self._is_continuation(cells, opens):
            self._join(piece, certain=self._is_certain(cells))
            return
        if cells[shape.record] == "":
            cells[shape.record] = None
            piece.nameless = True
        self._keep(piece)

    def _keep(self, piece: Piece) -> None:
        if self.last:
            for column in self.shape.details:
                if piece.cells[column] is None:
                    piece.cells[column] = self.last.cells[column]
        self.pieces.append(piece)
        self.last = piece

    def _unshifted(self, row: Row, cells: list[str | None]) -> list[str | None]:
        """Move right a row that lost its leading blanks: its texts stand under the levels, carry
        no code, and leave as many blanks at the end as they should have at the start."""
        first = next((i for i, cell in enumerate(cells) if cell), self.shape.record)
        by = self.shape.record - first
        if by <= 0 or not self.coded or any(cells[-by:]):
            return cells
        if any(not cells[c] or CODE.match(cells[c] or "") for c in range(first, first + by)):
            return cells
        blanks: list[str | None] = [None] * by
        moved = [*cells[:first], *blanks, *(cell or "" for cell in cells[first:-by])]
        texts = [bool(cell) for cell in moved[self.shape.record :]]
        gapless = texts == sorted(texts, reverse=True) and sum(texts) > 1
        if not gapless or starts_lower(moved[self.shape.record] or ""):
            return cells
        self.observations.append(
            Observation(
                "shifted_row",
                "medium",
                "certain",
                (row.at,),
                {"name": moved[self.shape.record], "columns": by},
                {"quotes": [{"line": row.at, "text": moved[self.shape.record]}]},
            )
        )
        return moved

    def _is_cut_name(self, cells: list[str | None]) -> bool:
        """The first row of a page goes on with the name above it: everything starts in lower case
        and the name before it is not finished."""
        assert self.last
        before = self._record_above().cells[self.shape.record] or ""
        filled = [cell for cell in cells if cell]
        return (
            not any(cells[column] for column in self.shape.levels)
            and starts_lower(cells[self.shape.record] or "")
            and not starts_lower(before)
            and not is_finished(before)
            and all(starts_lower(cell) for cell in filled[:2])
        )

    def _record_above(self) -> Piece:
        for piece in reversed(self.pieces):
            if piece.cells[self.shape.record]:
                return piece
        return self.pieces[0]

    def _is_continuation(self, cells: list[str | None], opens: bool) -> bool:
        assert self.last
        if cells[self.shape.record] is None and not opens:
            return False  # merged on purpose: a further part of the same record
        if self._split_heading(cells) is not None:
            return True
        missing = any(cells[c] == "" and self.last.cells[c] for c in self.usual)
        return missing or (opens and self._cut_in_sentence(cells))

    def _cut_in_sentence(self, cells: list[str | None]) -> bool:
        assert self.last
        return any(
            starts_lower(cells[c] or "")
            and bool(self.last.cells[c])
            and not is_finished(self.last.cells[c] or "")
            for c in self.shape.details
        )

    def _split_heading(self, cells: list[str | None]) -> int | None:
        """The level column whose heading goes on in this row, if any."""
        for column in self.shape.levels:
            cell = cells[column] or ""
            if column in self.coded and starts_lower(cell) and not CODE.match(cell):
                return column
        return None

    def _is_certain(self, cells: list[str | None]) -> bool:
        heading = any(cells[column] for column in self.shape.levels)
        return heading or self._cut_in_sentence(cells)

    def _join(self, piece: Piece, *, certain: bool) -> None:
        """Give each filled cell to the cell above it; a new heading stays for what follows."""
        assert self.last
        above, row = self.last, piece.rows[0]
        split = self._split_heading(piece.cells)
        quotes: list[dict[str, object]] = []
        for column in (self.shape.record, *self.shape.details):
            text = piece.cells[column]
            if text:
                target = self._record_above() if column == self.shape.record else above
                quotes.append({"line": target.at, "text": _end(target.cells[column] or "")})
                _append(target, column, text, row)
                quotes.append({"line": row.at, "text": _start(text)})
        heading = {c: text for c in self.shape.levels if (text := piece.cells[c])}
        self._observe(
            "continued_row",
            "low" if certain else "medium",
            "certain" if certain else "probable",
            (above.at, row.at),
            {"columns": len(quotes) // 2, "text": quotes[-1]["text"] if quotes else ""},
            quotes,
        )
        above.rows.append(row)
        if split is not None:
            self._join_heading(split, heading.pop(split), row)
        if heading:
            self._heading_beside(piece, heading, quotes)

    def _join_heading(self, column: int, text: str, row: Row) -> None:
        target = next((p for p in reversed(self.pieces) if p.cells[column]), None)
        if target is None:
            return
        quotes: list[dict[str, object]] = [
            {"line": target.at, "text": _end(target.cells[column] or "")},
            {"line": row.at, "text": text},
        ]
        _append(target, column, text, row)
        self._observe(
            "unassigned_heading",
            "medium",
            "certain",
            (target.at, row.at),
            {"heading": target.cells[column], "split": True},
            quotes,
        )

    def _heading_beside(
        self, piece: Piece, heading: dict[int, str], quotes: list[dict[str, object]]
    ) -> None:
        """A heading printed beside the end of the row before: it holds from the next row on."""
        assert self.last
        line = piece.rows[0].at
        alone: list[str | None] = [None] * len(piece.cells)
        for column, text in heading.items():
            alone[column] = text
        self.pieces.append(Piece(alone, piece.rows))
        text = next(iter(heading.values()))
        said = [{"line": line, "text": text}]
        self._observe(
            "unassigned_heading", "medium", "certain", (line,), {"heading": text}, [*said]
        )
        record = self._record_above()
        self._observe(
            "misplaced_under_heading",
            "medium",
            "certain",
            (line,),
            {
                "heading": text,
                "text": quotes[-1]["text"] if quotes else "",
                "name": record.cells[self.shape.record] or "",
            },
            [quotes[-1], *said] if quotes else [*said],
        )

    def _heading_alone(self, piece: Piece) -> None:
        split = None if self.shape.exact else self._split_heading(piece.cells)
        if split is not None and self.pieces:
            self._join_heading(split, piece.cells[split] or "", piece.rows[0])
            return
        for column in (self.shape.record, *self.shape.details):
            piece.cells[column] = None
        self.pieces.append(piece)

    def _observe(
        self,
        kind: str,
        severity: str,
        certainty: str,
        lines: tuple[int, ...],
        params: dict[str, object],
        quotes: list[dict[str, object]],
    ) -> None:
        self.observations.append(
            Observation(kind, severity, certainty, lines, params, {"quotes": quotes})
        )


def _append(piece: Piece, column: int, text: str, row: Row) -> None:
    before = piece.cells[column]
    if column not in piece.cuts:
        piece.cuts[column] = [piece.at] if before else []
    piece.cells[column] = f"{before} {text}" if before else text
    piece.cuts[column].append(row.at)


def _start(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:159]}…"


def _end(text: str) -> str:
    return text if len(text) <= 160 else f"…{text[-159:]}"
