"""Writing an agreement: its text, its parties, what they put in, and what it carries out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from minga.actors.actions import still
from minga.actors.models import Actor
from minga.actors.units import actor_of
from minga.agreements.actions.ground import (
    claim,
    claim_draft,
    derive,
    frozen,
    index,
    refuse_huge,
    touch,
)
from minga.agreements.actions.obligations import RECORD
from minga.agreements.models import Agreement, Contribution, Formalises, Party
from minga.base import history
from minga.base.days import refuse_far
from minga.base.steps import Refused
from minga.commitments.actions import show
from minga.commitments.models import Commitment
from minga.people.models import Unit, User
from minga.plans.actions.settle import settle
from minga.plans.models import Articulation, MechanismType, Plan

Status = Agreement.Status
TEXT = (
    *("number", "title", "type", "object", "unit", "starts", "ends", "indefinite"),
    *("renewal", "renewal_months"),
)
AROUND = (  # what is not the text, and may change until it is archived
    *("administrator", "notice_days", "visibility"),
    *("authorised_by", "authorised_on", "published_in", "published_on"),
)
OPEN = [status for status in Status.values if status != Status.ARCHIVED]
LONGEST_NOTICE, LONGEST_RENEWAL = 3650, 600  # days, months
LINKABLE = [*Agreement.BEFORE, *Agreement.LIVE]


@transaction.atomic
def create(
    plan: Plan,
    *,
    by: User,
    title: str,
    type: MechanismType,
    unit: Unit,
    articulations: Iterable[Articulation] = (),
    **fields: Any,
) -> Agreement:
    """A draft, with the unit that administers it as its first party."""
    made = Agreement(plan=plan, title=title, type=type, unit=unit, **fields)
    made.administrator = made.administrator or by
    _check(made)
    wanted = list(articulations)
    _refuse_strangers(plan, wanted)
    _refuse_twice(made)
    _store(made)
    Party.objects.create(agreement=made, actor=actor_of(unit))
    Formalises.objects.bulk_create(
        Formalises(agreement=made, articulation=articulation) for articulation in wanted
    )
    derive(made)
    index(made)
    history.record(made, "created", by=by, after={"title": made.title, "type": str(type)})
    touch(made, by=by, why=str(made))
    return made


@transaction.atomic
def edit(agreement: Agreement, *, by: User, version: int, **changes: Any) -> bool:
    """Change some of TEXT, only in a draft, or of AROUND; returns whether anything differed.

    `version` is the one the person saw: the second of two people is told.
    """
    before = {name: getattr(agreement, name) for name in changes}
    after = {name: value for name, value in changes.items() if value != before[name]}
    if not after:
        return False
    if any(name in TEXT for name in after) and agreement.status != Status.DRAFT:
        raise Refused(frozen(agreement))
    allowed = [Status.DRAFT] if any(name in TEXT for name in after) else OPEN
    for name, value in after.items():
        setattr(agreement, name, value)
    _check(agreement)
    held = Agreement.objects.filter(pk=agreement.pk, version=version, status__in=allowed).update(
        version=F("version") + 1
    )
    if not held:
        raise Refused(
            _("Otra persona cambió este convenio mientras usted escribía. Ábralo otra vez.")
        )
    agreement.version = version + 1
    _store(agreement, *after, "version")
    derive(agreement)
    index(agreement)
    if "visibility" in after:
        keys = agreement.obligations.values_list("pk", flat=True)
        show(Commitment.objects.born_in(RECORD, *keys), after["visibility"], by=by)
    told = {name: history.plain(value) for name, value in after.items()}
    held_before = {name: history.plain(before[name]) for name in after}
    history.record(agreement, "edited", by=by, before=held_before, after=told)
    touch(agreement, by=by)
    return True


@transaction.atomic
def add_party(
    agreement: Agreement,
    actor: Actor,
    *,
    by: User,
    capacity: str = "",
    signatory: str = "",
    position: str = "",
) -> Party:
    claim_draft(agreement)
    still(actor)
    party, made = Party.objects.get_or_create(
        agreement=agreement,
        actor=actor,
        defaults={"capacity": capacity, "signatory": signatory, "position": position},
    )
    if not made:
        raise Refused(_("%(name)s ya es parte de este convenio.") % {"name": actor})
    history.record(agreement, "party_added", by=by, after={"actor": actor.name})
    index(agreement)
    touch(agreement, by=by)
    return party


@transaction.atomic
def edit_party(party: Party, *, by: User, capacity: str, signatory: str, position: str) -> bool:
    """Who signs, and as what; until that party has signed."""
    agreement = party.agreement
    claim(agreement, Agreement.BEFORE, frozen(agreement))
    wanted = {"capacity": capacity, "signatory": signatory, "position": position}
    before = {name: getattr(party, name) for name in wanted}
    after = {name: value for name, value in wanted.items() if value != before[name]}
    if not after:
        return False
    if not Party.objects.filter(pk=party.pk, signed_on=None).update(**after):
        raise Refused(_("%(name)s ya firmó: no cambia quién firma.") % {"name": party.actor})
    for name, value in after.items():
        setattr(party, name, value)
    before = {name: before[name] for name in after} | {"actor": party.actor.name}
    history.record(agreement, "party_changed", by=by, before=before, after=after)
    return True


@transaction.atomic
def remove_party(party: Party, *, by: User) -> None:
    """Only from a draft: nobody leaves an agreement that somebody signed."""
    agreement = party.agreement
    _refuse_leaving(agreement)
    claim_draft(agreement)
    if party.obligations.exists():
        raise Refused(
            _("%(name)s tiene obligaciones en este convenio: quítelas primero.")
            % {"name": party.actor}
        )
    history.record(agreement, "party_removed", by=by, before={"actor": party.actor.name})
    party.delete()
    derive(agreement)
    index(agreement)
    touch(agreement, by=by)


@transaction.atomic
def contribute(
    party: Party, *, by: User, amount: Decimal, source: str = "", in_kind: bool = False
) -> Contribution:
    agreement = party.agreement
    claim_draft(agreement)
    if amount < 0:
        raise Refused(_("El monto no puede ser menor que cero."))
    refuse_huge(amount)
    if party.contributions.filter(amount=amount, source=source, in_kind=in_kind).exists():
        raise Refused(_("Ese aporte ya está: si es otro, escriba una fuente que lo distinga."))
    made = Contribution.objects.create(party=party, amount=amount, source=source, in_kind=in_kind)
    after = {"actor": party.actor.name, "amount": str(amount), "source": source}
    history.record(agreement, "contributed", by=by, after=after)
    derive(agreement)
    return made


@transaction.atomic
def withdraw(contribution: Contribution, *, by: User) -> None:
    """Take a contribution out of the draft."""
    agreement = contribution.party.agreement
    claim_draft(agreement)
    before = {"actor": contribution.party.actor.name, "amount": str(contribution.amount)}
    history.record(agreement, "contribution_removed", by=by, before=before)
    contribution.delete()
    derive(agreement)


@transaction.atomic
def link(agreement: Agreement, articulation: Articulation, *, by: User) -> None:
    """Say that it carries out an articulation, while it is being prepared or binds."""
    _refuse_strangers(agreement.plan, [articulation])
    claim(agreement, LINKABLE, _ended())
    _row, made = Formalises.objects.get_or_create(agreement=agreement, articulation=articulation)
    if not made:
        raise Refused(_("El convenio ya formaliza esa articulación."))
    history.record(agreement, "linked", by=by, after={"articulation": _named(articulation)})
    settle([articulation.pk], by=by, why=str(agreement))


@transaction.atomic
def unlink(agreement: Agreement, articulation: Articulation, *, by: User) -> None:
    claim(agreement, LINKABLE, _ended())
    gone, _rows = agreement.formalises.filter(articulation=articulation).delete()
    if not gone:
        raise Refused(_("El convenio ya no formaliza esa articulación."))
    history.record(agreement, "unlinked", by=by, before={"articulation": _named(articulation)})
    settle([articulation.pk], by=by, why=str(agreement))


def _ended() -> str:
    return _("El convenio ya terminó: lo que formalizó queda como está.")


def _named(articulation: Articulation) -> str:
    return f"{articulation.initiative.code} · {articulation.objective[:120]}"


def _refuse_strangers(plan: Plan, wanted: Iterable[Articulation]) -> None:
    for articulation in wanted:
        if articulation.initiative.plan_id != plan.pk:
            raise Refused(
                _("La articulación es de otro plan: elija una de «%(plan)s».")
                % {"plan": plan.label}
            )
        if articulation.status == Articulation.Status.DISCARDED:
            raise Refused(_("La articulación está descartada: elija otra, o recupérela primero."))


def _refuse_twice(made: Agreement) -> None:
    """A button that is pressed twice makes one draft."""
    same = Agreement.objects.filter(
        plan=made.plan, unit=made.unit, type=made.type, title=made.title, status=Status.DRAFT
    )
    if same.filter(number=made.number, starts=made.starts, ends=made.ends).exists():
        raise Refused(
            {"title": _("Ya hay un borrador igual de esa unidad: ábralo, o escriba otro título.")}
        )


def _refuse_leaving(agreement: Agreement) -> None:
    if agreement.status in Agreement.LIVE:
        raise Refused(
            _(
                "Una parte no sale de un convenio firmado:"
                " registre una adenda, o termine el convenio."
            )
        )
    if agreement.parties.filter(signed_on__isnull=False).exists():
        raise Refused(
            _("Ya hay firmas: devuelva el convenio a borrador, y las partes firmarán de nuevo.")
        )


def _check(agreement: Agreement) -> None:
    if not agreement.title.strip():
        raise Refused({"title": _("Escriba el título del convenio.")})
    agreement.title = " ".join(agreement.title.split())
    names = ("starts", "ends", "authorised_on", "published_on")
    refuse_far(**{name: getattr(agreement, name) for name in names})
    _check_term(agreement.starts, agreement.ends, agreement.indefinite)
    if agreement.notice_days > LONGEST_NOTICE:
        raise Refused(
            {"notice_days": _("Avise a lo más con %d días de anticipación.") % LONGEST_NOTICE}
        )
    if (agreement.renewal_months or 0) > LONGEST_RENEWAL:
        raise Refused(
            {"renewal_months": _("Una renovación dura a lo más %d meses.") % LONGEST_RENEWAL}
        )
    if agreement.renewal == Agreement.Renewal.AUTOMATIC:
        if not agreement.renewal_months:
            raise Refused({"renewal_months": _("Escriba por cuántos meses se renueva cada vez.")})
        if agreement.indefinite:
            raise Refused({"renewal": _("Lo que no tiene plazo de fin no se renueva: elija uno.")})


def _check_term(starts: datetime.date | None, ends: datetime.date | None, indefinite: bool) -> None:
    if indefinite and ends:
        raise Refused(
            {"ends": _("Es indefinido y tiene fin: deje la fecha en blanco o quite «sin plazo».")}
        )
    if starts and ends and ends < starts:
        raise Refused(
            {
                "ends": _(
                    "La fecha de fin es anterior a la de inicio. Escriba una posterior o marque"
                    " «sin plazo de fin»."
                )
            }
        )


def _store(agreement: Agreement, *names: str) -> None:
    """Write it, unless another agreement has its number."""
    try:
        with transaction.atomic():
            agreement.save(update_fields=names or None)
    except IntegrityError:
        raise Refused(
            {"number": _("Otro convenio ya tiene ese número: escriba uno distinto.")}
        ) from None
