"""The filters of the plan and of the matrix: read from the address, put into words, applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from minga.base.filters import Chip, Narrowing, On
from minga.base.kept import kept
from minga.base.words import quoted
from minga.intake.models import Finding, FindingSubject
from minga.people.models import Unit, Visitor
from minga.plans import completeness
from minga.plans.models import (
    Initiative,
    InitiativeQuerySet,
    Lead,
    MechanismType,
    MechanismUse,
    Plan,
)
from minga.plans.sentences import label as finding_label
from minga.plans.tree import objectives, tree

NONE, ODD, ANY = "none", "odd", "any"


@dataclass(frozen=True, slots=True)
class Filter(Narrowing):
    """Which initiatives are wanted. Empty fields want all; values that make no sense are dropped.

    mechanism: a code, "none" or "odd" (not an instrument); unit: an id or "none" (nobody answers);
    finding: a kind or "any"; missing: one of the eight marks, or "lead_hint"; several: "1", those
    with more than one articulation.
    """

    objective: str = ""
    q: str = ""
    kind: str = ""
    unit: str = ""
    mechanism: str = ""
    finding: str = ""
    missing: str = ""
    several: str = ""
    status: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filter:
        said = cls.said(query)
        if said["kind"] not in {NONE, *Initiative.Kind.values}:
            said["kind"] = ""
        if said["status"] not in Initiative.Status.values:
            said["status"] = ""
        if said["unit"] != NONE and not said["unit"].isdecimal():
            said["unit"] = ""
        if said["missing"] not in {completeness.HINT, *completeness.MARKS}:
            said["missing"] = ""
        said["several"] = "1" if said["several"] else ""
        return cls(**said)

    @property
    def narrows(self) -> bool:
        """Whether it wants less than a whole objective."""
        return bool(replace(self, objective=""))

    def apply(
        self, plan: Plan, user: Visitor, among: InitiativeQuerySet | None = None
    ) -> InitiativeQuerySet:
        """The initiatives of a plan that the person may see and the filter wants."""
        everything = Initiative.objects.all() if among is None else among
        initiatives = everything.filter(plan=plan).visible_to(user)
        if not self.status:
            initiatives = initiatives.listed()
        if self.objective:
            initiatives = self._under(initiatives, plan, user)
        if self.kind:
            initiatives = initiatives.filter(kind="" if self.kind == NONE else self.kind)
        if self.status:
            initiatives = initiatives.filter(status=self.status)
        if self.unit:
            initiatives = (
                completeness.missing(initiatives, "lead")
                if self.unit == NONE
                else initiatives.led_by(int(self.unit[:18]))
            )
        if self.mechanism == NONE:
            initiatives = initiatives.without_mechanism()
        elif self.mechanism == ODD:
            initiatives = initiatives.with_odd_mechanism()
        elif self.mechanism:
            initiatives = initiatives.with_mechanism(self.mechanism)
        if self.finding == ANY:
            initiatives = initiatives.with_any_finding()
        elif self.finding:
            initiatives = initiatives.with_finding(self.finding)
        if self.missing:
            initiatives = completeness.missing(initiatives, self.missing)
        if self.several:
            initiatives = initiatives.with_several_articulations()
        if self.q:
            initiatives = initiatives.matching(self.q)
        return initiatives

    def _under(
        self, initiatives: InitiativeQuerySet, plan: Plan, user: Visitor
    ) -> InitiativeQuerySet:
        """Listed under the objective or one below it, or aligned with it: the kept tree knows."""
        grown = tree(plan, user)
        node = grown.nodes.get(self.objective)
        if node is None:
            return initiatives.none()
        within = Q(objective__in=[below.objective.pk for below in node.walk()])
        if aligned := grown.aligned.get(node.objective.pk):
            within |= Q(pk__in=aligned)
        return initiatives.filter(within)

    def hidden(self) -> list[tuple[str, str]]:
        """What a form must carry along to mean the same initiatives."""
        return [(f.name, value) for f in fields(self) if (value := getattr(self, f.name))]

    def on(self, plan: Plan, choices: Choices) -> Iterator[On]:
        """What is on, in words, each with the way to take it off."""
        for name, label, value in self._words(plan, choices):
            yield self.worded(name, label, value)

    def _words(self, plan: Plan, choices: Choices) -> Iterator[tuple[str, str, str]]:
        if self.q:
            yield "q", _("Texto"), quoted(self.q)
        if self.objective:
            objective = objectives(plan).get(self.objective)
            yield "objective", _("Objetivo"), str(objective or self.objective)
        named = (
            ("kind", _("Tipo"), choices.kinds),
            ("status", _("Estado"), choices.statuses),
            ("unit", _("Responsable"), choices.units),
            ("mechanism", _("Mecanismo"), choices.mechanisms),
            ("finding", _("Hallazgo"), choices.findings),
            ("missing", _("Le falta"), choices.missing),
        )
        for name, label, options in named:
            if value := getattr(self, name):
                yield name, label, dict(options).get(value, value)
        if self.several:
            yield "several", _("Articulaciones"), _("más de una")

    def saved(self, plan: Plan, user: Visitor) -> list[Chip]:
        """The filters that the plan keeps at hand, over the whole plan, with their counts."""
        wanted = (
            (_("Sin mecanismo"), Filter(mechanism=NONE)),
            (_("Mecanismo que no es un instrumento"), Filter(mechanism=ODD)),
            (_("Nombre repetido"), Filter(finding="duplicate_initiative")),
            (_("Más de una articulación"), Filter(several="1")),
            (_("Responsable por confirmar"), Filter(missing=completeness.HINT)),
        )
        return [
            Chip(label, f.query(), n, f == self)
            for label, f in wanted
            if (n := count(f, plan, user))
        ]


def count(wanted: Filter, plan: Plan, user: Visitor) -> int:
    """How many a filter finds; counted once for each revision and kind of reader."""
    key = ("count", plan.pk, plan.revision, completeness.audience(user), wanted)
    return kept(key, lambda: wanted.apply(plan, user).order_by().count())


Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in each filter of one plan, in the language of the reader."""

    kinds: Options
    statuses: Options
    units: Options
    mechanisms: Options
    findings: Options
    missing: Options


@dataclass(frozen=True, slots=True)
class _Used:
    """What a plan really uses: there is no point in choosing what finds nothing."""

    units: list[Unit]
    mechanisms: list[MechanismType]
    findings: list[str]


def choices(plan: Plan, user: Visitor) -> Choices:
    key = ("used", plan.pk, plan.revision, completeness.audience(user))
    used = kept(key, lambda: _used(plan, user))
    return Choices(
        kinds=[(str(v), str(label)) for v, label in Initiative.Kind.choices]
        + [(NONE, _("sin tipo"))],
        statuses=[(str(v), str(label)) for v, label in Initiative.Status.choices],
        units=[(str(u.pk), u.label) for u in used.units] + [(NONE, _("nadie todavía"))],
        mechanisms=[(m.code, str(m)) for m in used.mechanisms]
        + [(NONE, _("ninguno")), (ODD, _("uno que no es un instrumento"))],
        findings=[(ANY, _("cualquiera"))] + [(k, finding_label(k)) for k in used.findings],
        missing=[(name, str(label)) for name, label in completeness.MARKS.items()]
        + [(completeness.HINT, _("Confirmar el responsable"))],
    )


def _used(plan: Plan, user: Visitor) -> _Used:
    seen = Initiative.objects.filter(plan=plan).visible_to(user).listed()
    leads = Lead.objects.filter(initiative__in=seen).order_by()
    uses = MechanismUse.objects.filter(articulation__initiative__in=seen).order_by()
    about = FindingSubject.objects.filter(
        finding__imported__into=plan.code, record="plans.initiative"
    )
    kinds = Finding.objects.filter(pk__in=about.values("finding"))
    return _Used(
        units=list(Unit.objects.filter(pk__in=leads.values("unit").distinct())),
        mechanisms=list(MechanismType.objects.filter(pk__in=uses.values("mechanism").distinct())),
        findings=sorted(kinds.order_by().values_list("kind", flat=True).distinct()),
    )
