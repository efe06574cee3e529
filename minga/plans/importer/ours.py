"""Files that Minga published itself: their columns are known by name, and nothing is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.intake.blocks import Mapped, Role
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
_ANNEX = ["initiative_number", "initiative", "articulation_objective", "mechanisms"]


def with_ours(reading: Reading, layout: Layout) -> Layout:
    """The layout with the roles of our own columns, if the document is one of ours."""
    for cells in _headers(reading):
        if is_ours(cells):
            columns: dict[str, str] = {}
            for cell, role in zip(cells, _roles(cells), strict=True):
                if cell not in columns or not role.startswith("objective_"):
                    columns[cell] = role  # a level may have the name of one of our columns
            return replace(layout, columns={**columns, **layout.columns})
    return layout


def by_place(mapped: Mapped) -> Mapped:
    """A table of ours has its roles by place too: two of its columns may have one heading."""
    if not is_ours(mapped.block.printed):
        return mapped
    roles = tuple(Role(name, why="layout") for name in _roles(mapped.block.printed))
    return replace(mapped, roles=roles)


def is_ours(headings: Sequence[str]) -> bool:
    known = [further.names().get(heading, "") for heading in headings]
    return set(known).issuperset(_OURS) or _is_annex(headings, known)


def _is_annex(headings: Sequence[str], known: Sequence[str]) -> bool:
    """The matrix as it is printed: codes and texts of the levels, and four columns."""
    levels = headings[: -len(_ANNEX)]
    coded = all(heading.rstrip(" 123456789") in _codes() for heading in levels[::2])
    return known[-len(_ANNEX) :] == _ANNEX and len(levels) % 2 == 0 and coded and bool(levels)


@cache
def _codes() -> frozenset[str]:
    """The headings of the codes of levels, in our languages."""
    from minga.plans.export import LEVELS

    found = set()
    for language in further.LANGUAGES:
        with override(language):
            found |= {str(code) for _name, code, _label in LEVELS.values()} | {_("Código de nivel")}
    return frozenset(found)


def _headers(reading: Reading) -> Iterator[list[str]]:
    for table in reading.tables[:_TABLES]:
        for row in table.rows[:_ROWS]:
            yield [clean(cell) if cell else "" for cell in row.cells]


def _roles(cells: Sequence[str]) -> list[str]:
    """Codes and texts of the levels in turn, and from the number of the initiative on by name."""
    names = further.names()
    known = [names.get(cell, "") for cell in cells]
    first = known.index("initiative_number")
    levels = [
        f"objective_{place // 2 + 1}" + ("" if place % 2 else "_code") for place in range(first)
    ]
    rest = [_role(cell, name) for cell, name in zip(cells[first:], known[first:], strict=True)]
    roles = [*levels, *rest]
    if "areas_printed" in known:
        roles[known.index("areas")] = "ignore"
    if "status_printed" in known:
        roles[known.index("status_printed")] = "attribute"
    return roles


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
