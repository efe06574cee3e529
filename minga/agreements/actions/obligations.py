"""What the parties owe: each time an obligation is due, it is a commitment."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from minga.agreements.actions.ground import claim, frozen
from minga.agreements.models import Agreement, Amendment, Formalises, Obligation, Party
from minga.agreements.terms import later, occurrences
from minga.base import history
from minga.base.days import refuse_far
from minga.base.steps import Refused
from minga.commitments import actions as commitments
from minga.commitments.models import Commitment
from minga.people.models import User
from minga.plans.models import Articulation

AHEAD = 12  # months for which occurrences are commitments already
RECORD = "agreements.obligation"


@transaction.atomic
def oblige(
    agreement: Agreement,
    party: Party,
    *,
    by: User,
    text: str,
    due: datetime.date | None = None,
    recurrence: str = Obligation.Recurrence.ONCE,
) -> Obligation:
    """Add what a party has to do: in a draft, or later where an addendum says so."""
    if not text.strip():
        raise Refused({"text": _("Escriba qué tiene que hacer la parte.")})
    if recurrence != Obligation.Recurrence.ONCE and due is None:
        raise Refused({"due": _("Lo que se repite necesita el día de la primera vez.")})
    refuse_far(due=due)
    if party.agreement_id != agreement.pk:
        raise Refused({"party": _("Elija una parte de este convenio.")})
    claim(agreement, [Agreement.Status.DRAFT, *Agreement.LIVE], frozen(agreement))
    live = agreement.status in Agreement.LIVE
    if live and not agreement.amendments.filter(kind=Amendment.Kind.ADDENDUM).exists():
        raise Refused(_("Una obligación nueva se acuerda en una adenda: regístrela primero."))
    same = agreement.obligations.filter(text=text.strip(), due=due, recurrence=recurrence)
    if same.filter(party=party, closed=False).exists():
        raise Refused({"text": _("Esa obligación ya está: si es otra, diga en qué se distingue.")})
    made = Obligation.objects.create(
        agreement=agreement, party=party, text=text.strip(), due=due, recurrence=recurrence
    )
    after = {"actor": party.actor.name, "text": made.text}
    history.record(agreement, "obliged", by=by, after=after)
    if agreement.status == Agreement.Status.IN_FORCE:
        make_due(agreement, by=by)
    return made


@transaction.atomic
def release(obligation: Obligation, *, by: User) -> None:
    """Take an obligation out of the draft."""
    agreement = obligation.agreement
    claim(agreement, [Agreement.Status.DRAFT], frozen(agreement))
    before = {"actor": obligation.party.actor.name, "text": obligation.text}
    history.record(agreement, "obligation_removed", by=by, before=before)
    obligation.delete()


def make_due(
    agreement: Agreement, *, by: User | None, today: datetime.date | None = None
) -> list[Commitment]:
    """Make commitments of what its obligations bring up to a year ahead, or to its term's end."""
    return make_due_of([agreement], by=by, today=today or datetime.date.today())


@transaction.atomic
def make_due_of(
    agreements: Collection[Agreement], *, by: User | None, today: datetime.date
) -> list[Commitment]:
    """The same for many agreements in force, with a number of statements that hardly grows.

    The day up to which an obligation has become commitments is part of the UPDATE, so that two
    who do it at once make each only once.
    """
    by_key = {a.pk: a for a in agreements if a.status == Agreement.Status.IN_FORCE}
    found = Obligation.objects.filter(agreement__in=by_key, closed=False).select_related(
        "party__actor"
    )
    only = _only_articulations(by_key.values())
    wanted = []
    for obligation in found.order_by("pk"):
        agreement = by_key[obligation.agreement_id]
        days = list(_days(obligation, agreement, today))
        if not days or not _claim(obligation, days):
            continue
        wanted += [
            commitments.New(
                obligation.text,
                obligation.party.actor,
                day,
                obligation,
                agreement.unit,
                agreement.plan,
                only.get(agreement.pk),
                visibility=agreement.visibility,
            )
            for day in days
        ]
    if not wanted:
        return []
    # the parties hear that the agreement is in force; of each day when it comes near
    return commitments.make_all(wanted, by=by, past=True, tells=False, today=today)


@transaction.atomic
def cancel_from(
    agreement: Agreement, day: datetime.date, *, by: User, reason: str
) -> list[Commitment]:
    """Cancel what would have fallen due after `day`, and ask for nothing more."""
    keys = list(agreement.obligations.values_list("pk", flat=True))
    agreement.obligations.update(closed=True)
    open_ones = (
        Commitment.objects.born_in(RECORD, *keys)
        .due()
        .exclude(due__lte=day)
        .select_related("actor", "person")
    )
    why = _("El convenio terminó antes: %(reason)s") % {"reason": reason}
    found = list(open_ones)
    for commitment in found:
        commitments.cancel(commitment, reason=why, by=by)
    return found


def _days(
    obligation: Obligation, agreement: Agreement, today: datetime.date
) -> Iterable[datetime.date | None]:
    """What is still to be made of it; one that happens once may fall after the term's end."""
    if obligation.due is None:
        return [agreement.term_ends]
    horizon = later(today, AHEAD)
    once = obligation.recurrence == Obligation.Recurrence.ONCE
    if agreement.term_ends and not once:
        horizon = min(horizon, agreement.term_ends)
    return occurrences(obligation.due, obligation.recurrence, obligation.last_due, horizon)


def _claim(obligation: Obligation, days: list[datetime.date | None]) -> bool:
    once = obligation.recurrence == Obligation.Recurrence.ONCE
    held = Obligation.objects.filter(
        pk=obligation.pk, closed=False, last_due=obligation.last_due
    ).update(last_due=days[-1], closed=once)
    return bool(held)


def _only_articulations(agreements: Iterable[Agreement]) -> dict[int, Articulation]:
    """The articulation of each agreement that carries out only one."""
    linked: dict[int, list[Articulation]] = defaultdict(list)
    rows = Formalises.objects.filter(agreement__in=[a.pk for a in agreements])
    for row in rows.select_related("articulation"):
        linked[row.agreement_id].append(row.articulation)
    return {pk: found[0] for pk, found in linked.items() if len(found) == 1}
