"""Where the header of a table stands, how many rows it takes and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from minga.intake.folding import fold, is_finished
from minga.intake.reading import Row
from minga.intake.regions import cells as look
from minga.intake.regions.hints import is_hint_row, is_machine_row
from minga.intake.regions.tall import is_built, joined

Known = Callable[[Sequence[str]], float]

_LONGEST = 120
_AHEAD = 30  # rows looked at below a header


@dataclass(frozen=True, slots=True)
class Header:
    """`after` is the index of the first row below the header and its hints."""

    rows: tuple[Row, ...]
    printed: tuple[str, ...]
    hints: tuple[Row, ...]
    after: int
    score: float

    def key(self) -> tuple[str, ...]:
        return tuple(fold(heading) for heading in self.printed)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The same rows read as a header of one height."""

    height: int
    printed: tuple[str, ...]
    score: float
    built: bool = False  # merged cells say that the rows belong together


class Headers:
    """Finds headers in the rows of one table; what `known` says is remembered."""

    def __init__(self, rows: Sequence[Row], known: Known) -> None:
        self.rows = rows
        self.known = known
        self.tries = 2000  # rows that may be tried in vain in one table
        self._seen: dict[tuple[str, ...], Header] = {}
        self._scores: dict[tuple[str, ...], float] = {}

    def at(self, index: int, *, first: bool, parted: bool, paged: bool = False) -> Header | None:
        """The header that begins at this row, if one does. `first` where nothing came before,
        `parted` where something sets the row off from those above it, `paged` where that may be
        no more than the end of a page."""
        if not _could_open(self.rows[index]):
            return None
        said = look.folded(self.rows[index]) if self._seen or self.tries > 0 else ()
        if said in self._seen and self._is_again(self._seen[said], index):
            return replace(self._seen[said], after=index + len(self._seen[said].rows))
        if self.tries <= 0:
            return None
        row = self.rows[index]
        if not first and (_goes_on(row) or self._is_as_above(index)):
            return None
        if not (first or parted) and not (_is_headings(row) and self.score(look.texts(row)) >= 1):
            return None
        found = self._best(index)
        sure = first or (parted and not paged)
        if found is None or not self._accepts(index, found, first=first, parted=parted, sure=sure):
            self.tries -= 1
            return None
        if self._is_title_of_next(index, found):
            return None
        header = self._with_hints(index, found)
        if header.rows[0] is self.rows[index]:
            self._seen[said] = header
        return header

    def _is_as_above(self, index: int) -> bool:
        """Whether a row carries codes or dates where the row of data above it does."""
        row = self.rows[index]
        above = next((r for r in self.rows[max(0, index - 3) : index][::-1] if _is_full(r)), None)
        if above is None:
            return False
        pairs = zip(row.cells, above.cells, strict=False)
        return any(_is_datum(one or "") and _is_datum(other or "") for one, other in pairs)

    def _is_again(self, header: Header, index: int) -> bool:
        rows = self.rows[index : index + len(header.rows)]
        return [look.folded(row) for row in rows] == [look.folded(row) for row in header.rows]

    def score(self, printed: Sequence[str]) -> float:
        key = tuple(printed)
        if key not in self._scores:
            self._scores[key] = self.known(key)
        return self._scores[key]

    def _best(self, index: int) -> _Reading | None:
        rows = self.rows[index : index + 3]
        best: _Reading | None = None
        if _is_headings(rows[0]):
            printed = tuple(look.texts(rows[0]))
            best = _Reading(1, printed, self.score(printed))
        for height in range(2, len(rows) + 1):
            part = rows[:height]
            if not _could_follow(part[-1]) or _same_kind_below(part):
                break
            built = is_built(part)
            printed = joined(part)
            reading = _Reading(height, printed, self.score(printed), built)
            if sum(map(bool, printed)) < 2 or any(len(text) > _LONGEST for text in printed):
                break
            if best is None:
                enough = reading.score >= 1 and look.filled(rows[0].cells) > 1
                best = reading if built or enough else None
            elif reading.score >= best.score + (-0.5 if built else 0.5):
                best = reading
            elif not built:
                break
        return best

    def _accepts(
        self, index: int, found: _Reading, *, first: bool, parted: bool, sure: bool
    ) -> bool:
        headings = sum(map(bool, found.printed))
        if not (first or parted) and found.score < max(2.5, 0.7 * headings):
            return False
        below = self._below(index + found.height, len(found.printed))
        used = {c for row in below for c, cell in enumerate(row) if cell}
        cover = sum(bool(found.printed[c]) for c in used if c < len(found.printed)) / (
            len(used) or 1
        )
        if cover < 0.5 and found.score < 0.75 * headings:
            return False
        if found.score >= max(2.0, 0.5 * headings):
            return True
        if found.score >= 2 and cover >= 0.7:
            return True
        if not below:
            return False
        contrast = _contrast(found.printed, below)
        if found.score >= 0.75:
            return cover >= 0.7 and contrast >= (0.0 if first else 0.15)
        return sure and cover >= 0.8 and contrast >= (0.3 if first else 0.4)

    def _below(self, start: int, width: int) -> list[list[str]]:
        """The rows below, down to where the table stops being one."""
        found: list[list[str]] = []
        for row in self.rows[start : start + _AHEAD]:
            if row.wide or look.filled(row.cells) < 2 or is_hint_row(row):
                continue
            found.append(look.texts(row, width))
        return found

    def _is_title_of_next(self, index: int, found: _Reading) -> bool:
        """A row of two or three cells above a better header is no header, and a title above one
        adds nothing to what the header says by itself."""
        if found.height > 1:
            row = self.rows[index + 1]
            alone = _is_headings(row) and self.score(tuple(look.texts(row))) >= found.score
            return alone and not found.built
        weak = found.score < 2
        for row in self.rows[index + 1 : index + (4 if weak else 2)]:
            if _is_headings(row) and self.score(tuple(look.texts(row))) >= max(
                2.0, found.score + 1
            ):
                return True
        return False

    def _with_hints(self, index: int, found: _Reading) -> Header:
        rows = tuple(self.rows[index : index + found.height])
        printed, score = found.printed, found.score
        hints: list[Row] = []
        after = index + found.height
        while after < len(self.rows) and after < index + found.height + 4:
            row = self.rows[after]
            if self._says_the_same_to_a_machine(row, printed):
                said = tuple(look.texts(row, len(printed)))
                if self.score(said) > score + 1:
                    rows, printed, score, row = (row,), said, self.score(said), rows[0]
            elif not is_hint_row(row):
                break
            hints.append(row)
            after += 1
        if is_machine_row(rows[0]) and after < len(self.rows):
            other = self.rows[after]
            people = tuple(look.texts(other, len(printed)))
            spoken = " " in "".join(people) or not is_machine_row(other)
            if spoken and _is_headings(other) and self.score(people) >= max(2.0, score):
                hints.append(rows[0])
                rows, printed, score, after = (other,), people, self.score(people), after + 1
        return Header(rows, printed, tuple(hints), after, score)

    def _says_the_same_to_a_machine(self, row: Row, printed: Sequence[str]) -> bool:
        """Names for a program under the names for people: "start_date" under "Inicio"."""
        if not is_machine_row(row) or all(map(look.is_machine, filter(None, printed))):
            return False
        return look.filled(row.cells) * 2 >= sum(map(bool, printed))


def _could_open(row: Row) -> bool:
    if row.wide:
        return False
    count = look.filled(row.cells)
    if count < 1 or (count == 1 and row.cells and row.cells[0]):
        return False
    said = [cell for cell in row.cells if cell]
    return all(len(cell) <= 2 * _LONGEST for cell in said) and not _is_labelled(said)


def _goes_on(row: Row) -> bool:
    """Whether a row stands beside cells that begin above it, or is numbered like one of data."""
    said = [text for text in look.texts(row) if text]
    figures = sum(look.is_number(text) for text in said)
    return None in row.cells or figures > sum(map(look.is_year, said))


def _is_labelled(said: Sequence[str]) -> bool:
    """Labels and what they say in one row: "Entidad:", "Municipio", "Corte:", "2025"."""
    return 0 < sum(cell.rstrip().endswith(":") for cell in said) < len(said)


def _is_headings(row: Row) -> bool:
    """A row of two or more short texts, all different; years may be among them."""
    said = [text for text in look.texts(row) if text]
    if row.wide or len(said) < 2 or is_hint_row(row):
        return False
    if any(len(text) > _LONGEST for text in said) or sum(map(len, said)) > 80 * len(said):
        return False
    figures = sum(look.is_number(text) for text in said)
    years = sum(look.is_year(text) for text in said)
    if figures > years or years == len(said):
        return False
    sentences = sum(is_finished(text) and len(text) > 40 for text in said)
    if sentences * 3 > len(said):
        return False
    different = len({fold(text) for text in said})
    return different * 2 > len(said)


def _could_follow(row: Row) -> bool:
    """Whether a row may be the second or third of a header: short texts and years."""
    said = [text for text in look.texts(row) if text]
    if row.wide or not said or is_hint_row(row) or _is_labelled(said):
        return False
    return all(
        len(text) <= 80
        and (look.is_year(text) or not (look.is_number(text) or _is_coded(text)))
        and not (is_finished(text) and len(text) > 40)
        for text in said
    )


def _is_coded(text: str) -> bool:
    return text[:1].isdigit() and not look.is_year(text[:4])


def _is_datum(text: str) -> bool:
    """A code, a date or a period, alone or in front of a text; a year may be a heading."""
    return text[:1].isdigit() and not look.is_year(text)


def _is_full(row: Row) -> bool:
    return look.filled(row.cells) > 1


def _same_kind_below(part: Sequence[Row]) -> bool:
    """Whether the last row is only one more row of data like the one above it."""
    last, before = look.texts(part[-1]), look.texts(part[-2])
    return bool(last) and last == before


def _contrast(printed: Sequence[str], below: Sequence[Sequence[str]]) -> float:
    """How much the headings differ from what stands below them: 0 not at all, 1 in every column."""
    total = 0.0
    columns = [c for c, heading in enumerate(printed) if heading]
    for column in columns:
        values = [row[column] for row in below if column < len(row) and row[column]]
        if not values:
            continue
        heading = printed[column]
        if any(fold(value) == fold(heading) for value in values):
            total -= 1
            continue
        usual, share = look.common(look.kind(value) for value in values)
        if share >= 0.7 and usual in "nc" and look.kind(heading) in "tT":
            total += 1
            continue
        mean = sum(map(len, values)) / len(values)
        if mean > 25 and mean > 2.5 * len(heading):
            total += 0.5
        elif len(values) > 3 and len(set(values)) * 2 <= len(values):
            total += 0.25
    return total / (len(columns) or 1)


def repeated(header: Header) -> Iterator[tuple[str, ...]]:
    """The ways in which a header may come back: each of its rows, or all of it in one."""
    yield tuple(cell for cell in header.key() if cell)
    for row in header.rows:
        said = tuple(cell for cell in look.folded(row) if cell)
        if len(said) > 1 or len(header.rows) == 1:
            yield said
