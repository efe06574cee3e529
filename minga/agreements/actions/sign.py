"""The signature of a party: one, whoever presses first."""

from __future__ import annotations

import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.agreements.actions.ground import claim, touch
from minga.agreements.models import Agreement, Party
from minga.base import history
from minga.base.days import refuse_far
from minga.base.steps import Refused
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.people.models import Role, User

PARTIES = 2  # it takes two to agree


@transaction.atomic
def sign(
    party: Party,
    *,
    by: User,
    on: datetime.date,
    note: str = "",
    document: tuple[BinaryIO, str] | None = None,
) -> None:
    """The head of the unit that is the party signs for it; anybody else records how it is known.

    The last signature does not bring the agreement into force by itself: a term may begin later,
    or a publication be missing, so a person says so.
    """
    agreement = party.agreement
    if agreement.parties.count() < PARTIES:
        raise Refused(_("Un convenio tiene al menos dos partes: añada la otra antes de firmar."))
    refuse_far(on=on)
    if on > datetime.date.today():
        raise Refused({"on": _("Ese día todavía no llega: escriba el día en que se firmó.")})
    own = party.actor.unit_id in by.units_as(Role.HEAD)
    if not own and not note.strip() and document is None:
        raise Refused(
            {
                "note": _(
                    "Usted registra la firma de otra institución: adjunte el documento firmado o"
                    " escriba cómo consta."
                )
            }
        )
    claim(agreement, [Agreement.Status.TO_SIGN], _not_now(agreement))
    # the empty day is part of the UPDATE: of two people who press at once, one signs
    if not Party.objects.filter(pk=party.pk, signed_on=None).update(signed_on=on, signed_by=by):
        raise Refused(_("%(name)s ya firmó este convenio.") % {"name": party.actor})
    party.signed_on, party.signed_by = on, by
    if document:
        content, name = document
        attach(content, name, agreement, Attachment.Kind.SIGNED, by=by)
    after = {"actor": party.actor.name, "on": date_format(on, "Y-m-d"), "recorded": not own}
    history.record(agreement, "signed", by=by, after=after, note=note.strip())
    touch(agreement, by=by)


def _not_now(agreement: Agreement) -> str:
    if agreement.status in (Agreement.Status.DRAFT, Agreement.Status.REVIEW):
        return _("Todavía no está para firma: falta la revisión jurídica.")
    return _("El convenio ya no espera firmas.")
