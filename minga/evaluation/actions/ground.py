"""What the actions of this domain share."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused


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


def told(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value, Model) else history.plain(value)
        for name, value in values.items()
    }
