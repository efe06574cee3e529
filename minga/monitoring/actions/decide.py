"""Deciding on readings: approve, give back with a reason, rectify what was approved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.numbers import write_number
from minga.base.steps import Refused, advance
from minga.base.templatetags.look import day
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.monitoring import telling
from minga.monitoring.actions import checks
from minga.monitoring.actions.after import follow
from minga.monitoring.actions.report import AT_ONCE, Entry, Outcome
from minga.monitoring.models import Period, Reading
from minga.monitoring.scoring.refresh import APPROVALS, READINGS
from minga.people.models import Role, User, is_coordinator

Status = Reading.Status
WITH = ("indicator__owner", "period", "reported_by", "decided_by", "replaces")


def approve(reading: Reading, *, by: User) -> None:
    """It counts from now on; the one that it rectifies stops counting."""
    [outcome] = approve_many([reading.pk], by=by)
    if outcome.reading is None:
        raise Refused(outcome.why)
    for name in ("status", "decided_by", "decided_at", "reason"):
        setattr(reading, name, getattr(outcome.reading, name))


@transaction.atomic
def approve_many(wanted: Sequence[int], *, by: User) -> list[Outcome]:
    """Approve these readings, by key; each that cannot be says why, and the others are approved.

    `at` of an outcome is the key. The number of statements does not grow within a thousand.
    """
    outcomes: list[Outcome] = []
    approved: list[Reading] = []
    keys = list(dict.fromkeys(wanted))
    for start in range(0, len(keys), AT_ONCE):
        for pk, reading in _held(keys[start : start + AT_ONCE]).items():
            try:
                if reading is None:
                    raise Refused(_("Esta lectura ya no está: vea la lista otra vez."))
                _refuse_decision(reading, by)
            except Refused as refusal:
                outcomes.append(Outcome(pk, None, "refused", " ".join(refusal.messages)))
                continue
            approved.append(reading)
            outcomes.append(Outcome(pk, reading, "changed"))
    _approve(approved, by=by)
    return outcomes


def _approve(readings: Sequence[Reading], *, by: User) -> None:
    """The old ones step aside first: a cell has one approved reading at every moment."""
    now = timezone.now()
    old = [r.replaces for r in readings if r.replaces and r.replaces.status == Status.APPROVED]
    _move(old, "rectify")
    _move(readings, "approve", decided_by=by, decided_at=now, reason="")
    before = {"status": str(Status.SENT)}
    history.record_all(
        [(r, before, {"status": str(r.status), "value": str(r.value)}) for r in readings],
        "approved",
        by=by,
    )
    history.record_all(
        [(r, {"status": str(Status.APPROVED)}, {"status": str(r.status)}) for r in old],
        "rectified",
        by=by,
    )
    _follow(readings, APPROVALS)
    telling.decided(readings, by=by)


def _move(readings: Sequence[Reading], verb: str, **changes: Any) -> None:
    """One step for many: the old status is part of the statement, as in `advance`."""
    step = Reading.STEPS[verb]
    for start in range(0, len(readings), AT_ONCE):
        some = readings[start : start + AT_ONCE]
        rows = Reading.objects.filter(pk__in=[r.pk for r in some], status__in=step.starts)
        if rows.update(status=step.end, **changes) != len(some):
            raise Refused(_("Alguien decidió sobre una de estas lecturas: vea la lista otra vez."))
        for reading in some:
            reading.status = Status(step.end)
            for name, value in changes.items():
                setattr(reading, name, value)


@transaction.atomic
def give_back(reading: Reading, *, reason: str, by: User) -> None:
    """Not yet: whoever reported it reads why, corrects it and sends it again."""
    why = reason.strip()
    if not why:
        raise Refused(_("Escriba qué hay que corregir: quien la reportó lo leerá."))
    held = _one(reading)
    _refuse_decision(held, by)
    advance(reading, "give_back", reason=why, decided_by=by, decided_at=timezone.now())
    told = {"value": str(held.value), "status": str(Status.SENT)}
    history.record(
        reading, "given_back", by=by, before=told, after={"status": str(reading.status)}, note=why
    )
    _follow([held])
    telling.given_back(held, by=by, reason=why)


@transaction.atomic
def rectify(
    reading: Reading,
    *,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    note: str = "",
    reason: str,
    evidence: Iterable[tuple[BinaryIO, str]] = (),
    by: User,
) -> Reading:
    """A new reading to replace an approved one, which counts until the new one is approved.

    Also of an indicator that was retired since, or that is measured more or less often now.
    """
    why = reason.strip()
    if not why:
        raise Refused(_("Escriba por qué se rectifica: queda en la historia."))
    old = _one(reading)
    indicator, period = old.indicator, old.period
    checks.refuse_stranger(indicator, indicator.owner.label if indicator.owner else "", by)
    checks.refuse_closed(period)
    if old.status != Status.APPROVED:
        raise Refused(
            _("Solo se rectifica una lectura aprobada: esta está «%(state)s».")
            % {"state": old.get_status_display()}
        )
    entry = Entry(0, indicator, period, old.area, old.category, value, numerator, denominator, note)
    kept = checks.value_of(entry)
    if kept == old.value and numerator == old.numerator and denominator == old.denominator:
        raise Refused(
            _("El valor aprobado ya es %(value)s: escriba el correcto.")
            % {"value": write_number(old.value)}
        )
    try:
        with transaction.atomic():
            made = Reading.objects.create(
                indicator=indicator,
                period=period,
                area=old.area,
                category=old.category,
                value=kept,
                numerator=numerator,
                denominator=denominator,
                note=note.strip(),
                status=Status.SENT,
                reported_by=by,
                reported_at=timezone.now(),
                replaces=old,
            )
    except IntegrityError:
        raise Refused(
            _("Ya hay otra rectificación en camino: espere a que se decida sobre ella.")
        ) from None
    before, after = {"value": str(old.value)}, {"value": str(kept), "status": str(Status.SENT)}
    history.record(made, "rectifying", by=by, before=before, after=after, note=why)
    history.record(old, "rectification_sent", by=by, before=before, after=after, note=why)
    for content, name in evidence:
        attach(content, name, made, Attachment.Kind.EVIDENCE, by=by)
    _follow([made])
    telling.sent([made], by=by)
    return made


def may_decide(reading: Reading, user: User) -> bool:
    return is_coordinator(user) or reading.indicator.owner_id in user.units_as(Role.HEAD)


def _refuse_decision(reading: Reading, by: User) -> None:
    if not may_decide(reading, by):
        raise Refused(
            _("La lectura de %(code)s es de otra unidad: la decide su jefatura o la coordinación.")
            % {"code": reading.indicator.code}
        )
    if reading.status != Status.SENT:
        raise Refused(_decided(reading))
    checks.refuse_closed(reading.period)


def _decided(reading: Reading) -> str:
    told = {
        "code": reading.indicator.code,
        "period": reading.period.name,
        "state": reading.get_status_display(),
        "who": str(reading.decided_by or "Minga"),
        "day": day(reading.decided_at),
    }
    if reading.status == Status.DRAFT or reading.decided_at is None:
        return _("La lectura de %(code)s, %(period)s, no está enviada.") % told
    return _("La lectura de %(code)s, %(period)s, ya está %(state)s: %(who)s, %(day)s.") % told


def _held(keys: Collection[int]) -> dict[int, Reading | None]:
    """These readings, held until the transaction ends, in the order asked for."""
    rows = Reading.objects.filter(pk__in=keys)
    periods = Period.objects.filter(pk__in=rows.values("period")).select_for_update()
    status = dict(periods.order_by("pk").values_list("pk", "status"))
    locked = rows.select_for_update(of=("self",)).select_related(*WITH).order_by("pk")
    found = {reading.pk: reading for reading in locked}
    for reading in found.values():
        reading.period.status = status[reading.period_id]
    return {key: found.get(key) for key in keys}


def _one(reading: Reading) -> Reading:
    found = _held([reading.pk])[reading.pk]
    if found is None:
        raise Refused(_("Esta lectura ya no está: vea la lista otra vez."))
    return found


def _follow(readings: Collection[Reading], only: Collection[str] = READINGS) -> None:
    follow({r.indicator.plan_id for r in readings}, {r.indicator_id for r in readings}, only)
