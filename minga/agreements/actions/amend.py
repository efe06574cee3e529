"""What the parties change later: a new end, another amount, other words."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from minga.agreements import telling
from minga.agreements.actions import obligations
from minga.agreements.actions.ground import claim, derive, refuse_huge, terms_of, touch
from minga.agreements.models import Agreement, Amendment
from minga.base import history
from minga.base.days import refuse_far
from minga.base.steps import Refused
from minga.base.templatetags.look import day
from minga.people.models import User

Kind = Amendment.Kind


@transaction.atomic
def extend(
    agreement: Agreement,
    *,
    by: User,
    signed_on: datetime.date,
    ends: datetime.date | None = None,
    indefinite: bool = False,
    text: str = "",
) -> Amendment:
    """A later end, or none at all, agreed before the present term is over."""
    return _amend(
        agreement,
        Kind.EXTENSION,
        by=by,
        signed_on=signed_on,
        ends=ends,
        indefinite=indefinite,
        text=text,
    )


@transaction.atomic
def add_addendum(
    agreement: Agreement,
    *,
    by: User,
    signed_on: datetime.date,
    text: str,
    amount: Decimal | None = None,
) -> Amendment:
    """Other words, or another amount: `amount` is what it adds, negative where it takes away."""
    if not text.strip():
        raise Refused({"text": _("Escriba qué cambia la adenda.")})
    return _amend(agreement, Kind.ADDENDUM, by=by, signed_on=signed_on, amount=amount, text=text)


@transaction.atomic
def renew(agreement: Agreement, ends: datetime.date, *, today: datetime.date) -> Amendment:
    """It renews itself, as its text says."""
    claim(agreement, [Agreement.Status.IN_FORCE], _not_now(agreement))
    return _store(agreement, Kind.RENEWAL, by=None, signed_on=today, ends=ends)


def _amend(
    agreement: Agreement, kind: Kind, *, by: User, signed_on: datetime.date, **fields: Any
) -> Amendment:
    claim(agreement, Agreement.LIVE, _not_now(agreement))
    refuse_far(signed_on=signed_on, ends=fields.get("ends"))
    terms = terms_of(agreement)
    if signed_on > datetime.date.today():
        raise Refused({"signed_on": _("Ese día todavía no llega: escriba el día de la firma.")})
    if agreement.signed_on and signed_on < agreement.signed_on:
        raise Refused(
            {
                "signed_on": _("El convenio se suscribió el %(day)s: nada lo cambia antes.")
                % {"day": day(agreement.signed_on)}
            }
        )
    if terms.ends and signed_on > terms.ends:
        raise Refused({"signed_on": _lapsed(terms.ends)})
    if kind == Kind.EXTENSION:
        _refuse_no_extension(terms.ends, terms.indefinite, **fields)
    if agreement.amendments.filter(kind=kind, signed_on=signed_on, **fields).exists():
        raise Refused(_("Esa adenda ya está registrada: si es otra, diga en qué se distingue."))
    refuse_huge(fields.get("amount") or Decimal(0))
    if terms.amount + (fields.get("amount") or 0) < 0:
        raise Refused({"amount": _("Quita más de lo que el convenio tiene: revise el monto.")})
    amendment = _store(agreement, kind, by=by, signed_on=signed_on, **fields)
    verb = "extended" if kind == Kind.EXTENSION else "amended"
    telling.say(
        telling.everybody(agreement),
        verb,
        agreement,
        by=by,
        ends=day(agreement.term_ends) or _("sin plazo de fin"),
    )
    return amendment


def _refuse_no_extension(
    held: datetime.date | None,
    was_indefinite: bool,
    ends: datetime.date | None = None,
    indefinite: bool = False,
    **_fields: Any,
) -> None:
    if was_indefinite:
        raise Refused(_("El convenio no tiene plazo de fin: no hay qué prorrogar."))
    if bool(ends) == indefinite:
        raise Refused({"ends": _("Escriba el nuevo fin, o marque que queda sin plazo de fin.")})
    if ends and held and ends <= held:
        raise Refused(
            {
                "ends": _("Una prórroga termina después del %(day)s, que es el fin actual.")
                % {"day": day(held)}
            }
        )


def _store(
    agreement: Agreement,
    kind: Kind,
    *,
    by: User | None,
    signed_on: datetime.date,
    **fields: Any,
) -> Amendment:
    """The row of the agreement is held, so its numbers follow one another."""
    last = agreement.amendments.aggregate(last=Max("number"))["last"] or 0
    before = {"ends": history.plain(agreement.term_ends), "amount": str(agreement.amount)}
    made = Amendment.objects.create(
        agreement=agreement, number=last + 1, kind=kind, signed_on=signed_on, by=by, **fields
    )
    derive(agreement)
    after = {"ends": history.plain(agreement.term_ends), "amount": str(agreement.amount)}
    changed = [name for name in after if after[name] != before[name]]
    verbs = {Kind.EXTENSION: "extended", Kind.ADDENDUM: "amended", Kind.RENEWAL: "renewed"}
    history.record(
        agreement,
        verbs[kind],
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        note=made.text,
    )
    if kind != Kind.RENEWAL:  # a renewal is followed by others, and then by these
        obligations.make_due(agreement, by=by)
        touch(agreement, by=by)
    return made


def _not_now(agreement: Agreement) -> str:
    if agreement.status in Agreement.BEFORE:
        return _("Todavía no está en vigor: cambie el borrador.")
    if agreement.status == Agreement.Status.LAPSED:
        return _lapsed(agreement.term_ends)
    return _("El convenio ya terminó: prepare uno nuevo.")


def _lapsed(ended: datetime.date | None) -> str:
    return _("Venció el %(day)s, y lo vencido no se prorroga: prepare un convenio nuevo.") % {
        "day": day(ended)
    }
