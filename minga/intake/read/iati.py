"""Activities as the IATI standard publishes them, versions 1.01 to 2.03, as a table of a plan."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minga.intake.read import iati_table
from minga.intake.read.elements import local
from minga.intake.reading import Observation, Paragraph, Reading

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = re.compile(
    r"\s*(?:<[?!][^>]*>\s*|<!--.*?-->\s*)*<(?:\w+:)?iati-activit(?:y|ies)\b", re.DOTALL
)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS_1 = ("Pipeline/identification", "Implementation", "Completion", "Post-completion")
_STATUS_2 = ("Pipeline/identification", "Implementation", "Finalisation", "Closed")
_STATUS = ("Cancelled", "Suspended")
_ROLES = {"1": "funder", "2": "responsible", "3": "partner", "4": "implementing"}
_ROLES |= {"funding": "funder", "accountable": "responsible"}
_ROLES |= {"extending": "partner", "implementing": "implementing"}
_DATES = {"1": "planned start", "2": "start", "3": "planned end", "4": "end"}
_DATES |= {"start-planned": "planned start", "start-actual": "start"}
_DATES |= {"end-planned": "planned end", "end-actual": "end"}
_MEASURES = {"2": "%", "3": "Nominal", "4": "Ordinal", "5": "Qualitative"}
_DESCRIPTIONS = ("title", "description", "reporting-org", "iati-identifier", "activity-status")
_READ = {
    *_DESCRIPTIONS,
    *("participating-org", "activity-date", "related-activity", "budget", "result", "sector"),
    *("recipient-country", "recipient-region", "location", "policy-marker", "tag"),
}
_TOLD = 12  # kinds of elements that are named when they are left out


@dataclass(slots=True)
class Indicator:
    name: str
    unit: str = ""
    baseline: str = ""
    baseline_year: str = ""
    result: str = ""
    figures: dict[str, list[str]] = field(default_factory=dict)  # "Target 2026", "Actual 2026"
    groups: list[str] = field(default_factory=list)  # figures for a part of the people or places


@dataclass(slots=True)
class Activity:
    """One activity as printed; what it belongs to by the identifiers of others."""

    identifier: str = ""
    hierarchy: str = ""
    title: str = ""
    translations: list[str] = field(default_factory=list)
    description: str = ""
    reporter: str = ""
    status: str = ""
    dates: dict[str, str] = field(default_factory=dict)
    parties: dict[str, list[str]] = field(default_factory=dict)
    budget: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # period → amounts
    before: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # before a revision
    areas: list[str] = field(default_factory=list)
    marks: dict[str, list[str]] = field(default_factory=dict)  # "Sector", "Tag"…
    indicators: list[Indicator] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)


def is_iati(text: str) -> bool:
    return bool(_ROOT.match(text[:65_536].lstrip("\ufeff")))


def read(content: bytes, name: str, encoding: str) -> Reading:
    """Raises lxml's XMLSyntaxError where the content is no XML. One activity is held at a time."""
    from lxml import etree

    parsed = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    version, activities, left_out = "", [], Counter[str]()
    for event, node in parsed:
        kind = local(node.tag) if isinstance(node.tag, str) else ""
        if event == "start":
            version = version or node.get("version", "")
        elif kind == "iati-activity":
            activities.append(_Reader(node, version).activity())
            left_out.update(_left_out(node))
            node.clear()
    table, reporters = iati_table.table(activities)
    prose = tuple(Paragraph(at, text) for at, text in enumerate(reporters, start=1))
    return Reading(
        name,
        "application/xml",
        encoding,
        prose,
        (table,) if table.rows else (),
        notes=_notes(left_out),
    )


def _left_out(node: _Element) -> Iterator[str]:
    for child in node:
        if isinstance(child.tag, str) and local(child.tag) not in _READ:
            yield local(child.tag)


def _notes(left_out: Counter[str]) -> tuple[Observation, ...]:
    if not left_out:
        return ()
    said = ", ".join(f"{kind} ({number})" for kind, number in left_out.most_common(_TOLD))
    params = {"number": left_out.total(), "what": said}
    return (Observation("elements_left_out", "low", "certain", (), params),)


class _Reader:
    """Takes one activity element apart."""

    def __init__(self, node: _Element, version: str) -> None:
        self.node = node
        self.first_version = version.startswith("1")
        self.language = node.get(_LANGUAGE, "")
        self.made = Activity(hierarchy=node.get("hierarchy", "").strip())

    def activity(self) -> Activity:
        made = self.made
        made.identifier = self._one("iati-identifier")
        made.title = self._one("title")
        made.translations = list(self._translations())
        made.description = " ".join(filter(None, map(self.said, self._all("description"))))
        made.reporter = self._one("reporting-org")
        made.status = self._status()
        for date in self._all("activity-date"):
            kind = _DATES.get(date.get("type", "").lower(), "")
            made.dates.setdefault(kind, (date.get("iso-date") or self.said(date))[:10])
        for party in self._all("participating-org"):
            role = _ROLES.get(party.get("role", "").lower(), "partner")
            _keep(made.parties.setdefault(role, []), self.said(party) or party.get("ref", ""))
        for related in self._all("related-activity"):
            if related.get("type") in ("1", "2"):
                kin = made.parents if related.get("type") == "1" else made.children
                _keep(kin, related.get("ref", "").strip())
        self._budgets()
        self._areas()
        for kind, name in (
            ("sector", "Sector"),
            ("policy-marker", "Policy marker"),
            ("tag", "Tag"),
        ):
            for mark in self._all(kind):
                share = mark.get("percentage", "")
                said = self.said(mark) or mark.get("code", "")
                _keep(made.marks.setdefault(name, []), f"{said} ({share} %)" if share else said)
        for result in self._all("result"):
            title = self._one("title", result)
            made.indicators += [self._indicator(i, title) for i in self._all("indicator", result)]
        return made

    def said(self, node: _Element) -> str:
        """The text in the language of the activity, or else in the first one it has."""
        narratives = [child for child in node if _is(child, "narrative")]
        same = [n for n in narratives if n.get(_LANGUAGE, self.language) == self.language]
        chosen = (same or narratives or [node])[0]
        return " ".join("".join(chosen.itertext()).split())

    def _all(self, kind: str, node: _Element | None = None) -> list[_Element]:
        """In the first versions a text in another language is another element."""
        found = [child for child in (self.node if node is None else node) if _is(child, kind)]
        if any(child.get(_LANGUAGE) for child in found):
            same = [c for c in found if c.get(_LANGUAGE, self.language) == self.language]
            return same or found[:1]
        return found

    def _one(self, kind: str, node: _Element | None = None) -> str:
        found = self._all(kind, node)
        return self.said(found[0]) if found else ""

    def _translations(self) -> Iterator[str]:
        for title in self.node:
            if _is(title, "title"):
                for text in [child for child in title if _is(child, "narrative")] or [title]:
                    said = " ".join("".join(text.itertext()).split())
                    if said and said != self.made.title:
                        yield f"{text.get(_LANGUAGE, '')}: {said}"

    def _status(self) -> str:
        found = self._all("activity-status")
        if not found:
            return ""
        code = found[0].get("code", "").strip()
        names = (*(_STATUS_1 if self.first_version else _STATUS_2), *_STATUS)
        known = names[int(code) - 1] if code in {"1", "2", "3", "4", "5", "6"} else code
        return self.said(found[0]) or known

    def _budgets(self) -> None:
        revised = {_period(b) for b in self._all("budget") if b.get("type") in ("2", "Revised")}
        for budget in self._all("budget"):
            period = _period(budget)
            value = next((child for child in budget if _is(child, "value")), None)
            if value is None or not (value.text or "").strip():
                continue
            old = period in revised and budget.get("type") not in ("2", "Revised")
            currency = value.get("currency") or self.node.get("default-currency") or ""
            kept = self.made.before if old else self.made.budget
            kept.setdefault(period, []).append(((value.text or "").strip(), currency))

    def _areas(self) -> None:
        wide = [*self._all("recipient-region"), *self._all("recipient-country")]
        for place in self._all("location"):
            _keep(self.made.areas, self._one("name", place) or self._one("administrative", place))
        for place in wide if not self.made.areas else []:
            _keep(self.made.areas, self.said(place) or place.get("code", ""))

    def _indicator(self, node: _Element, result: str) -> Indicator:
        made = Indicator(self._one("title", node), _MEASURES.get(node.get("measure", ""), ""))
        made.result = result
        values = []
        for baseline in self._all("baseline", node):
            values.append(self._figure(baseline, "Baseline", made))
            year = baseline.get("year") or baseline.get("iso-date", "")[:4]
            made.baseline_year = made.baseline_year or year
        made.baseline = "; ".join(filter(None, values))
        for period in self._all("period", node):
            for kind in ("target", "actual"):
                named = f"{kind.capitalize()} {_period(period)}".strip()
                for figure in self._all(kind, period):
                    said = self._figure(figure, named, made)
                    if said:
                        made.figures.setdefault(named, []).append(said)
        return made

    def _figure(self, node: _Element, named: str, indicator: Indicator) -> str:
        """The value, unless it is that of a group, which is told apart from the others."""
        said = node.get("value", "").strip() or self._one("comment", node)
        groups = [
            f"{child.get('name', local(str(child.tag)))} {child.get('value', child.get('ref', ''))}"
            for child in node
            if _is(child, "dimension") or _is(child, "location")
        ]
        if groups and said:
            indicator.groups.append(f"{named}, {', '.join(groups)}: {said}")
            return ""
        return said


def _is(node: _Element, kind: str) -> bool:
    return isinstance(node.tag, str) and local(node.tag) == kind


def _keep(kept: list[str], said: str) -> None:
    if said and said not in kept:
        kept.append(said)


def _period(node: _Element) -> str:
    """The period of a figure as people call it: "2026", "2025-2026", "Q1 2026"."""
    ends = {
        local(str(child.tag)): (child.get("iso-date") or child.text or "").strip()
        for child in node
        if _is(child, "period-start") or _is(child, "period-end")
    }
    start, end = ends.get("period-start", ""), ends.get("period-end", "")
    first, last = start[:4], end[:4]
    if first and last and first != last:
        return f"{first}-{last}"
    months = start[5:7], end[5:7]
    if months[0].isdigit() and months[1].isdigit():
        begins, length = int(months[0]), int(months[1]) - int(months[0]) + 1
        if length in (3, 6) and (begins - 1) % length == 0:
            return f"{'Q' if length == 3 else 'S'}{(begins - 1) // length + 1} {first}"
    return first or last
