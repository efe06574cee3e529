"""Activities laid out as a plan: those of the lowest hierarchy as rows below those above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minga.intake.reading import Row, Table

if TYPE_CHECKING:
    from minga.intake.read.iati import Activity, Indicator

_ROLES = {
    "responsible": "Responsible",
    "implementing": "Implementing partner",
    "partner": "Partner",
    "funder": "Funder",
}
_JOIN = "; "
_DEEPEST = 9  # levels
_FIRST = ("Identifier", "Activity", "Description", "Translations", *_ROLES.values(), "Status")
_FIRST += ("Start", "End", "Planned start", "Planned end", "Area", "Sector", "Policy marker", "Tag")
_FIRST += ("Reporting organisation",)
_INDICATOR = ("Result", "Indicator", "Unit", "Baseline", "Baseline year")
_BY_PERIOD = ("Budget", "Before revision", "Target", "Actual")  # columns that a period ends
_OF_INDICATORS = (*_INDICATOR, "Target", "Actual", "By group")


@dataclass(slots=True, eq=False)
class _Place:
    """An activity among the others; `guessed` says that only its order tells what it is under."""

    activity: Activity
    number: int
    above: _Place | None = None
    guessed: bool = False
    below: list[_Place] = field(default_factory=list)

    def path(self) -> list[_Place]:
        """What it stands under, the highest first; no more than one too many."""
        found: list[_Place] = []
        place = self.above
        while place is not None and len(found) <= _DEEPEST:
            found.append(place)
            place = place.above
        return found[::-1]


def table(activities: Sequence[Activity]) -> tuple[Table, list[str]]:
    """The table, and who reports all of the activities where it is the same for all."""
    places = [_Place(activity, number) for number, activity in enumerate(activities, start=1)]
    _relate(places)
    reporters = list(dict.fromkeys(a.reporter for a in activities if a.reporter))
    layout = _Layout(places, several=len(reporters) > 1)
    return Table("iati", tuple(layout.rows())), reporters[:1] if len(reporters) == 1 else []


def _relate(places: list[_Place]) -> None:
    """Give each activity the one above it: the one named, or else the last one of a hierarchy
    above its own."""
    known = {place.activity.identifier: place for place in places if place.activity.identifier}
    named: dict[str, str] = {}
    for place in places:
        for child in place.activity.children:
            named.setdefault(child, place.activity.identifier)
    any_named = bool(named) or any(place.activity.parents for place in places)
    last: dict[int, _Place] = {}
    for place in places:
        wanted = [*place.activity.parents, named.get(place.activity.identifier, "")]
        above = next((known[key] for key in wanted if key in known), None)
        depth = place.activity.hierarchy
        if above is None and depth.isdigit() and not any_named:
            upper = [other for other in last if other < int(depth)]
            above = last[max(upper)] if upper else None
            place.guessed = above is not None
        if depth.isdigit():
            last[int(depth)] = place
        path = [] if above is None else [*above.path(), above]
        if above is not None and place not in path and len(path) <= _DEEPEST:
            place.above = above
    for place in places:
        if len(place.path()) > _DEEPEST:
            place.above = None
        if place.above is not None:
            place.above.below.append(place)


class _Layout:
    """The columns that the activities need, and their rows."""

    def __init__(self, places: list[_Place], *, several: bool) -> None:
        self.places = places
        self.several = several
        self.depth = max((len(place.path()) for place in places), default=0)
        self.results = len({i.result for p in places for i in p.activity.indicators}) > 1
        lowest = {p.activity.hierarchy for p in places if len(p.path()) == self.depth}
        upper = {p.activity.hierarchy for p in places if p.below} - lowest
        self.leaves = {
            p.number for p in places if not p.below and p.activity.hierarchy not in upper
        }
        self.levels = [
            (f"Level {n} code", f"Level {n}", f"Level {n} details")
            for n in range(1, self.depth + 1)
        ]
        self.currencies = {
            currency
            for place in places
            for amounts in place.activity.budget.values()
            for _amount, currency in amounts
            if currency
        }

    def rows(self) -> Iterator[Row]:
        tall = [(place, list(self._cells(place))) for place in self._ordered()]
        if not tall:
            return
        names = self._names([cells for _place, lines in tall for cells in lines])
        width = {name: column for column, name in enumerate(names)}
        levels = [[width[name] for name in level if name in width] for level in self.levels]
        own = frozenset(c for name, c in width.items() if not name.startswith(_OF_INDICATORS))
        yield Row(1, tuple(names))
        at, open_path = 1, [-1] * self.depth
        for place, lines in tall:
            path = [above.number for above in self._path(place)]
            for number, line in enumerate(lines):
                at += 1
                cells: list[str | None] = [line.get(name, "") for name in names]
                if number:
                    for column in own:
                        cells[column] = None
                for depth, columns in enumerate(levels):
                    same = path[: depth + 1] == open_path[: depth + 1]
                    for column in columns if same and depth < len(path) else ():
                        cells[column] = None
                guessed = [c for level in levels for c in level if place.guessed and cells[c]]
                yield Row(at, tuple(cells), unsure=tuple(guessed))
                open_path = path + [-1] * (self.depth - len(path))

    def _ordered(self) -> Iterator[_Place]:
        """Activities in the order of those above them; without recursion, as chains may be long."""
        stack = [place for place in reversed(self.places) if place.above is None]
        while stack:
            place = stack.pop()
            stack += reversed(place.below)
            if not place.below:
                yield place

    def _path(self, place: _Place) -> list[_Place]:
        """What stands in the levels: also an activity of those above that has none below it."""
        return place.path() if place.number in self.leaves else [*place.path(), place]

    def _cells(self, place: _Place) -> Iterator[dict[str, str]]:
        """The lines of one activity: by column, one line for each of its indicators."""
        first: dict[str, str] = {}
        for names, above in zip(self.levels, self._path(place), strict=False):
            texts = (above.activity.identifier, above.activity.title, self._details(above.activity))
            first.update(zip(names, texts, strict=True))
        if place.number in self.leaves:
            first.update(self._own(place.activity))
        lines = [self._of_indicator(i) for i in place.activity.indicators] or [{}]
        yield first | lines[0]
        yield from lines[1:]

    def _details(self, activity: Activity) -> str:
        """What else is said of an activity above others, in one text."""
        own = [*self._own(activity).items()][2:]  # after its identifier and its title
        for indicator in activity.indicators:
            own += self._of_indicator(indicator).items()
        return _JOIN.join(f"{name}: {text}" for name, text in own if text)

    def _own(self, activity: Activity) -> dict[str, str]:
        dates = activity.dates
        cells = {
            "Identifier": activity.identifier,
            "Activity": activity.title,
            "Description": activity.description,
            "Translations": _JOIN.join(activity.translations),
            "Status": activity.status,
            "Start": dates.get("start") or dates.get("planned start", ""),
            "End": dates.get("end") or dates.get("planned end", ""),
            "Planned start": dates.get("planned start", "") if dates.get("start") else "",
            "Planned end": dates.get("planned end", "") if dates.get("end") else "",
            "Area": _JOIN.join(activity.areas),
            "Reporting organisation": activity.reporter if self.several else "",
        }
        for role, name in _ROLES.items():
            cells[name] = _JOIN.join(activity.parties.get(role, ()))
        for name, marks in activity.marks.items():
            cells[name] = _JOIN.join(marks)
        for name, kept in (("Budget", activity.budget), ("Before revision", activity.before)):
            for period, amounts in kept.items():
                heading, said = self._amounts(f"{name} {period}".strip(), amounts)
                cells[heading] = said
        return cells

    def _amounts(self, heading: str, amounts: list[tuple[str, str]]) -> tuple[str, str]:
        """One currency in all of the file is said in the heading, else with each amount."""
        if len(self.currencies) == 1:
            return f"{heading} ({min(self.currencies)})", _JOIN.join(a for a, _c in amounts)
        return heading, _JOIN.join(f"{amount} {currency}".strip() for amount, currency in amounts)

    def _of_indicator(self, indicator: Indicator) -> dict[str, str]:
        return {
            "Result": indicator.result if self.results else "",
            "Indicator": indicator.name,
            "Unit": indicator.unit,
            "Baseline": indicator.baseline,
            "Baseline year": indicator.baseline_year,
            "By group": _JOIN.join(indicator.groups),
            **{name: _JOIN.join(said) for name, said in indicator.figures.items()},
        }

    def _names(self, lines: list[dict[str, str]]) -> list[str]:
        """The columns that say anything, in the order of a plan, periods in their own order."""
        said = dict.fromkeys(name for line in lines for name, text in line.items() if text)
        levels = [name for level in self.levels for name in level]
        fixed = {name: n for n, name in enumerate([*levels, *_FIRST, "Budget", "Before revision"])}
        for name in (*_INDICATOR, "Target", "Actual", "By group"):
            fixed[name] = len(fixed)

        def order(name: str) -> tuple[int, str]:
            if name in fixed:
                return fixed[name], ""
            kind = next(kind for kind in _BY_PERIOD if name.startswith(kind))
            return fixed[kind], name

        must = {"Activity", *(f"Level {n}" for n in range(1, self.depth + 1))}
        return sorted(must | said.keys(), key=order)
