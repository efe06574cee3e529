"""The life of an agreement, step by step."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.agreements import telling
from minga.agreements.actions import obligations
from minga.agreements.actions.ground import derive, reason_of, touch
from minga.agreements.actions.sign import PARTIES
from minga.agreements.models import Agreement
from minga.base import history
from minga.base.steps import Refused, advance
from minga.people.models import User

Status = Agreement.Status


@transaction.atomic
def send_to_review(agreement: Agreement, *, by: User) -> None:
    """The draft is ready: the heads of the unit hear of it."""
    _step(agreement, "send_to_review", by=by, reason="")
    telling.say(telling.heads(agreement), "to_review", agreement, by=by)


@transaction.atomic
def give_back(agreement: Agreement, *, by: User, reason: str) -> None:
    """Back to a draft, with its reason. Whoever signed has to sign the new text again."""
    why = reason_of(reason)
    _step(agreement, "give_back", by=by, note=why, reason=why)
    signed = agreement.parties.filter(signed_on__isnull=False).update(
        signed_on=None, signed_by=None
    )
    if signed:
        history.record(agreement, "signatures_cleared", by=by, after={"count": signed})
    telling.say(telling.authors(agreement), "given_back", agreement, by=by, reason=why)


@transaction.atomic
def clear(agreement: Agreement, *, by: User) -> None:
    """The review found nothing more: the parties may sign."""
    _now(agreement, "clear")
    _refuse_unready(agreement)
    _step(agreement, "clear", by=by, reason="")
    telling.say(telling.signers(agreement), "to_sign", agreement, by=by)


@transaction.atomic
def bring_into_force(agreement: Agreement, *, by: User, today: datetime.date | None = None) -> None:
    """Every party signed: it binds from now on, and its obligations become commitments."""
    _now(agreement, "bring_into_force")
    _refuse_unready(agreement)
    # the step first: it holds the row, so that no signature changes while they are counted
    before = agreement.status
    advance(agreement, "bring_into_force", reason="", signed_on=datetime.date.today())
    missing = agreement.parties.filter(signed_on=None).count()
    if missing:
        agreement.status = before
        raise Refused(
            ngettext(
                "Falta la firma de %(n)d parte: no entra en vigor hasta que firmen todas.",
                "Faltan las firmas de %(n)d partes: no entra en vigor hasta que firmen todas.",
                missing,
            )
            % {"n": missing}
        )
    agreement.signed_on = agreement.parties.aggregate(last=Max("signed_on"))["last"]
    agreement.save(update_fields=["signed_on"])
    derive(agreement)
    _remember(agreement, "bring_into_force", before, by=by)
    obligations.make_due(agreement, by=by, today=today)
    telling.say(telling.everybody(agreement), "in_force", agreement, by=by)


@transaction.atomic
def suspend(agreement: Agreement, *, by: User, reason: str) -> None:
    """A pause: its articulations go back to being worked on, what is owed already stays owed.

    The term keeps running: when it is over, a suspended agreement lapses as any other, and it
    does not renew itself.
    """
    why = reason_of(reason)
    _step(agreement, "suspend", by=by, note=why, reason=why)
    telling.say(telling.everybody(agreement), "suspended", agreement, by=by, reason=why)


@transaction.atomic
def resume(agreement: Agreement, *, by: User, today: datetime.date | None = None) -> None:
    _step(agreement, "resume", by=by, reason="")
    obligations.make_due(agreement, by=by, today=today)
    telling.say(telling.everybody(agreement), "resumed", agreement, by=by)


@transaction.atomic
def lapse(agreement: Agreement, *, today: datetime.date) -> None:
    """Its term is over. Nobody presses it: the day does."""
    _step(agreement, "lapse", by=None, ended_on=agreement.term_ends or today, reason="")
    telling.say(telling.everybody(agreement), "lapsed", agreement)


@transaction.atomic
def terminate(
    agreement: Agreement, *, by: User, reason: str, today: datetime.date | None = None
) -> None:
    """It ends before its term. What would have fallen due later is cancelled with the reason."""
    why = reason_of(reason)
    day = today or datetime.date.today()
    _step(agreement, "terminate", by=by, note=why, reason=why, ended_on=day)
    obligations.cancel_from(agreement, day, by=by, reason=why)
    telling.say(telling.everybody(agreement), "terminated", agreement, by=by, reason=why)


@transaction.atomic
def settle(agreement: Agreement, *, by: User) -> None:
    """The accounts are closed, after its end."""
    if agreement.status in Agreement.LIVE:
        raise Refused(_("Todavía está en vigor: se liquida cuando venza o se termine."))
    _step(agreement, "settle", by=by)


@transaction.atomic
def archive(agreement: Agreement, *, by: User) -> None:
    _step(agreement, "archive", by=by)


def _step(
    agreement: Agreement, verb: str, *, by: User | None, note: str = "", **changes: Any
) -> None:
    _now(agreement, verb)
    before = agreement.status
    advance(agreement, verb, **changes)
    _remember(agreement, verb, before, by=by, note=note)


def _remember(
    agreement: Agreement, verb: str, before: str, *, by: User | None, note: str = ""
) -> None:
    Agreement.objects.filter(pk=agreement.pk).update(version=F("version") + 1)
    agreement.version += 1
    states = {"status": before}, {"status": agreement.status}
    history.record(agreement, verb, by=by, before=states[0], after=states[1], note=note)
    touch(agreement, by=by, why=str(agreement))


def _now(agreement: Agreement, verb: str) -> None:
    if agreement.status not in Agreement.STEPS[verb].starts:
        raise Refused(
            _("El convenio ya está «%(state)s»: ese paso no corresponde. Vea su página otra vez.")
            % {"state": agreement.get_status_display()}
        )


def _refuse_unready(agreement: Agreement) -> None:
    """What a text needs before anybody signs it."""
    if agreement.parties.count() < PARTIES:
        raise Refused(_("Un convenio tiene al menos dos partes: añada la otra antes de firmar."))
    if agreement.starts is None:
        raise Refused(_("Falta desde cuándo rige: escríbalo en el borrador."))
    if agreement.ends is None and not agreement.indefinite:
        raise Refused(_("Falta hasta cuándo rige: escriba la fecha o marque «sin plazo de fin»."))
