"""Setting targets by an act. A later act replaces a target, which stays to be read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.days import refuse_far
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.monitoring.actions.define import renew
from minga.monitoring.actions.sheet_rules import same_as_base
from minga.monitoring.models import Indicator, Target
from minga.monitoring.scoring.refresh import refresh
from minga.people.models import User


@dataclass(frozen=True, slots=True)
class Wish:
    """A target to be set, and the act that sets it."""

    until: datetime.date
    value: Decimal
    act: str = ""
    act_date: datetime.date | None = None


class Wrong(Refused):
    """One of several targets cannot be; `until` says which."""

    def __init__(self, until: datetime.date, says: str) -> None:
        super().__init__(says)
        self.until = until


def set_target(
    indicator: Indicator,
    until: datetime.date,
    value: Decimal,
    *,
    act: str = "",
    act_date: datetime.date | None = None,
    by: User | None,
) -> Target | None:
    """What it shall reach by a day; None where that was so already."""
    made = set_targets(indicator, [Wish(until, value, act, act_date)], by=by)
    return made[0] if made else None


@transaction.atomic
def set_targets(indicator: Indicator, wishes: Sequence[Wish], *, by: User | None) -> list[Target]:
    """Several at once, all or none. Returns those that are new or whose act is told anew.

    Another value for the same day makes a new target that replaces the old one. The same value
    with another act only corrects what is said of the act.
    """
    Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)  # scores may refer to it
    held = {target.until: target for target in indicator.targets.current()}
    for wish in wishes:
        check_wish(indicator, wish)
    new, told_anew = [], []
    for wish in {wish.until: wish for wish in wishes}.values():
        there = held.get(wish.until)
        if there is None or there.value != wish.value:
            new.append(_target(indicator, wish))
        elif (there.act, there.act_date) != (wish.act.strip(), wish.act_date):
            there.act, there.act_date = wish.act.strip(), wish.act_date
            told_anew.append(there)
    if new:
        put(new, held.values())
    if told_anew:
        Target.objects.bulk_update(told_anew, ["act", "act_date"])
        _remember(indicator, "targets_act", told_anew, held, by)
    if not new and not told_anew:
        return []
    if new:
        _remember(indicator, "targets_set", new, held, by)
        refresh({indicator.pk})
    renew(indicator.plan_id)
    return [*new, *told_anew]


@transaction.atomic
def undo(entry: Entry, *, by: User) -> None:
    """Take back targets that were just set: those that they replaced count again."""
    indicator = Indicator.objects.select_for_update(no_key=True).get(pk=entry.object_id)
    made = [one["id"] for one in entry.after["targets"]]
    mine = list(indicator.targets.current().filter(pk__in=made))
    if len(mine) < len(made):
        raise Refused(_("Ya no se puede deshacer: alguien cambió lo mismo después."))
    freed = list(Target.objects.filter(replaced_by__in=made))
    places = {old.until: old for old in freed}
    back = [target for target in mine if target.until in places]
    for target in back:
        target.replaced_by = places[target.until]
    Target.objects.bulk_update(back, ["replaced_by"])
    Target.objects.filter(pk__in=[old.pk for old in freed]).update(replaced_by=None)
    Target.objects.filter(pk__in=made).delete()
    history.record(
        indicator,
        "undone",
        by=by,
        before={"targets": entry.after["targets"]},
        after={"targets": told(freed)},
    )
    renew(indicator.plan_id)
    refresh({indicator.pk})


def put(new: Sequence[Target], held: Iterable[Target]) -> None:
    """Store targets in the place of those of the same indicator and day.

    At no moment are there two current ones for a day: until the old one has stepped back, the new
    one counts as replaced by it.
    """
    places = {(target.indicator_id, target.until): target for target in held}
    replaced = []
    for target in new:
        target.replaced_by = places.get((target.indicator_id, target.until))
        if target.replaced_by:
            replaced.append((target, target.replaced_by))
    Target.objects.bulk_create(new, batch_size=500)
    for target, old in replaced:
        old.replaced_by, target.replaced_by = target, None
    Target.objects.bulk_update([old for _t, old in replaced], ["replaced_by"], batch_size=500)
    Target.objects.bulk_update([target for target, _o in replaced], ["replaced_by"], batch_size=500)


def check_wish(indicator: Indicator, wish: Wish) -> None:
    try:
        refuse_far(until=wish.until, act_date=wish.act_date)
    except Refused as refusal:
        raise Wrong(wish.until, " ".join(refusal.messages)) from None
    if abs(wish.value) >= Decimal(10) ** 18:
        raise Wrong(wish.until, _("La meta es un número demasiado largo."))
    if len(wish.act) > 300:
        raise Wrong(wish.until, _("Escriba el acto en a lo más 300 letras."))
    if same_as_base(indicator, wish.value):
        raise Wrong(
            wish.until,
            _(
                "La meta es igual a la línea base y así no se puede medir el avance: escriba otro"
                " valor, o diga en la ficha que el sentido es mantener."
            ),
        )
    if indicator.base_date and wish.until <= indicator.base_date:
        raise Wrong(
            wish.until,
            _("La meta es para antes de la línea base: escriba un día posterior a ella."),
        )


def _target(indicator: Indicator, wish: Wish) -> Target:
    return Target(
        indicator=indicator,
        until=wish.until,
        value=wish.value,
        act=wish.act.strip(),
        act_date=wish.act_date,
    )


def _remember(
    indicator: Indicator,
    verb: str,
    targets: Sequence[Target],
    held: Mapping[datetime.date, Target],
    by: User | None,
) -> None:
    was = [held[target.until] for target in targets if target.until in held]
    history.record(
        indicator, verb, by=by, before={"targets": told(was)}, after={"targets": told(targets)}
    )


def told(targets: Iterable[Target]) -> list[dict[str, object]]:
    return [
        {
            "id": target.pk,
            "until": target.until.isoformat(),
            "value": f"{target.value.normalize():f}",
            "act": target.act,
            "act_date": target.act_date and target.act_date.isoformat(),
        }
        for target in targets
    ]
