"""What the actions of this domain share."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Model
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused
from minga.evaluation.models import Evaluation, Solution
from minga.people.models import User


class Conflict(Refused):
    """Someone else changed the record since the person began to write."""

    def __init__(self) -> None:
        super().__init__(
            _("Otra persona cambió esta ficha mientras usted escribía. Compare y elija.")
        )


def said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise Refused(otherwise)
    return text.strip()


def write(
    record: Evaluation | Solution,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    version: int,
    by: User,
) -> None:
    """Save what differs of a sheet, unless somebody else changed it since `version`."""
    claimed = type(record).objects.filter(pk=record.pk, version=version)
    if not claimed.update(version=F("version") + 1, **after):
        raise Conflict
    record.version = version + 1
    for name, value in after.items():
        setattr(record, name, value)
    history.record(record, "edited", by=by, before=told(before), after=told(after))


def told(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Model) else history.plain(value)
        for name, value in values.items()
    }
