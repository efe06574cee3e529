"""What lists of milestones, money and people are narrowed by, as the address says it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from minga.base.filters import Chip, Narrowing, On
from minga.monitoring.means import NONE, SEVERAL, with_competence, with_unit
from minga.monitoring.models import BudgetLine, Milestone, MilestoneQuerySet, Post
from minga.people.models import Unit
from minga.plans.models import Competence, Lead, Objective, Plan

SOON = 90  # days
UNNAMED = "-"  # the source of a line that names none


def _year(said: str) -> str:
    return said if said.isdecimal() and len(said) == 4 else ""


def _key(said: str) -> str:
    plain = said.removeprefix("-")
    return said if plain.isascii() and plain.isdecimal() and len(plain) < 10 else ""


def _meant(said: dict[str, str]) -> dict[str, str]:
    """Without the years and keys that cannot be."""
    keys = {name: _key(said[name]) for name in ("competence", "unit", "objective")}
    return {**said, **keys, "year": _year(said["year"]), "plan": ""}


def _is(what: str, key: str) -> Q:
    return Q((f"{what}_key", int(key)))


@dataclass(frozen=True, slots=True)
class MilestoneFilter(Narrowing):
    when: str = ""  # "" planned, "late", "soon", "reached", "dropped"
    unit: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Self:
        said = cls.said(address)
        when = said["when"] if said["when"] in _whens(datetime.date.today()) else ""
        return cls(when=when, unit=_key(said["unit"]))

    def of_unit(self, rows: MilestoneQuerySet) -> MilestoneQuerySet:
        if not self.unit:
            return rows
        leads = Lead.objects.filter(unit=int(self.unit), confirmed=True)
        return rows.filter(initiative__in=leads.values("initiative"))

    def apply(self, rows: MilestoneQuerySet, today: datetime.date) -> MilestoneQuerySet:
        return self.of_unit(rows).filter(_whens(today)[self.when])

    def chips(self, rows: MilestoneQuerySet, today: datetime.date) -> list[Chip]:
        whens = _whens(today)
        found = self.of_unit(rows).aggregate(
            **{f"n_{name}": Count("pk", filter=which) for name, which in whens.items()}
        )
        labels = {
            "": _("por alcanzar"),
            "late": _("atrasados"),
            "soon": _("en los próximos %(n)d días") % {"n": SOON},
            "reached": _("alcanzados"),
            "dropped": _("descartados"),
        }
        return [
            Chip(labels[name], self.query(when=name), found[f"n_{name}"], name == self.when)
            for name in whens
        ]


def _whens(today: datetime.date) -> dict[str, Q]:
    planned = Q(status=Milestone.Status.PLANNED)
    soon = Q(due__range=(today, today + datetime.timedelta(days=SOON)))
    return {
        "": planned,
        "late": planned & Q(due__lt=today),
        "soon": planned & soon,
        "reached": Q(status=Milestone.Status.REACHED),
        "dropped": Q(status=Milestone.Status.DROPPED),
    }


@dataclass(frozen=True, slots=True)
class LineFilter(Narrowing):
    """Keys are of rows; 0 is none and -1 several, as the sums have them."""

    year: str = ""
    source: str = ""
    currency: str = ""
    competence: str = ""
    unit: str = ""
    objective: str = ""
    initiative: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Self:
        return cls(**_meant(cls.said(address)))

    def apply(self, lines: QuerySet[BudgetLine, BudgetLine]) -> QuerySet[BudgetLine, BudgetLine]:
        found = lines
        if self.year:
            found = found.filter(year=int(self.year))
        if self.source:
            found = found.filter(source="" if self.source == UNNAMED else self.source)
        if self.currency:
            found = found.filter(currency=self.currency)
        if self.competence:
            found = with_competence(found).filter(_is("competence", self.competence))
        if self.unit:
            found = with_unit(found).filter(_is("unit", self.unit))
        if self.objective:
            found = with_objective(found).filter(_is("objective", self.objective))
        if self.initiative:
            found = found.filter(initiative__code=self.initiative)
        return found

    def on(self, names: Mapping[str, Mapping[int, str]]) -> list[On]:
        labels = {
            "year": _("Año"),
            "source": _("Fuente"),
            "currency": _("Moneda"),
            "competence": _("Competencia"),
            "unit": _("Unidad"),
            "objective": _("Objetivo"),
            "initiative": _("Iniciativa"),
        }
        told = []
        for name, label in labels.items():
            value = getattr(self, name)
            if not value:
                continue
            said = names[name].get(int(value), "?") if name in names else value
            if value == UNNAMED:
                said = _("Sin fuente")
            told.append(self.worded(name, label, said))
        return told


@dataclass(frozen=True, slots=True)
class PostFilter(Narrowing):
    year: str = ""
    unit: str = ""
    competence: str = ""
    objective: str = ""

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Self:
        return cls(**_meant(cls.said(address)))

    def apply(self, posts: QuerySet[Post, Post]) -> QuerySet[Post, Post]:
        found = posts
        if self.year:
            found = found.filter(year=int(self.year))
        if self.unit:
            found = found.filter(unit=int(self.unit))
        if self.competence:
            found = with_competence(found).filter(_is("competence", self.competence))
        if self.objective:
            key = int(self.objective)
            found = found.filter(initiative__objective=key or None)
        return found

    def on(self, names: Mapping[str, Mapping[int, str]]) -> list[On]:
        labels = {
            "year": _("Año"),
            "unit": _("Unidad"),
            "competence": _("Competencia"),
            "objective": _("Objetivo"),
        }
        return [
            self.worded(name, label, names.get(name, {}).get(int(value), value))
            for name, label in labels.items()
            if (value := getattr(self, name))
        ]


def with_objective(lines: QuerySet[BudgetLine, BudgetLine]) -> QuerySet[BudgetLine, BudgetLine]:
    """Each with `objective_key`: what it pays for as a whole, or that of its initiative."""
    return lines.annotate(objective_key=Coalesce("objective_id", F("initiative__objective_id")))


def names_of(plan: Plan) -> dict[str, dict[int, str]]:
    """What the keys of competences, units and objectives are called; three queries."""
    units = Unit.objects.only("pk", "name", "short_name")
    return {
        "competence": {
            **{c.pk: c.matter for c in Competence.objects.filter(plan=plan)},
            NONE: _("Sin competencia"),
            SEVERAL: _("Varias competencias"),
        },
        "unit": {
            **{u.pk: u.label for u in units},
            NONE: _("Sin unidad responsable"),
            SEVERAL: _("Varias unidades"),
        },
        "objective": {
            **{o.pk: f"{o.code} {o.label}" for o in Objective.objects.filter(plan=plan)},
            NONE: _("Sin objetivo"),
        },
    }
