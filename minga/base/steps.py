"""Life cycles: a record moves by named steps, each one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


class Refused(ValidationError):
    """A rule said no, in words meant for the person who asked."""


@dataclass(frozen=True, slots=True)
class Step:
    """From any of `starts` to `end`."""

    starts: tuple[str, ...]
    end: str


class Stepped:
    """A record with a status that moves by STEPS."""

    STEPS: Mapping[str, Step]
    status: Any

    @property
    def next_steps(self) -> list[str]:
        """The verbs that make sense now."""
        return [verb for verb, step in self.STEPS.items() if self.status in step.starts]


def advance(record: models.Model, verb: str, *, field: str = "status", **changes: Any) -> None:
    """Take one step of `record.STEPS`, unless someone else moved the record first.

    The starting status is part of the UPDATE itself, so two people pressing the
    same button cannot both succeed and no row needs to be locked.
    """
    step: Step = record.STEPS[verb]  # type: ignore[attr-defined]
    changes[field] = step.end
    moved = (
        type(record)
        ._base_manager.filter(pk=record.pk, **{f"{field}__in": step.starts})
        .update(**changes)
    )
    if not moved:
        raise Refused(_("Esto ya no se puede hacer: el registro cambió mientras tanto."))
    for name, value in changes.items():
        setattr(record, name, value)
