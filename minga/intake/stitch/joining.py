"""Rows become pieces: one pass down the table, each row joined, moved or kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from minga.intake.codes import CODE
from minga.intake.folding import is_finished, starts_lower
from minga.intake.reading import Observation, Row
from minga.intake.stitch import blanks
from minga.intake.stitch.evidence import ends_open, weigh
from minga.intake.stitch.pieces import Piece, Shape, Stitched

_QUOTED = 160


@dataclass(slots=True)
class Line:
    """One row with as many cells as the table has columns."""

    row: Row
    cells: list[str | None]
    opens: bool
    table: str = ""


class Stitcher:
    """Goes down the rows once; `pieces` is what has been put together so far."""

    def __init__(self, lines: list[Line], shape: Shape, printed: Sequence[str] = ()) -> None:
        self.lines = lines
        self.shape = shape
        self.printed = printed
        self.pieces: list[Piece] = []
        self.observations: list[Observation] = []
        self.last: Piece | None = None  # the last piece that has details
        self.named: Piece | None = None  # the last piece that has a name
        self.alone: set[int] = set()  # indexes of the pieces that are only headings
        self.evidence = weigh(lines, shape)

    def run(self) -> Stitched:
        for line in self.lines:
            self._take(line)
        for doubt in blanks.settle(self.pieces, self.shape, frozenset(self.alone)):
            self._doubt(doubt)
        return Stitched(self.pieces, self.observations, self.evidence.coded)

    def _doubt(self, doubt: blanks.Doubt) -> None:
        """Blanks that the heading above was carried to, or not, on mere likelihood."""
        column, lines = doubt.column, tuple(piece.at for piece in doubt.pieces)
        text = _start(doubt.heading.cells[column] or "")
        heading = self.printed[column] if column < len(self.printed) else ""
        self._observe(
            "unsure_cell",
            "medium",
            "to_confirm",
            lines,
            {"column": heading, "place": column + 1, "text": text, "blank": True},
            [{"line": doubt.heading.at, "text": text}],
            doubt.pieces[0].table,
        )

    def _take(self, line: Line) -> None:
        shape, cells, row = self.shape, line.cells, line.row
        unsure = set(row.unsure) if row.unsure else set()
        if not shape.exact:
            cells, unsure = self._unshifted(line, cells, unsure)
        piece = Piece(cells, [row], unsure=unsure, table=line.table, opens=line.opens)
        piece.moved = cells is not line.cells
        filled = any(cells[column] for column in shape.details)
        if cells[shape.record]:
            if line.opens and self.last and not shape.exact:
                if self._is_cut_name(cells):
                    self._join(piece, certain=True)
                    return
                self._end_of_heading(piece)
            self._keep(piece)
            return
        carried = any(cells[column] is None for column in shape.details)
        if not filled and not (carried and cells[shape.record] is None):
            if any(cells[column] for column in shape.levels):
                self._heading_alone(piece)
            return
        if self.last and not shape.exact and self._is_continuation(cells, line.opens):
            self._join(piece, certain=self._is_certain(cells))
            return
        if cells[shape.record] == "":
            cells[shape.record] = None
            piece.nameless = True
            if self.evidence.names_repeat:
                piece.unsure.add(shape.record)  # each row says its name, but for this one
        self._keep(piece)

    def _keep(self, piece: Piece) -> None:
        if self.last:
            for column in self.shape.details:
                if piece.cells[column] is None:
                    piece.cells[column] = self.last.cells[column]
                    if column in self.last.unsure:
                        piece.unsure.add(column)
        self.pieces.append(piece)
        self.last = piece
        if piece.cells[self.shape.record]:
            self.named = piece

    def _end_of_heading(self, piece: Piece) -> None:
        """A merged heading that the page cut goes on beside the first row of the next page."""
        split = self._split_heading(piece.cells)
        if split is not None and any(above.cells[split] for above in reversed(self.pieces)):
            self._join_heading(split, piece.cells[split] or "", piece)
            piece.cells[split] = None

    def _unshifted(
        self, line: Line, cells: list[str | None], unsure: set[int]
    ) -> tuple[list[str | None], set[int]]:
        """Move right a row that lost its leading blanks: its texts stand under the levels, carry
        no code, and leave as many blanks at the end as they should have at the start."""
        if not self.evidence.coded:
            return cells, unsure
        shape = self.shape
        first = next((i for i, cell in enumerate(cells) if cell), shape.record)
        by = shape.record - first
        if by <= 0 or any(cells[-by:]):
            return cells, unsure
        if any(not cells[c] or CODE.match(cells[c] or "") for c in range(first, first + by)):
            return cells, unsure
        blank: list[str | None] = [None] * by
        moved = [*cells[:first], *blank, *(cell or "" for cell in cells[first:-by])]
        texts = [bool(cell) for cell in moved[shape.record :]]
        gapless = texts == sorted(texts, reverse=True) and sum(texts) > 1
        if not gapless or starts_lower(moved[shape.record] or ""):
            return cells, unsure
        self._observe(
            "shifted_row",
            "medium",
            "certain",
            (line.row.at,),
            {"name": moved[shape.record], "columns": by},
            [{"line": line.row.at, "text": moved[shape.record]}],
            line.table,
        )
        return moved, {column + by for column in unsure}

    def _is_cut_name(self, cells: list[str | None]) -> bool:
        """The first row of a page goes on with the name above it: everything starts in lower case
        and the name before it is not finished."""
        record = self.shape.record
        before = self._record_above().cells[record] or ""
        filled = [cell for cell in cells if cell]
        return (
            record in self.evidence.prose
            and not any(cells[column] for column in self.shape.levels)
            and starts_lower(cells[record] or "")
            and not starts_lower(before)
            and not is_finished(before)
            and all(starts_lower(cell) for cell in filled[:2])
        )

    def _record_above(self) -> Piece:
        return self.named or self.pieces[0]

    def _is_continuation(self, cells: list[str | None], opens: bool) -> bool:
        assert self.last
        last = self.last.cells
        if cells[self.shape.record] is None and not opens:
            return False  # merged on purpose: a further part of the same record
        if self._split_heading(cells) is not None:
            return True
        if any(cells[c] and last[c] for c in self.evidence.short):
            return False  # a second figure is no end of the first
        cut = self._cut_in_sentence(cells)
        if opens and cut:
            return True
        missing = any(cells[c] == "" and last[c] for c in self.evidence.usual)
        return missing and (opens or cut or len(self.shape.details) < 3)

    def _cut_in_sentence(self, cells: list[str | None]) -> bool:
        assert self.last
        return any(
            starts_lower(cells[c] or "") and ends_open(self.last.cells[c] or "")
            for c in self.shape.details
            if c in self.evidence.prose
        )

    def _split_heading(self, cells: list[str | None]) -> int | None:
        """The level column whose heading goes on in this row, if any."""
        for column in self.shape.levels:
            cell = cells[column] or ""
            if column in self.evidence.coded and starts_lower(cell) and not CODE.match(cell):
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
                target.append(column, text, row)
                quotes.append({"line": row.at, "text": _start(text)})
                if not certain or column in piece.unsure:
                    target.unsure.add(column)
        heading = {c: text for c in self.shape.levels if (text := piece.cells[c])}
        self._observe(
            "continued_row",
            "low" if certain else "medium",
            "certain" if certain else "probable",
            (above.at, row.at),
            {"columns": len(quotes) // 2, "text": quotes[-1]["text"] if quotes else ""},
            quotes,
            above.table,
        )
        above.rows.append(row)
        if split is not None:
            self._join_heading(split, heading.pop(split), piece)
        if heading:
            self._heading_beside(piece, heading, quotes)

    def _join_heading(self, column: int, text: str, piece: Piece) -> None:
        target = next((p for p in reversed(self.pieces) if p.cells[column]), None)
        if target is None:
            return
        row = piece.rows[0]
        quotes: list[dict[str, object]] = [
            {"line": target.at, "text": _end(target.cells[column] or "")},
            {"line": row.at, "text": text},
        ]
        target.append(column, text, row)
        if column in piece.unsure:
            target.unsure.add(column)
        self._observe(
            "unassigned_heading",
            "medium",
            "certain",
            (target.at, row.at),
            {"heading": target.cells[column], "split": True},
            quotes,
            target.table,
        )

    def _heading_beside(
        self, piece: Piece, heading: dict[int, str], quotes: list[dict[str, object]]
    ) -> None:
        """A heading printed beside the end of the row before: it holds from the next row on."""
        line = piece.rows[0].at
        text = next(iter(heading.values()))
        said = [{"line": line, "text": text}]
        self._observe(
            "unassigned_heading",
            "medium",
            "certain",
            (line,),
            {"heading": text},
            [*said],
            piece.table,
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
            piece.table,
        )
        for column in (self.shape.record, *self.shape.details):
            piece.cells[column] = None
        self._alone(piece)

    def _heading_alone(self, piece: Piece) -> None:
        split = None if self.shape.exact else self._split_heading(piece.cells)
        if split is not None and self.pieces:
            self._join_heading(split, piece.cells[split] or "", piece)
            return
        for column in (self.shape.record, *self.shape.details):
            piece.cells[column] = None
        self._alone(piece)

    def _alone(self, piece: Piece) -> None:
        self.alone.add(len(self.pieces))
        self.pieces.append(piece)

    def _observe(
        self,
        kind: str,
        severity: str,
        certainty: str,
        lines: tuple[int, ...],
        params: dict[str, object],
        quotes: list[dict[str, object]],
        table: str,
    ) -> None:
        self.observations.append(
            Observation(kind, severity, certainty, lines, params, {"quotes": quotes}, table=table)
        )


def _start(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"


def _end(text: str) -> str:
    return text if len(text) <= _QUOTED else f"…{text[1 - _QUOTED :]}"
