"""What the actions on milestones, money and people have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.days import FIRST, LAST
from minga.base.models import Entry
from minga.base.steps import Refused
from minga.monitoring.models import BudgetLine, Post
from minga.people.models import User
from minga.plans.models import Plan


def touch(plan: int) -> None:
    """A new revision of the plan; done first, it lets one change of its means at a time in."""
    Plan.objects.filter(pk=plan).update(revision=F("revision") + 1)


def refuse_unknown(values: Mapping[str, Any], known: Collection[str]) -> None:
    unknown = values.keys() - set(known)
    if unknown:
        raise TypeError(f"cannot be set: {unknown}")


def held(record: models.Model) -> dict[str, Any]:
    """All that a row holds, as history keeps it: enough to bring it back."""
    return {
        field.attname: history.plain(getattr(record, field.attname))
        for field in record._meta.concrete_fields
    }


def seen(record: models.Model) -> str:
    """What a form remembers of the row that it shows: it changes when anything of it does."""
    return hashlib.sha256(repr(sorted(held(record).items())).encode()).hexdigest()[:16]


def refuse_stale(record: models.Model, remembered: str) -> None:
    """Refuse to write over what somebody else changed since the form was opened."""
    now = type(record)._base_manager.filter(pk=record.pk).first()
    if now is None:
        raise Refused(_("Otra persona lo quitó mientras usted escribía: no se guardó nada."))
    if remembered and seen(now) != remembered:
        raise Refused(
            _("Otra persona lo cambió mientras usted escribía: abra otra vez la página y compare.")
        )


def write(record: models.Model, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set what differs, not yet saved; gives what was and what is, as history keeps them."""
    before, after = {}, {}
    for name, value in values.items():
        was = getattr(record, name)
        if was == value:
            continue
        before[name], after[name] = history.plain(was), history.plain(value)
        setattr(record, name, value)
    return before, after


@transaction.atomic
def take_away(record: BudgetLine | Post, *, by: User) -> Entry:
    """Take a row away; what it gives back brings it back."""
    touch(record.plan_id)
    refuse_stale(record, "")
    history.record(record, "removed", by=by, before=held(record))
    entry = history.of(record)[0]
    record.delete()
    return entry


def restored[M: models.Model](model: type[M], entry: Entry) -> M:
    """The row that was removed, made again from its history with the identity that it had."""
    if entry.record != history.label(model) or entry.verb != "removed":
        raise Refused(_("Eso no se puede deshacer."))
    if model._base_manager.filter(pk=entry.object_id).exists():
        raise Refused(_("Ya se había deshecho."))
    known = {field.attname: field for field in model._meta.concrete_fields}
    values = {}
    for name, value in entry.before.items():
        if name not in known:
            continue
        field = known[name]
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        values[name] = target.to_python(value)
        if isinstance(field, models.ForeignKey) and value is not None:
            _refuse_gone(field, value)
    return model(**values)


def _refuse_gone(field: models.ForeignKey[Any, Any], key: Any) -> None:
    if not field.related_model._base_manager.filter(pk=key).exists():
        raise Refused(_("No se puede deshacer: aquello de lo que era ya no existe."))


def refuse_year(year: int | None) -> None:
    if year is None or not FIRST <= year <= LAST:
        raise Refused({"year": _("Escriba el año con cuatro cifras, como 2027.")})
