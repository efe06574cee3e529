"""The five priority programmes of a year, which the yearly report to the State asks for."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused
from minga.monitoring.actions.means import refuse_year, touch
from minga.monitoring.models import Priority
from minga.people.models import User
from minga.plans.models import Initiative, Plan

RANKS = range(1, 6)


@transaction.atomic
def choose(plan: Plan, year: int, ranked: Mapping[int, Initiative | None], *, by: User) -> bool:
    """Say which initiative is 1, which 2…; a rank without one is left open.

    Replaces what the year had; returns whether anything changed.
    """
    refuse_year(year)
    wanted = {rank: one for rank, one in ranked.items() if one is not None}
    if not set(wanted) <= set(RANKS):
        raise Refused(_("Las prioridades van de 1 a 5."))
    twice: dict[int, int] = {}
    for rank, one in sorted(wanted.items()):
        if one.plan_id != plan.pk:
            raise Refused({f"rank{rank}": _("Elija una iniciativa de este plan.")})
        if one.pk in twice:
            raise Refused(
                {
                    f"rank{rank}": _(
                        "%(code)s ya es la prioridad %(rank)d: una iniciativa va una sola vez."
                    )
                    % {"code": one.code, "rank": twice[one.pk]}
                }
            )
        twice[one.pk] = rank
    touch(plan.pk)
    held = Priority.objects.filter(initiative__plan=plan, year=year).select_related("initiative")
    before = {str(p.rank): p.initiative.code for p in held}
    after = {str(rank): one.code for rank, one in sorted(wanted.items())}
    if before == after:
        return False
    held.delete()
    Priority.objects.bulk_create(
        Priority(initiative=one, year=year, rank=rank) for rank, one in sorted(wanted.items())
    )
    history.record(
        plan, "prioritised", by=by, before={"year": year, **before}, after={"year": year, **after}
    )
    return True
