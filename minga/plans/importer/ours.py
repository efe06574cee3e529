"""Files that Minga published itself: their columns are known by name, and nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from django.utils.translation import override

from minga.intake.folding import clean
from minga.intake.layout import Layout
from minga.intake.reading import Reading
from minga.plans import further

_ROWS = 40  # in which a header is looked for
_TABLES = 4
_ROLES = {
    "initiative_number": "initiative_number",
    "initiative": "initiative",
    "articulation_number": "articulation_number",
    "articulation_objective": "articulation_objective",
    "mechanisms": "mechanism",
    "mechanisms_text": "mechanism_text",
    "articulation_status": "articulation_status",
    "kind": "kind",
    "leads": "ignore",  # people say who leads, not documents
    "starts": "start",
    "ends": "end",
    "areas": "area",
    "status": "status",
    "source_line": "ignore",
    "initiative_uuid": "ignore",
    "period": "period",
    "areas_printed": "area",
}
_OURS = ("initiative_number", "initiative_uuid")  # the headings that tell


def with_ours(reading: Reading, layout: Layout) -> Layout:
    """The layout with the roles of our own columns, if the document is one of ours."""
    for cells in _headers(reading):
        columns = _columns(cells)
        if columns:
            return replace(layout, columns={**columns, **layout.columns})
    return layout


def is_ours(headings: Sequence[str]) -> bool:
    return {further.names().get(heading, "") for heading in headings}.issuperset(_OURS)


def _headers(reading: Reading) -> Iterator[list[str]]:
    for table in reading.tables[:_TABLES]:
        for row in table.rows[:_ROWS]:
            yield [clean(cell) if cell else "" for cell in row.cells]


def _columns(cells: Sequence[str]) -> dict[str, str]:
    if not is_ours(cells):
        return {}
    names = further.names()
    known = [names.get(cell, "") for cell in cells]
    columns: dict[str, str] = {}
    first = known.index("initiative_number")
    if len(set(cells[:first])) < first:
        return {}
    for place, cell in enumerate(cells[:first]):
        kind = "" if place % 2 else "_code"
        columns[cell] = f"objective_{place // 2 + 1}{kind}"
    for cell, name in zip(cells[first:], known[first:], strict=True):
        columns[cell] = _role(cell, name)
    if "areas_printed" in known:
        columns[cells[known.index("areas")]] = "ignore"
    if "status_printed" in known:
        columns[cells[known.index("status_printed")]] = "attribute"
    return columns


def _role(cell: str, name: str) -> str:
    if name:
        return _ROLES.get(name, name)
    head, *parts = cell.split(further.SEPARATOR)
    kind = _figures().get(head, "")
    said = ["" if part == further.NOTHING else part for part in parts]
    if kind == "target" and said:
        return f"target:{further.SEPARATOR.join(said)}"
    if kind == "budget" and said:
        return ":".join((kind, said[0], *said[1:2])).rstrip(":")
    return kind or "attribute"


def attribute(heading: str) -> str:
    """The heading as it was printed, before it was told apart from one of ours."""
    printed = heading.removesuffix(further.AGAIN)
    return printed if printed in further.names() else heading


@cache
def _figures() -> dict[str, str]:
    found = {}
    labels = {
        "baseline": further.BASELINE,
        "target": further.TARGET,
        "budget": further.BUDGET,
    }
    for kind, label in labels.items():
        found[kind] = kind
        for language in further.LANGUAGES:
            with override(language):
                found[str(label)] = kind
    return found
