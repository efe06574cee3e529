"""Who changed what, when, from what to what. Actions write it; every page can show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

from minga.base.domain import offers
from minga.base.models import Entry, Visibility

if TYPE_CHECKING:
    from minga.people.models import User


def label(record: models.Model | type[models.Model]) -> str:
    return record._meta.label_lower


def record(
    thing: models.Model,
    verb: str,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    record_all([(thing, before or {}, after or {})], verb, by=by, note=note)


def record_all(
    changes: Iterable[tuple[models.Model, dict[str, Any], dict[str, Any]]],
    verb: str,
    *,
    by: User | None,
    note: str = "",
) -> None:
    """Remember many changes of one kind with one statement a thousand rows."""
    changes = list(changes)
    Entry.objects.bulk_create(
        (
            Entry(
                record=label(thing),
                object_id=thing.pk,
                verb=verb,
                by=by,
                before=before,
                after=after,
                note=note,
            )
            for thing, before, after in changes
        ),
        batch_size=1000,
    )
    if any(before.get("visibility") == Visibility.PUBLIC for _thing, before, _after in changes):
        for _name, hidden in offers("hides"):
            hidden()


def of(thing: models.Model) -> models.QuerySet[Entry]:
    """The history of one thing, newest first."""
    return Entry.objects.filter(record=label(thing), object_id=thing.pk).select_related("by")


def plain(value: Any) -> Any:
    """A value as history keeps it: short, readable, JSON."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set):
        return [plain(item) for item in value]
    return str(value)
