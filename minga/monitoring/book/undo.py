"""Taking back what a workbook brought, but for what somebody changed since."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import history, search
from minga.base.steps import Refused
from minga.files.models import Attachment
from minga.monitoring.actions import define
from minga.monitoring.actions.after import follow
from minga.monitoring.actions.means import held, seen
from minga.monitoring.book.known import AT_ONCE
from minga.monitoring.models import (
    BudgetLine,
    Indicator,
    Milestone,
    Period,
    Post,
    Reading,
    Target,
    Workbook,
)
from minga.people.models import User

MODELS: dict[str, type[models.Model]] = {  # the last that came goes first
    "people": Post,
    "budget": BudgetLine,
    "milestones": Milestone,
    "readings": Reading,
    "targets": Target,
    "indicators": Indicator,
}


@transaction.atomic
def undo(book: Workbook, *, by: User) -> tuple[int, int]:
    """Returns how many records went back, and how many stay because they changed since."""
    claimed = Workbook.objects.filter(pk=book.pk, undone_at=None).exclude(applied_at=None)
    if not claimed.update(undone_at=timezone.now()):
        raise Refused(_("Este libro ya se deshizo."))
    back = left = 0
    indicators: set[int] = set()
    for name, model in MODELS.items():
        changed = book.changed.get(name, {})
        made, edited = changed.get("created", []), changed.get("edited", [])
        keys = [row[0] for row in (*made, *edited)]
        there = model._base_manager.in_bulk(keys) if keys else {}
        kept = _kept(model, keys)
        there = {pk: record for pk, record in there.items() if pk not in kept}
        indicators |= {_indicator(record) for record in there.values()} - {0}
        same = [row for row in edited if row[0] in there and seen(there[row[0]]) == row[2]]
        _restore(model, [(there[pk], before) for pk, before, _seen in same], by)
        mine = [there[pk] for pk, was in made if pk in there and seen(there[pk]) == was]
        gone = _remove(model, mine, by)
        back += len(same) + gone
        left += len(keys) - len(same) - gone
    there_still = Indicator.objects.filter(pk__in=indicators).values_list("pk", flat=True)
    follow({book.plan_id}, set(there_still))
    return back, left


def _kept(model: type[models.Model], keys: list[int]) -> set[int]:
    """What stays whatever it says: a period closed since with it, or somebody added a file."""
    if not keys:
        return set()
    files = Attachment.objects.filter(record=history.label(model), object_id__in=keys)
    kept = set(files.values_list("object_id", flat=True))
    if model is Reading:
        held = Reading.objects.filter(pk__in=keys)
        periods = Period.objects.filter(pk__in=held.values("period")).select_for_update()
        closed = {p.pk for p in periods.order_by("pk") if p.status == Period.Status.CLOSED}
        kept |= set(held.filter(period__in=closed).values_list("pk", flat=True))
    return kept


def _indicator(record: models.Model) -> int:
    if isinstance(record, Indicator):
        return record.pk
    return getattr(record, "indicator_id", 0)


def _restore(
    model: type[models.Model], rows: list[tuple[models.Model, dict[str, Any]]], by: User
) -> None:
    if not rows:
        return
    fields: dict[str, Any] = {f.attname: f for f in model._meta.concrete_fields}
    told = []
    for record, before in rows:
        after = {name: history.plain(getattr(record, name)) for name in before}
        for name, value in before.items():
            column = fields[name]
            kind = column.target_field if isinstance(column, models.ForeignKey) else column
            setattr(record, name, kind.to_python(value))
        told.append((record, after, before))
    names = sorted({fields[name].name for _record, before in rows for name in before})
    records = [record for record, _before in rows]
    try:
        with transaction.atomic():
            model._base_manager.bulk_update(records, names, batch_size=AT_ONCE)
    except IntegrityError:
        raise Refused(
            _("No se puede deshacer: otra persona dio después a algo un nombre o código de antes.")
        ) from None
    if model is Indicator:
        define.index(record for record in records if isinstance(record, Indicator))
        some = Indicator.objects.filter(pk__in=[record.pk for record in records])
        some.update(version=F("version") + 1)
    history.record_all(told, "undone", by=by)


def _remove(model: type[models.Model], records: list[Any], by: User) -> int:
    """Delete what was made, unless something came to depend on it."""
    if model is Target:
        _step_back(records)
    if model is Indicator:
        records = _unused(records)
        keys = [record.pk for record in records]
        list(Indicator.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        records = _unused(records)  # nobody measures them from now on
        search.forget(history.label(Indicator), [record.pk for record in records])
    history.record_all([(record, held(record), {}) for record in records], "removed", by=by)
    keys = [record.pk for record in records]
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).delete()
    except ProtectedError:
        raise Refused(_("No se puede deshacer: algo que vino después depende de esto.")) from None
    return len(keys)


def _unused(indicators: list[Indicator]) -> list[Indicator]:
    """Those without readings or targets."""
    keys = [indicator.pk for indicator in indicators]
    used = {
        *Reading.objects.filter(indicator__in=keys).values_list("indicator", flat=True),
        *Target.objects.filter(indicator__in=keys).values_list("indicator", flat=True),
    }
    return [indicator for indicator in indicators if indicator.pk not in used]


def _step_back(targets: list[Target]) -> None:
    """What these replaced counts again; at no moment are there two for a day."""
    freed = list(Target.objects.filter(replaced_by__in=[target.pk for target in targets]))
    place = {(old.indicator_id, old.until): old for old in freed}
    back = [t for t in targets if (t.indicator_id, t.until) in place]
    for target in back:
        target.replaced_by = place[target.indicator_id, target.until]
    Target.objects.bulk_update(back, ["replaced_by"], batch_size=AT_ONCE)
    Target.objects.filter(pk__in=[old.pk for old in freed]).update(replaced_by=None)
