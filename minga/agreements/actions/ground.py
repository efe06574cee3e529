"""What every change of an agreement needs: the claim, the present terms, the words to search by."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from minga.agreements.models import Agreement, Amendment, Contribution
from minga.agreements.terms import Terms, current
from minga.base import search
from minga.base.steps import Refused
from minga.people.models import User
from minga.plans.actions.settle import settle
from minga.plans.models import Plan

Status = Agreement.Status
MOST = Decimal(10) ** 13  # dollars: up to here both databases keep every cent


def claim(agreement: Agreement, allowed: Collection[str], otherwise: str, **fields: Any) -> None:
    """Hold the row for the rest of the transaction, if it still is in an allowed state.

    Whoever signs, gives back or edits at the same moment waits, and then is told.
    """
    held = Agreement.objects.filter(pk=agreement.pk, status__in=allowed).update(
        version=F("version") + 1, **fields
    )
    if not held:
        raise Refused(otherwise)
    agreement.version += 1
    for name, value in fields.items():
        setattr(agreement, name, value)


def claim_draft(agreement: Agreement) -> None:
    claim(agreement, [Status.DRAFT], frozen(agreement))


def frozen(agreement: Agreement) -> str:
    """Why the text does not change, and what to do."""
    if agreement.status in (Status.REVIEW, Status.TO_SIGN):
        return _("El texto ya no es un borrador: devuélvalo para corregir y cámbielo entonces.")
    if agreement.status in Agreement.LIVE:
        return _("El convenio está en vigor: lo que cambia se registra en una adenda.")
    return _("El convenio ya terminó: su texto no cambia.")


def terms_of(agreement: Agreement) -> Terms:
    return current(
        agreement,
        Amendment.objects.filter(agreement=agreement),
        Contribution.objects.filter(party__agreement=agreement),
    )


def derive(agreement: Agreement) -> Terms:
    """Keep the present term and amount beside the text, in the same transaction."""
    terms = terms_of(agreement)
    refuse_huge(terms.amount)
    agreement.term_ends, agreement.amount = terms.ends, terms.amount
    agreement.save(update_fields=["term_ends", "amount"])
    return terms


def refuse_huge(amount: Decimal) -> None:
    if abs(amount) >= MOST:
        raise Refused({"amount": _("El monto es demasiado grande: revise las cifras.")})


def linked(agreement: Agreement) -> list[int]:
    return list(agreement.formalises.values_list("articulation", flat=True))


def touch(agreement: Agreement, *, by: User | None, why: str = "") -> None:
    """What every change brings about: the state of its articulations, a new revision."""
    if keys := linked(agreement):
        settle(keys, by=by, why=why)
    else:
        Plan.objects.filter(pk=agreement.plan_id).update(revision=F("revision") + 1)


def index(agreement: Agreement) -> None:
    """The words it is found by: its own, and who its parties are."""
    parties = agreement.parties.values_list("actor__name", "actor__acronym")
    words = [agreement.number, agreement.title, agreement.object]
    words += [word for names in parties for word in names]
    search.index("agreements.agreement", [(agreement.pk, " ".join(words))])


def reason_of(text: str) -> str:
    """Every return, pause and end carries its reason."""
    reason = text.strip()
    if not reason:
        raise Refused(_("Escriba la razón: quienes reciben el aviso la van a leer."))
    return reason
