"""How far each group got: its score with what it is of, its light, and the doors to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from minga.monitoring.board.asked import BYS, Asked
from minga.monitoring.board.counts import NOBODY, measured
from minga.monitoring.models import LIGHTS as SHAPES
from minga.monitoring.models import Basis, Figure, Rule, end_of_year
from minga.monitoring.scoring import lights
from minga.monitoring.scoring.figures import Key, Share, figures
from minga.monitoring.scoring.rules import newest
from minga.monitoring.sheet import LIGHTS
from minga.people.models import Unit, Visitor
from minga.plans.models import MechanismType, Objective, Plan
from minga.plans.tree import objectives
from minga.territory.models import Area

Of = Figure.Of
NONE = Share(Decimal(0), Decimal(0), 0, {})
MOST = 200  # groups on a page; the workbook has them all


@dataclass(frozen=True, slots=True)
class Count:
    """How many indicators of a group have one light, and the address of those."""

    light: str
    label: Promise
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A group: nothing with a score is "sin dato", never 0."""

    of: str
    key: int
    label: str
    code: str
    share: Share
    measured: int
    light: str
    url: str  # of the rows that its score is made of
    counts: Sequence[Count] = ()
    without_url: str = ""  # of those without a score
    depth: int = 0
    preliminary: bool = False  # readings that wait for approval made it what it is

    @property
    def value(self) -> Decimal | None:
        return self.share.value

    @property
    def percent(self) -> Decimal | None:
        return None if self.value is None else self.value * 100

    @property
    def without(self) -> int:
        return max(self.measured - self.share.scored, 0)

    @property
    def light_label(self) -> Promise:
        return LIGHTS[self.light]

    @property
    def name(self) -> str:
        return f"{self.code} {self.label}".strip()


@dataclass(slots=True)
class Compliance:
    """The whole and its groups in one year, and by which rule they were scored."""

    asked: Asked
    whole: Row
    rows: Sequence[Row]
    rule: Rule | None
    figures: Mapping[Key, Share]
    bounds: Sequence[Decimal] = field(default=())
    more: int = 0  # groups that are not shown

    @property
    def heading(self) -> str:
        return str(BYS[self.asked.by])


def compliance(
    plan: Plan, asked: Asked, visitor: Visitor, *, most: int | None = MOST
) -> Compliance:
    """One query for the kept figures (two with preliminary readings), one for the rule, and one for
    the names of what is not an objective; the denominators are kept while the plan is the same."""
    found = figures(plan, asked.year, asked.basis, visitor)
    rule = rule_for(plan, asked.year) if found else None
    made = _Maker(plan, asked, found, rule)
    if asked.preliminary:
        made.told = figures(plan, asked.year, Basis.APPROVED, visitor)
    whole = made.row(Of.PLAN, NOBODY, _("Todo el plan"), measured(plan, visitor, Of.PLAN)[NOBODY])
    counts = measured(plan, visitor, asked.by)
    if asked.by == Of.OBJECTIVE:
        rows = _objectives(plan, made, counts)
    else:
        rows = _others(asked.by, made, counts)
    shown = rows if most is None else rows[:most]
    return Compliance(asked, whole, shown, rule, found, bounds_of(rule), len(rows) - len(shown))


def rule_for(plan: Plan, year: int) -> Rule | None:
    """The version that ruled the year; none is made only by looking."""
    return rules_for(plan, [year])[year]


def rules_for(plan: Plan, years: Iterable[int]) -> dict[int, Rule | None]:
    """The same for some years; one query."""
    versions = list(Rule.objects.filter(plan=plan, kind=Rule.Kind.TARGET).order_by("-version"))
    return {year: newest(versions, end_of_year(year)) for year in years}


def bounds_of(rule: Rule | None) -> list[Decimal]:
    """Where the lights begin."""
    said = [threshold.get("from") for threshold in rule.thresholds] if rule else []
    return [Decimal(str(least)) for least in said if least not in (None, "")]


def light_of(value: Decimal | None, rule: Rule | None) -> str:
    """A group is judged by the thresholds of its indicators."""
    if value is None or rule is None:
        return "none"
    return lights.light(value, rule.thresholds, int(rule.params.get("places", 4))) or "none"


class _Maker:
    def __init__(
        self, plan: Plan, asked: Asked, found: Mapping[Key, Share], rule: Rule | None
    ) -> None:
        self.plan, self.asked, self.found, self.rule = plan, asked, found, rule
        self.told: Mapping[Key, Share] = found  # what approved readings alone say
        self.address = reverse("monitoring:board_rows", args=[plan.code])

    def row(
        self, of: str, key: int, label: str, measured: int, code: str = "", depth: int = 0
    ) -> Row:
        of = str(of)
        share = self.found.get((of, key), NONE)
        return Row(
            of=of,
            key=key,
            label=label,
            code=code,
            share=share,
            measured=max(measured, share.scored),
            light=light_of(share.value, self.rule),
            url=self.url(of, key),
            counts=[
                Count(name, LIGHTS[name], n, self.url(of, key, name))
                for name in SHAPES
                if (n := share.lights.get(name, 0))
            ],
            without_url=self.url(of, key, "none"),
            depth=depth,
            preliminary=share.value != self.told.get((of, key), NONE).value,
        )

    def url(self, of: str, key: int, light: str = "") -> str:
        said = {"of": of, "key": key, "year": self.asked.year, "basis": self.asked.basis}
        return f"{self.address}?{urlencode(said | ({'light': light} if light else {}))}"


def _objectives(plan: Plan, made: _Maker, counts: Mapping[int, int]) -> list[Row]:
    """All of them, in the order of the tree."""
    return [
        made.row(
            Of.OBJECTIVE,
            objective.pk,
            objective.label,
            counts.get(objective.pk, 0),
            objective.code,
            depth,
        )
        for objective, depth in in_order(plan)
    ]


def in_order(plan: Plan) -> list[tuple[Objective, int]]:
    """The objectives as a tree is read, each with its depth."""
    below: dict[int | None, list[Objective]] = {}
    for objective in objectives(plan).values():
        below.setdefault(objective.parent_id, []).append(objective)

    def walk(parent: int | None, depth: int) -> Iterable[tuple[Objective, int]]:
        for objective in below.get(parent, ()):
            yield objective, depth
            yield from walk(objective.pk, depth + 1)

    return list(walk(None, 0))


def _others(by: str, made: _Maker, counts: Mapping[int, int]) -> list[Row]:
    """Those with an indicator, the largest first; what nobody said stands last."""
    keys = set(counts) | {key for of, key in made.found if of == by}
    names = named(by, keys)
    ordered = sorted(keys, key=lambda key: (key == NOBODY, -counts.get(key, 0), names[key]))
    return [made.row(by, key, names[key], counts.get(key, 0)) for key in ordered]


def named(by: str, keys: Iterable[int]) -> dict[int, str]:
    """What the groups are called; one query."""
    wanted = [key for key in keys if key]
    names: dict[int, str] = {}
    if by == Of.UNIT:
        names = {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=wanted)}
    elif by == Of.AREA:
        names = {area.pk: str(area) for area in Area.objects.filter(pk__in=wanted)}
    elif by == Of.MECHANISM:
        names = {one.pk: str(one) for one in MechanismType.objects.filter(pk__in=wanted)}
    return {key: names.get(key) or nobody(by) for key in keys}


def nobody(by: str) -> str:
    return {
        Of.UNIT.value: _("Ninguna unidad todavía"),
        Of.AREA.value: _("Sin territorio dicho"),
        Of.MECHANISM.value: _("Sin mecanismo, o medido en un objetivo"),
    }.get(by, "?")
