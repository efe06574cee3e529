"""Plans printed as headings and lists, made into a table from layout alone.

What repeats under one another are the levels; the innermost of them are the records. The first row
of a table made here is its header, with "" over a column that the document gives no name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from minga.intake import headings
from minga.intake.entries import entries
from minga.intake.labels import RECURRING, Labels, openers, recurring
from minga.intake.reading import Reading, Row, Table
from minga.intake.tree import Node, tree

_MOST = 0.6  # of the innermost level that must have records
_USUAL = 0.5  # of the records that a level must stand above
_JOIN = "; "


def tables(reading: Reading) -> list[Table]:
    """The tables that the headings, lists and numbered lines of the prose amount to."""
    if len(reading.prose) < RECURRING and not any("\n" in p.text for p in reading.prose):
        return []
    found = entries(reading.prose)
    labels = recurring(found)
    if sum(entry.marked for entry in found) < RECURRING and len(labels.printed) < 2:
        return []
    nodes = tree(found, labels, openers(found, labels))
    made: list[Table] = []
    for rank in sorted({node.rank for node in nodes if not node.outside}, reverse=True):
        records = [node for node in nodes if node.rank == rank and not node.outside]
        if made and not records[0].entry.section:
            break
        levels = _levels(records)
        records = _within(records, levels)
        if _is_record(records, levels, nodes) and not _over_tables(records, reading):
            made.append(_Layout(nodes, records, levels, labels).table())
            if not records[0].entry.section:
                break
    made.reverse()
    return [replace(t, name=f"outline {n}" if n > 1 else t.name) for n, t in enumerate(made, 1)]


def _levels(records: Sequence[Node]) -> list[int]:
    """The ranks that stand above most of the records, in more than one place."""
    above: Counter[int] = Counter()
    places: dict[int, set[int]] = {}
    inside = [record for record in records if not _is_outside(record)]
    for record in inside:
        for node in record.path():
            above[node.rank] += 1
            places.setdefault(node.rank, set()).add(node.number)
    usual = [r for r, number in above.items() if number >= _USUAL * len(inside)]
    return sorted(rank for rank in usual if len(places[rank]) > 1)


def _is_outside(record: Node) -> bool:
    return any(node.outside for node in record.path())


def _within(records: Sequence[Node], levels: list[int]) -> list[Node]:
    """The records of the plan: those before and after it that lack its levels are none."""
    inside = [record for record in records if not _is_outside(record)]
    full = [n for n, record in enumerate(inside) if _has_all(record, levels)]
    return inside[full[0] : full[-1] + 1] if full else []


def _has_all(record: Node, levels: list[int]) -> bool:
    return set(levels) <= {node.rank for node in record.path()}


def _is_record(records: Sequence[Node], levels: list[int], nodes: Sequence[Node]) -> bool:
    """Whether what stands at this rank comes as regularly as records do."""
    if len(records) < RECURRING:
        return False
    labelled = sum(bool(record.labels) for record in records)
    if not levels:
        named = sum(bool(record.entry.name) for record in records) >= _MOST * len(records)
        worded = records[0].entry.pattern[:1] in (("w",), ("label",))
        return (worded and named) or labelled >= _USUAL * len(records)
    deepest = levels[-1]
    parents = {n.number for record in records for n in record.path() if n.rank == deepest}
    first, last = min(parents), records[-1].number
    around = sum(n.rank == deepest and not n.outside and first <= n.number <= last for n in nodes)
    return len(parents) >= _MOST * around


def _over_tables(records: Sequence[Node], reading: Reading) -> bool:
    """Whether most of what seems to be a record is only the heading of a table."""
    places = [record.entry.at for record in records]
    after = {bisect_right(places, t.after) for t in reading.tables if t.after and len(t.rows) > 1}
    return len(after - {0}) >= _USUAL * len(records)


class _Layout:
    """One table: the levels from the left, then the records and what is said of each."""

    def __init__(
        self, nodes: Sequence[Node], records: Sequence[Node], levels: list[int], labels: Labels
    ) -> None:
        self.labels = labels
        self.levels = levels
        self.records = {record.number for record in records}
        inside = {n.number for record in records for n in record.path() if n.rank in levels}
        first = min([*inside, records[0].number])
        last = records[-1].number
        self.shown = [n for n in nodes if first <= n.number <= last and self._is_shown(n)]
        for record in records:
            self._adopt(record)
        ranks = [*levels, records[0].rank]
        self.of = {rank: [n for n in self.shown if n.rank == rank] for rank in ranks}
        self.titles = {rank: headings.title([n.entry for n in self.of[rank]]) for rank in ranks}
        self.said = {rank: _said(self.of[rank]) for rank in ranks}
        # what stands under the last record alone is the end of the document
        self.text = any(_told(record, self.labels) for record in records[:-1])

    def _adopt(self, record: Node) -> None:
        """A label under a detail of a record is said of the record."""
        stack = record.children[::-1]
        while stack:
            inner = stack.pop()
            for label in [key for key in inner.labels if key not in record.labels]:
                record.labels[label] = inner.labels.pop(label)
            stack += reversed(inner.children)

    def _is_shown(self, node: Node) -> bool:
        if node.number in self.records:
            return True
        return node.rank in self.levels and not node.outside and not _is_outside(node)

    def table(self) -> Table:
        header: list[str] = []
        for rank in self.of:
            header += [self.titles[rank], *(self.labels.printed[key] for key in self.said[rank])]
        if self.text:
            header.append("")
        rows = list(self._rows(len(header)))
        at = min(node.entry.at for node in self.shown)
        first = Row(at, tuple(header), page=self.shown[0].entry.page)
        return Table("outline", (first, *rows), headed=True)

    def _rows(self, width: int) -> Iterator[Row]:
        open_: dict[int, int] = {}  # rank → the node whose cell is printed above
        for node in self.shown:
            if node.number not in self.records and any(map(self._leads_on, node.children)):
                continue
            path = {above.rank: above for above in [*node.path(), node]}
            cells: list[str | None] = []
            anew = False
            for rank in self.of:
                at_rank = path.get(rank)
                own = 1 + len(self.said[rank])
                number = at_rank.number if at_rank else -1
                same = not anew and at_rank is not None and open_.get(rank) == number
                if same and rank != node.rank:
                    cells += [None] * own
                    continue
                anew = anew or open_.get(rank) != number
                open_[rank] = number
                cells += self._cells(at_rank, rank) if at_rank else [""] * own
            if self.text:
                cells.append(_told(node, self.labels) if node.number in self.records else "")
            yield Row(node.entry.at, tuple(cells), page=node.entry.page)

    def _leads_on(self, node: Node) -> bool:
        """Whether a row further down shows this node or one below it."""
        stack = [node]
        while stack:
            below = stack.pop()
            if self._is_shown(below) and below.rank in self.of:
                return True
            stack += below.children
        return False

    def _cells(self, node: Node, rank: int) -> list[str]:
        text = headings.text_under(node.entry, self.titles[rank])
        return [text, *(_JOIN.join(node.labels.get(key, ())) for key in self.said[rank])]


def _told(node: Node, labels: Labels) -> str:
    """The text under a record, with what stands deeper than records do."""
    pieces: list[str] = []
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner is not node:
            named = ((labels.printed[key], values) for key, values in inner.labels.items())
            said = [f"{label}: {_JOIN.join(values)}" for label, values in named]
            pieces.append("; ".join([inner.entry.text, *said]))
        pieces += inner.said
        stack += reversed(inner.children)
    return "\n".join(pieces)


def _said(nodes: Sequence[Node]) -> list[str]:
    """The labels of the nodes of one rank, in the order that they usually come in."""
    places: dict[str, list[int]] = {}
    for node in nodes:
        for place, key in enumerate(node.labels):
            places.setdefault(key, []).append(place)
    return sorted(places, key=lambda key: sum(places[key]) / len(places[key]))
