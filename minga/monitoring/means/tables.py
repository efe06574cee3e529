"""What each competence, objective, unit or source is given, in money and in people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from minga.monitoring.means import ZERO, with_competence, with_unit
from minga.monitoring.means.filters import UNNAMED, with_objective
from minga.monitoring.models import BudgetLine, Post

CENT = Decimal("0.01")
STAGES = BudgetLine.STAGES
Lines = QuerySet[BudgetLine, BudgetLine]

# by what money is told: (rows with their key, the name of the key)
MONEY: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "competence": (with_competence, "competence_key"),
    "objective": (with_objective, "objective_key"),
    "unit": (with_unit, "unit_key"),
    "source": (lambda lines: lines, "source"),
}


@dataclass(slots=True)
class Sums:
    """Four stages added up. None: no line says it; `said` is how many do."""

    lines: int = 0
    amounts: dict[str, Decimal | None] = field(default_factory=lambda: dict.fromkeys(STAGES))
    said: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STAGES, 0))

    def add(self, other: Sums) -> None:
        self.lines += other.lines
        for stage in STAGES:
            amount = other.amounts[stage]
            if amount is not None:
                self.amounts[stage] = (self.amounts[stage] or ZERO) + amount
            self.said[stage] += other.said[stage]

    def __getattr__(self, stage: str) -> Decimal | None:
        if stage in STAGES:
            return self.amounts[stage]
        raise AttributeError(stage)

    @property
    def done(self) -> Decimal | None:
        """Accrued of codified, where every line says both."""
        codified, accrued = self.amounts["codified"], self.amounts["accrued"]
        if not codified or accrued is None or self.said["accrued"] < self.lines:
            return None
        return accrued / codified


@dataclass(slots=True)
class Group:
    key: int | str
    label: str
    sums: Sums = field(default_factory=Sums)
    years: dict[int, Sums] = field(default_factory=dict)


def _aggregates() -> dict[str, Any]:
    money = DecimalField(max_digits=20, decimal_places=2)
    sums = {f"sum_{stage}": Sum(stage, output_field=money) for stage in STAGES}
    said = {f"said_{stage}": Count(stage) for stage in STAGES}
    return {"n": Count("pk"), **sums, **said}


def _sums(row: Mapping[str, Any]) -> Sums:
    amounts = {
        stage: None if row[f"sum_{stage}"] is None else row[f"sum_{stage}"].quantize(CENT)
        for stage in STAGES
    }
    return Sums(row["n"], amounts, {stage: row[f"said_{stage}"] for stage in STAGES})


def whole(lines: Lines) -> Sums:
    """All of it, added up by the database alone: what the groups have to add up to."""
    return _sums(lines.order_by().aggregate(**_aggregates()))


def money(lines: Lines, by: str, names: Mapping[int, str]) -> list[Group]:
    """Groups with their sums by year, the largest first; one query. All in one currency."""
    keyed, name = MONEY[by]
    rows = keyed(lines).order_by().values(name, "year").annotate(**_aggregates())
    groups: dict[int | str, Group] = {}
    for row in rows:
        key = row[name]
        if by == "source":
            key = key or UNNAMED
            label = _("Sin fuente") if key == UNNAMED else str(key)
        else:
            label = names.get(key, "?")
        group = groups.setdefault(key, Group(key, label))
        sums = _sums(row)
        group.years[row["year"]] = sums
        group.sums.add(sums)
    return sorted(groups.values(), key=lambda g: (-(g.sums.amounts["codified"] or ZERO), g.label))


def total(groups: Iterable[Group]) -> Sums:
    added = Sums()
    for group in groups:
        added.add(group.sums)
    return added


@dataclass(slots=True)
class People:
    key: int
    label: str
    years: dict[int, Decimal]

    @property
    def sum(self) -> Decimal:
        return sum(self.years.values(), ZERO)


def people(posts: QuerySet[Post, Post], by: str, names: Mapping[int, str]) -> list[People]:
    """Full-time equivalents by year of each competence, unit or objective; one query."""
    if by == "competence":
        keyed = with_competence(posts)
    elif by == "unit":
        keyed = posts.annotate(unit_key=F("unit_id"))
    else:
        keyed = posts.annotate(objective_key=Coalesce("initiative__objective_id", 0))
    fte = Sum(F("count") * F("share"), output_field=DecimalField(max_digits=24, decimal_places=4))
    rows = keyed.order_by().values_list(f"{by}_key", "year").annotate(fte=fte)
    found: dict[int, People] = {}
    for key, year, sum_ in rows:
        group = found.setdefault(key, People(key, names.get(key, "?"), {}))
        group.years[year] = sum_.quantize(Decimal("0.0001"))
    return sorted(found.values(), key=lambda p: (-p.sum, p.label))
