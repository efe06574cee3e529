"""Milestones: foreseen, moved, reached, dropped, taken up again."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.days import refuse_far
from minga.base.steps import Refused, advance
from minga.base.templatetags.look import day
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.monitoring.actions.means import refuse_stale, refuse_unknown, touch, write
from minga.monitoring.models import Milestone
from minga.people.models import User
from minga.plans.models import Initiative

EDITED = ("name", "due", "weight", "note")


@transaction.atomic
def add(
    initiative: Initiative,
    *,
    by: User,
    name: str,
    due: datetime.date,
    weight: Decimal = Decimal(1),
    note: str = "",
) -> Milestone:
    """Foresee a milestone; the day said now is kept as the first one."""
    touch(initiative.plan_id)
    made = Milestone(
        initiative=initiative, name=" ".join(name.split()), due=due, first_due=due, weight=weight
    )
    made.note = note.strip()
    _check(made)
    made.save()
    after = {"name": made.name, "due": str(due), "weight": str(weight)}
    history.record(made, "added", by=by, after=after)
    return made


@transaction.atomic
def edit(milestone: Milestone, *, by: User, seen: str = "", **changes: Any) -> bool:
    """Change any of name, due, weight, note; a day that changes is remembered as a move."""
    refuse_unknown(changes, EDITED)
    touch(milestone.initiative.plan_id)
    refuse_stale(milestone, seen)
    for name in ("name", "note"):
        if name in changes:
            changes[name] = changes[name].strip()
    before, after = write(milestone, changes)
    if not after:
        return False
    if "due" in after and milestone.status != Milestone.Status.PLANNED:
        raise Refused(
            {"due": _("El plazo de un hito que ya no está previsto no se mueve: reábralo antes.")}
        )
    _check(milestone)
    milestone.save(update_fields=list(after))
    verb = "moved" if "due" in after else "edited"
    history.record(milestone, verb, by=by, before=before, after=after)
    return True


@transaction.atomic
def reach(
    milestone: Milestone,
    *,
    by: User,
    on: datetime.date,
    evidence: BinaryIO | None = None,
    name: str = "",
    today: datetime.date | None = None,
) -> None:
    """It was reached on a day; what shows it may be attached."""
    refuse_far(on=on)
    if on > (today or datetime.date.today()):
        raise Refused(
            {
                "on": _("El %(day)s todavía no llega: escriba el día en que se alcanzó.")
                % {"day": day(on)}
            }
        )
    _step(milestone, "reach", by=by, after={"reached_on": str(on)}, reached_on=on)
    if evidence is not None:
        attach(evidence, name, milestone, Attachment.Kind.EVIDENCE, by=by)


@transaction.atomic
def drop(milestone: Milestone, *, by: User, reason: str) -> None:
    """It will not be done; it no longer counts in the advance."""
    _step(milestone, "drop", by=by, note=_reason(reason))


@transaction.atomic
def reopen(milestone: Milestone, *, by: User, reason: str) -> None:
    """It was not reached after all, or is wanted again."""
    before = {"reached_on": str(milestone.reached_on)} if milestone.reached_on else {}
    _step(milestone, "reopen", by=by, note=_reason(reason), before=before, reached_on=None)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused({"reason": _("Escriba por qué: queda en la historia del hito.")})
    return reason.strip()


def _step(
    milestone: Milestone,
    verb: str,
    *,
    by: User,
    note: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    touch(milestone.initiative.plan_id)
    if milestone.status not in Milestone.STEPS[verb].starts:
        raise Refused(
            _("El hito ya está «%(state)s»: ese paso no corresponde. Vea su iniciativa otra vez.")
            % {"state": milestone.get_status_display()}
        )
    was = milestone.status
    advance(milestone, verb, **changes)
    history.record(
        milestone,
        verb,
        by=by,
        note=note,
        before={"status": was, **(before or {})},
        after={"status": milestone.status, **(after or {})},
    )


def _check(milestone: Milestone) -> None:
    check_alone(milestone)
    _refuse_double(milestone)


def check_alone(milestone: Milestone) -> None:
    """What a milestone has to hold, whatever others there are."""
    if not milestone.name:
        raise Refused({"name": _("Escriba qué se alcanza.")})
    if milestone.due is None:
        raise Refused({"due": _("Escriba para cuándo.")})
    refuse_far(due=milestone.due)
    if milestone.weight is None or milestone.weight <= 0:
        raise Refused({"weight": _("El peso es un número mayor que cero; 1 si todos pesan igual.")})


def _refuse_double(milestone: Milestone) -> None:
    same = Milestone.objects.filter(initiative=milestone.initiative_id, name=milestone.name)
    if same.exclude(pk=milestone.pk).exists():
        raise Refused(
            {"name": _("La iniciativa ya tiene un hito con ese nombre: diga en qué se distingue.")}
        )
