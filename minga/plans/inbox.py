"""The findings of a plan's document as people read them, and how they are sorted out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _

from minga.base.filters import Narrowing
from minga.base.kept import kept
from minga.intake.models import Finding, FindingQuerySet, FindingSubject
from minga.people.models import Visitor
from minga.plans.completeness import audience
from minga.plans.models import Initiative, Plan
from minga.plans.sentences import how_read, label, sentence

PAGE = 25
SHOWN = 5  # lines and initiatives named before "y más"
DECIDED = "decided"
FACETS = ("decision", "certainty", "severity", "kind")


@dataclass(frozen=True, slots=True)
class Wanted(Narrowing):
    """Which findings are wanted; an empty field wants all."""

    decision: str = ""
    certainty: str = ""
    severity: str = ""
    kind: str = ""
    initiative: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Wanted:
        return cls(**{name: value[:60] for name, value in cls.said(query).items()})

    def apply(self, plan: Plan, user: Visitor) -> FindingQuerySet:
        found = Finding.objects.about(plan.code).visible_to(user)
        if self.decision == DECIDED:
            found = found.exclude(decision=Finding.Decision.OPEN)
        elif self.decision:
            found = found.filter(decision=self.decision)
        for name in ("certainty", "severity", "kind"):
            if value := getattr(self, name):
                found = found.filter(**{name: value})
        if self.initiative:
            seen = Initiative.objects.filter(plan=plan).visible_to(user)
            named = FindingSubject.objects.filter(
                record="plans.initiative",
                object_id__in=seen.filter(code=self.initiative).values("pk"),
            )
            found = found.filter(pk__in=named.values("finding"))
        return found


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a facet: where it leads, and how many there are with the other filters on."""

    label: str
    query: str
    n: int
    current: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    choices: Sequence[Choice]


Group = tuple[str, str, str, str]  # decision, certainty, severity, kind


def tally(plan: Plan, user: Visitor, wanted: Wanted) -> Mapping[Group, int]:
    """How many there are of each combination; one query for each revision of the plan."""

    def make() -> Mapping[Group, int]:
        found = Wanted(initiative=wanted.initiative).apply(plan, user)
        rows = found.order_by().values_list(*FACETS).annotate(Count("pk"))
        return {(d, c, s, k): n for d, c, s, k, n in rows}

    key = ("findings", plan.pk, plan.revision, audience(user), wanted.initiative)
    return kept(key, make)


def total(groups: Mapping[Group, int], wanted: Wanted) -> int:
    return sum(_passing(groups, wanted).values())


@dataclass(frozen=True, slots=True)
class Summary:
    """How many there are in all, and how many are decided."""

    all: int
    open: int
    decided: int


def summary(groups: Mapping[Group, int]) -> Summary:
    counts = _counted(groups, Wanted(), "decision")
    is_open = counts[Finding.Decision.OPEN]
    return Summary(counts.total(), is_open, counts.total() - is_open)


def facets(groups: Mapping[Group, int], wanted: Wanted) -> list[Facet]:
    """Each facet counts what the other filters let through."""
    return [
        Facet("decision", _("Decisión"), list(_decisions(groups, wanted))),
        _facet("certainty", _("Certeza"), Finding.Certainty.choices, groups, wanted),
        _facet("severity", _("Gravedad"), Finding.Severity.choices, groups, wanted),
        _facet("kind", _("Clase"), _kinds(groups), groups, wanted),
    ]


def _decisions(groups: Mapping[Group, int], wanted: Wanted) -> Iterator[Choice]:
    counts = _counted(groups, wanted, "decision")
    is_open = counts[Finding.Decision.OPEN]
    for value, words, n in (
        ("", _("Todos"), counts.total()),
        ("open", _("Abiertos"), is_open),
        (DECIDED, _("Decididos"), counts.total() - is_open),
    ):
        yield Choice(words, wanted.query(decision=value), n, wanted.decision == value)


def _kinds(groups: Mapping[Group, int]) -> list[tuple[str, str]]:
    """The commonest first, and "others" at the end."""
    counts: Counter[str] = Counter()
    for group, n in groups.items():
        counts[group[3]] += n
    kinds = sorted(counts, key=lambda kind: (kind == "other", -counts[kind], label(kind)))
    return [(kind, label(kind)) for kind in kinds]


def _facet(
    name: str,
    title: str,
    options: Iterable[tuple[Any, Any]],
    groups: Mapping[Group, int],
    wanted: Wanted,
) -> Facet:
    counts = _counted(groups, wanted, name)
    now = getattr(wanted, name)
    return Facet(
        name,
        title,
        [
            Choice(
                str(words),
                wanted.query(**{name: "" if value == now else str(value)}),
                counts[value],
                value == now,
            )
            for value, words in options
            if counts[value] or value == now
        ],
    )


def _passing(groups: Mapping[Group, int], wanted: Wanted) -> dict[Group, int]:
    def passes(group: Group) -> bool:
        for value, asked in zip(group, (getattr(wanted, f) for f in FACETS), strict=True):
            if asked == DECIDED:
                if value == Finding.Decision.OPEN:
                    return False
            elif asked and value != asked:
                return False
        return True

    return {group: n for group, n in groups.items() if passes(group)}


def _counted(groups: Mapping[Group, int], wanted: Wanted, name: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for group, n in _passing(groups, replace(wanted, **{name: ""})).items():
        counts[group[FACETS.index(name)]] += n
    return counts


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as it is shown."""

    finding: Finding
    title: str
    kind: str
    read: str
    quotes: Sequence[tuple[int, str]]
    initiatives: Sequence[str]  # codes

    @property
    def lines(self) -> str:
        return _few([str(line) for line in self.finding.lines])

    @property
    def codes(self) -> str:
        return _few(self.initiatives)


def _few(names: Sequence[str]) -> str:
    if len(names) <= SHOWN:
        return ", ".join(names)
    return _("%s y más") % ", ".join(names[:SHOWN])


def items(plan: Plan, user: Visitor, findings: Sequence[Finding]) -> list[Item]:
    """Two queries more, however many: what each finding is about, as far as one may see it."""
    named: dict[int, list[int]] = {}
    for finding, initiative in FindingSubject.objects.filter(
        finding__in=[f.pk for f in findings], record="plans.initiative"
    ).values_list("finding_id", "object_id"):
        named.setdefault(finding, []).append(initiative)
    ids = {pk for pks in named.values() for pk in pks}
    seen = dict(
        Initiative.objects.filter(plan=plan, pk__in=ids)
        .visible_to(user)
        .order_by("position")
        .values_list("pk", "code")
    )
    places = {pk: place for place, pk in enumerate(seen)}
    return [
        Item(
            finding,
            _say(sentence, finding),
            label(finding.kind),
            _say(how_read, finding),
            [(q["line"], q["text"]) for q in finding.evidence.get("quotes", ())],
            [
                seen[pk]
                for pk in sorted(named.get(finding.pk, ()), key=lambda pk: places.get(pk, 0))
                if pk in seen
            ],
        )
        for finding in findings
    ]


def _say(words: Any, finding: Finding) -> str:
    """A sentence; only the name of its kind where an older import kept less than it needs."""
    try:
        return str(words(finding.kind, finding.params))
    except (KeyError, TypeError, ValueError):
        return label(finding.kind)
