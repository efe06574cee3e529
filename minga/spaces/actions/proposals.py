"""Spaces that the plan itself foresees: found in it, confirmed or dismissed by a person."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from minga.base import history, search
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.people.models import Unit, User
from minga.plans.actions.settle import settle
from minga.plans.models import (
    Articulation,
    Initiative,
    InitiativeQuerySet,
    Lead,
    MechanismType,
    MechanismUse,
    Plan,
)
from minga.spaces.actions.space import create
from minga.spaces.models import Hosts, Member, NotASpace, Session, Space
from minga.spaces.naming import named


@dataclass(frozen=True, slots=True)
class Proposal:
    """An initiative that is a space, or foresees one, and how that is known."""

    initiative: Initiative
    kind: str
    name: str
    words: str  # those of its name, or the mechanism
    by_name: bool
    articulations: tuple[Articulation, ...]  # those it would carry out
    unit: Unit | None  # that would convene it, as far as the plan tells

    @property
    def units(self) -> list[Unit]:
        """Those that the document declares for its objective."""
        return list(self.initiative.objective.declared_units.all())

    @property
    def unit_key(self) -> str:
        return str(self.unit.pk) if self.unit else ""


def proposed(plan: Plan) -> list[Proposal]:
    """Named ones first, then those that foresee meeting; not those decided on. Seven queries."""
    listed = _undecided(plan)
    found: list[tuple[int, str, str, str, bool]] = []
    names = dict(listed.values_list("pk", "name"))
    for pk, name in names.items():
        if space := named(name):
            found.append((pk, space.kind, space.name, space.words, True))
    known = {pk for pk, *_rest in found}
    for pk, mechanism in _meeting(listed):
        if pk not in known:
            known.add(pk)
            kind = str(Space.Kind.ROUND_TABLE) if named(mechanism) else str(Space.Kind.OTHER)
            found.append((pk, kind, f"{mechanism.capitalize()}: {names[pk]}", mechanism, False))
    return _proposals(found)


@transaction.atomic
def confirm(
    plan: Plan, chosen: Collection[int], *, units: Mapping[int, Unit], by: User
) -> tuple[list[Space], str]:
    """Make the spaces of these initiatives, and the word by which that is taken back."""
    wanted = [p for p in proposed(plan) if p.initiative.pk in set(chosen)]
    if not wanted:
        raise Refused(_("No eligió ninguna propuesta, o ya se decidió sobre ellas."))
    convened = {p.initiative.pk: units.get(p.initiative.pk) or p.unit for p in wanted}
    if lacking := [p.initiative.code for p in wanted if convened[p.initiative.pk] is None]:
        raise Refused(
            _("Elija qué unidad convoca en %s, y confírmelas otra vez.") % ", ".join(lacking)
        )
    token = uuid.uuid4().hex
    made = []
    for proposal in wanted:
        unit = convened[proposal.initiative.pk]
        assert unit is not None
        made.append(
            create(
                by=by,
                plan=plan,
                unit=unit,
                name=proposal.name[:300],
                kind=proposal.kind,
                articulations=proposal.articulations,
                initiative=proposal.initiative,
                token=token,
                visibility=proposal.initiative.visibility,
            )
        )
    return made, token


@transaction.atomic
def dismiss(plan: Plan, chosen: Collection[int], *, by: User) -> tuple[int, str]:
    """These are no spaces; they are not proposed again."""
    listed = list(_undecided(plan).filter(pk__in=chosen))
    if not listed:
        raise Refused(_("No eligió ninguna propuesta, o ya se decidió sobre ellas."))
    token = uuid.uuid4().hex
    NotASpace.objects.bulk_create(
        (NotASpace(initiative=initiative, token=token, by=by) for initiative in listed),
        ignore_conflicts=True,
    )
    return len(listed), token


@transaction.atomic
def undo(plan: Plan, token: str, *, by: User) -> int:
    """Take one confirming or dismissing back, as far as nobody went on with it."""
    back, _by_model = NotASpace.objects.filter(initiative__plan=plan, token=token).delete()
    entries = Entry.objects.filter(
        record=history.label(Space), verb="proposed", by=by, after__token=token
    )
    begun = Exists(Member.objects.filter(space=OuterRef("pk"))) | Exists(
        Session.objects.filter(space=OuterRef("pk"))
    )
    made = Space.objects.filter(
        ~begun,
        plan=plan,
        pk__in=list(entries.values_list("object_id", flat=True)),
        status=Space.Status.PROPOSED,
        version=1,
    )
    gone = list(made)
    for space in gone:
        history.record(space, "undone", by=by, before={"name": space.name})
    keys = [space.pk for space in gone]
    hosted = list(Hosts.objects.filter(space__in=keys).values_list("articulation", flat=True))
    search.forget("spaces.space", keys)
    Space.objects.filter(pk__in=keys).delete()
    settle(hosted, by=by)
    return back + len(gone)


def _undecided(plan: Plan) -> InitiativeQuerySet:
    """What the plan lists, without a space of its own, that nobody said is none."""
    return (
        Initiative.objects.filter(plan=plan)
        .listed()
        .exclude(Exists(NotASpace.objects.filter(initiative=OuterRef("pk"))))
        .exclude(Exists(Space.objects.filter(initiative=OuterRef("pk"))))
        .exclude(Exists(Hosts.objects.filter(articulation__initiative=OuterRef("pk"))))
        .order_by("position")
    )


def _meeting(listed: InitiativeQuerySet) -> list[tuple[int, str]]:
    """Initiatives of which an articulation foresees to meet, and the mechanism."""
    spaces = {m.pk: str(m) for m in MechanismType.objects.filter(family="space")}
    uses = (
        MechanismUse.objects.filter(
            mechanism__in=spaces, articulation__in=Articulation.objects.listed()
        )
        .filter(articulation__initiative__in=listed.order_by().values("pk"))
        .order_by("articulation__initiative__position", "articulation__number", "position")
        .values_list("articulation__initiative", "mechanism")
    )
    return [(initiative, spaces[mechanism]) for initiative, mechanism in uses]


def _proposals(found: Sequence[tuple[int, str, str, str, bool]]) -> list[Proposal]:
    keys = [pk for pk, *_rest in found]
    initiatives = (
        Initiative.objects.filter(pk__in=keys)
        .select_related("plan", "objective")
        .prefetch_related("objective__declared_units")
        .in_bulk()
    )
    parts: dict[int, list[Articulation]] = {}
    seen = Articulation.objects.listed().filter(initiative__in=keys).order_by("number")
    for articulation in seen.prefetch_related("mechanisms"):
        articulation.initiative = initiatives[articulation.initiative_id]
        parts.setdefault(articulation.initiative_id, []).append(articulation)
    leads: dict[int, list[Unit]] = {}
    for lead in Lead.objects.filter(initiative__in=keys, confirmed=True).select_related("unit"):
        leads.setdefault(lead.initiative_id, []).append(lead.unit)
    return [
        Proposal(
            initiatives[pk],
            kind,
            name,
            words,
            by_name,
            tuple(
                a
                for a in parts.get(pk, ())
                if by_name or any(m.family == "space" for m in a.mechanisms.all())
            ),
            _unit(initiatives[pk], leads.get(pk, [])),
        )
        for pk, kind, name, words, by_name in found
    ]


def _unit(initiative: Initiative, leads: Sequence[Unit]) -> Unit | None:
    """Who leads it; else the one unit that the document declares for its objective."""
    if leads:
        return leads[0]
    declared = list(initiative.objective.declared_units.all())
    return declared[0] if len(declared) == 1 else None
