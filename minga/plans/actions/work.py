"""One application at work: what it may change, and what it changed so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from minga.base import history
from minga.intake.models import FromDocument, Import
from minga.intake.reading import Source
from minga.plans.actions import said
from minga.plans.mechanisms import sync_types
from minga.plans.models import Articulation, Initiative, Plan

R = TypeVar("R", bound=FromDocument)


@dataclass
class Changes:
    """What an import did, for the tally and for the history."""

    created: int = 0
    initiatives: int = 0  # of those created
    updated: list[tuple[FromDocument, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    gone: int = 0
    withdrawn: int = 0
    findings: int = 0

    @property
    def updated_initiatives(self) -> int:
        """Initiatives that say something else now, they or one of their articulations."""
        things = [thing for thing, _before, _after in self.updated]
        parts = {thing.initiative_id for thing in things if isinstance(thing, Articulation)}
        return len(parts | {thing.pk for thing in things if isinstance(thing, Initiative)})

    @property
    def count(self) -> int:
        return self.created + len(self.updated) + self.gone + self.findings


class Work:
    def __init__(self, plan: Plan, imported: Import) -> None:
        self.plan = plan
        self.imported = imported
        self.changes = Changes()
        self.types = sync_types()

    def take(self, record: R, fields: said.Fields) -> bool:
        """Put in what the document says anew; returns whether anything changed."""
        before, after = {}, {}
        for name, (value, source) in fields.items():
            held = getattr(record, name)
            if held == value or not self.differs(record, name, source):
                continue
            before[name], after[name] = _told(held), _told(value)
            setattr(record, name, value)
            if source:
                record.source[name] = said.kept(source)
        if after:
            self.changes.updated.append((record, before, after))
        return bool(after)

    @staticmethod
    def differs(record: FromDocument, name: str, source: Source | None) -> bool:
        """Whether the document prints something else than it did when this was imported, or a
        person said before it was applied what it should say."""
        held = record.source.get(name)
        return source is None or source.corrected or held is None or held["text"] != source.text


def _told(value: Any) -> Any:
    """As history keeps it."""
    return value if isinstance(value, dict) else history.plain(value)
