"""The sheet of an indicator: defining it, changing it, retiring it, and taking the last back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from minga.base import history, search
from minga.base.models import Entry
from minga.base.steps import Refused, advance
from minga.monitoring.actions.sheet_rules import check
from minga.monitoring.models import Indicator
from minga.monitoring.scoring.refresh import refresh
from minga.people.models import Unit, User
from minga.plans.models import Articulation, Initiative, Objective, Plan

Subject = Objective | Initiative | Articulation
Values = Mapping[str, Any]

FIELDS = (
    *("code", "name", "definition", "formula", "measure", "numerator_name", "denominator_name"),
    *("factor", "unit", "decimals", "direction", "tolerance", "accumulation", "yearly"),
    *("frequency", "source", "owner", "by_area", "categories", "limits"),
    *("base_value", "base_date", "base_source", "weight", "visibility"),
)
SCORED = {  # what scores and their sums are made of
    *("base_value", "base_date", "direction", "tolerance", "accumulation", "yearly"),
    *("weight", "owner", "visibility", "subject", "decimals"),
}
UNDOABLE = ("edited", "retire", "resume", "undone")
_NUMBERED = re.compile(r"I-(\d+)")


class Conflict(Refused):
    """Someone else changed the sheet since the person began to write."""

    def __init__(self) -> None:
        super().__init__(
            _("Otra persona cambió este indicador mientras usted escribía. Compare y elija.")
        )


def next_code(plan: Plan, *, skip: int = 0) -> str:
    """I-001, or the next that is free in the plan."""
    codes = Indicator.objects.filter(plan=plan, code__startswith="I-").values_list("code")
    taken = (int(m[1]) for (code,) in codes if (m := _NUMBERED.fullmatch(code)))
    return f"I-{max(taken, default=0) + 1 + skip:03}"


@transaction.atomic
def define(plan: Plan, subject: Subject, values: Values, *, by: User | None) -> Indicator:
    """An indicator of an objective, an initiative or an articulation of the plan.

    `values` are any of FIELDS; at least name, unit, direction and frequency. Without a code it
    gets the next free one.
    """
    known(values)
    made = Indicator(plan=plan, **values)
    made.code = made.code.strip() or next_code(plan)
    measure(made, subject)
    check(made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # another got the code first
        raise Refused({"code": _("Ese código acaba de tomarse: escriba otro.")}) from None
    history.record(made, "defined", by=by, after=told({n: getattr(made, n) for n in FIELDS}))
    index([made])
    renew(plan.pk)
    refresh({made.pk})
    return made


@transaction.atomic
def edit(
    indicator: Indicator,
    values: Values,
    *,
    by: User | None,
    version: int,
    subject: Subject | None = None,
) -> bool:
    """Change any of FIELDS, or what it measures; `version` is the one the person saw.

    Only what differs is written; returns whether anything did.
    """
    known(values)
    wanted = copy(indicator)
    for name, value in values.items():
        setattr(wanted, name, value)
    if subject:
        measure(wanted, subject)
    check(wanted, indicator, values)
    before, after = _differences(indicator, wanted)
    if not after:
        return False
    if version != indicator.version:
        raise Conflict
    _write(indicator, wanted, after)
    history.record(indicator, "edited", by=by, before=told(before), after=told(after))
    _finish(indicator, after)
    return True


@transaction.atomic
def retire(indicator: Indicator, *, by: User | None, reason: str = "") -> None:
    """It is no longer measured; its readings stay."""
    _step(indicator, "retire", by, reason)


@transaction.atomic
def resume(indicator: Indicator, *, by: User | None) -> None:
    _step(indicator, "resume", by, "")


@transaction.atomic
def undo(entry: Entry, *, by: User) -> None:
    """Take back the newest change of a sheet, as long as nothing else changed the same since."""
    indicator = Indicator.objects.select_related("plan", "owner").get(pk=entry.object_id)
    if "status" in entry.after:
        verb = "retire" if entry.before["status"] == Indicator.Status.RETIRED else "resume"
        _step(indicator, verb, by, "", told_as="undone")
        return
    wanted = copy(indicator)
    for name, value in _read(entry.before).items():
        setattr(wanted, name, value)
    before, after = _differences(indicator, wanted)
    held = told(before)
    if any(entry.after[name] != held.get(name) for name in entry.after if name != "ids"):
        raise Refused(_("Ya no se puede deshacer: alguien cambió lo mismo después."))
    check(wanted, indicator, after)
    _write(indicator, wanted, after)
    history.record(indicator, "undone", by=by, before=held, after=told(after))
    _finish(indicator, after)


@transaction.atomic
def remove(indicator: Indicator, *, by: User | None) -> None:
    """Take back that it was defined. What has been read stays, so it can only be retired then."""
    Indicator.objects.select_for_update().get(pk=indicator.pk)  # nobody reports it meanwhile
    if indicator.readings.exists():
        raise Refused(_("Ya tiene lecturas: retírelo en lugar de quitarlo."))
    plan, pk = indicator.plan, indicator.pk
    said = {"code": indicator.code, "name": indicator.name}
    indicator.delete()
    search.forget(history.label(Indicator), [pk])
    history.record(plan, "indicator_removed", by=by, before=said)
    renew(plan.pk)


def undoable(entries: Iterable[Entry]) -> Entry | None:
    """The change that may be taken back: the newest, if it was one of the sheet."""
    newest = next(iter(entries), None)
    return newest if newest and newest.verb in (*UNDOABLE, "targets_set") else None


# --- parts that sets of indicators need too


def known(values: Values) -> None:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"not of the sheet: {unknown}")


def measure(indicator: Indicator, subject: Subject) -> None:
    """Let it measure this, which has to be of its plan."""
    of = subject.initiative if isinstance(subject, Articulation) else subject
    if of.plan_id != indicator.plan_id:
        raise Refused(_("Eso es de otro plan: elija algo de este."))
    indicator.objective = subject if isinstance(subject, Objective) else None
    indicator.initiative = subject if isinstance(subject, Initiative) else None
    indicator.articulation = subject if isinstance(subject, Articulation) else None


def index(indicators: Iterable[Indicator]) -> None:
    search.index(
        history.label(Indicator),
        ((i.pk, f"{i.code} {i.name} {i.definition} {i.unit}") for i in indicators),
    )


def told(values: Values) -> dict[str, Any]:
    """Values as history keeps them: a unit or what is measured by name, and its key beside it."""
    said: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("owner", "subject"):
            said[name] = str(value) if value else None
            key = value.pk if value else None
            said.setdefault("ids", {})[name] = (
                [history.label(value), key] if name == "subject" else key
            )
        elif isinstance(value, Decimal):
            said[name] = f"{value.normalize():f}"  # 150.5 and 150.500000 are the same
        else:
            said[name] = history.plain(value)
    return said


def renew(plan: int) -> None:
    Plan.objects.filter(pk=plan).update(revision=F("revision") + 1)


def _read(said: Mapping[str, Any]) -> dict[str, Any]:
    """The values behind what history keeps."""
    values: dict[str, Any] = {}
    for name, value in said.items():
        if name == "owner":
            values[name] = Unit.objects.filter(pk=said["ids"]["owner"]).first()
        elif name == "subject":
            values |= _subject(*said["ids"]["subject"])
        elif name in FIELDS:
            values[name] = Indicator._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
    return values


def _subject(label: str, pk: int) -> dict[str, Any]:
    for kind, name in (
        (Objective, "objective"),
        (Initiative, "initiative"),
        (Articulation, "articulation"),
    ):
        if history.label(kind) == label:
            found: Any = kind._base_manager.filter(pk=pk).first()
            if found is None:
                raise Refused(_("Ya no se puede deshacer: lo que medía ya no está en el plan."))
            return {"objective": None, "initiative": None, "articulation": None, name: found}
    raise Refused(_("Ya no se puede deshacer."))


def _differences(held: Indicator, wanted: Indicator) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = {}, {}
    for name in (*FIELDS, "subject"):
        if (was := getattr(held, name)) != (now := getattr(wanted, name)):
            before[name], after[name] = was, now
    return before, after


def _write(indicator: Indicator, wanted: Indicator, after: Values) -> None:
    """Write under the version that was read; if it is gone, someone else was first."""
    fields: dict[str, Any] = {name: value for name, value in after.items() if name != "subject"}
    if "subject" in after:
        for name in ("objective", "initiative", "articulation"):
            fields[name] = getattr(wanted, name)
    try:
        with transaction.atomic():
            claimed = Indicator.objects.filter(pk=indicator.pk, version=indicator.version).update(
                version=F("version") + 1, **fields
            )
    except IntegrityError:
        raise Refused({"code": _("Ese código acaba de tomarse: escriba otro.")}) from None
    if not claimed:
        raise Conflict
    indicator.version += 1
    for name, value in fields.items():
        setattr(indicator, name, value)


def _step(
    indicator: Indicator, verb: str, by: User | None, note: str, *, told_as: str = ""
) -> None:
    before = indicator.status
    advance(indicator, verb)
    Indicator.objects.filter(pk=indicator.pk).update(version=F("version") + 1)
    indicator.version += 1
    history.record(
        indicator,
        told_as or verb,
        by=by,
        before={"status": before},
        after={"status": indicator.status},
        note=note.strip(),
    )
    renew(indicator.plan_id)
    refresh({indicator.pk})


def _finish(indicator: Indicator, after: Values) -> None:
    index([indicator])
    renew(indicator.plan_id)
    if SCORED & set(after):
        refresh({indicator.pk})
