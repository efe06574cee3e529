"""Asking: a question of ours, its parameters, an engine, and the bounds of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from minga.analytics.catalog import Catalog, sets
from minga.analytics.questions import Question, question
from minga.base.numbers import write_number
from minga.base.steps import Refused


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an answer may cost."""

    rows: int | None = 1000
    seconds: float | None = 60
    memory: str = "1GB"
    threads: int = 2
    spill: str = ""  # where what does not fit into memory may go


WEB = Bounds(rows=1000, seconds=2, memory="256MB", threads=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, perhaps not all of it: `cut` says so, `stopped` after how many seconds."""

    question: Question
    params: Mapping[str, Any]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    cut: bool = False
    stopped: float | None = None
    seconds: float = 0.0
    made_at: datetime | None = None

    @property
    def caution(self) -> str:
        """What the reader has to know: that there is more, or that it did not end."""
        if self.stopped is not None:
            return _("Se detuvo a los %(n)s s: no alcanzó a responder. Pregunte por menos.") % {
                "n": write_number(round(self.stopped, 1))
            }
        if self.cut:
            return _("Cortado a %(n)s filas: hay más.") % {"n": write_number(len(self.rows))}
        return ""


def ask(
    name: str,
    given: Mapping[str, str] | None = None,
    *,
    engine: str = "duckdb",
    folder: Path | None = None,
    bounds: Bounds | None = None,
) -> Answer:
    """Answer one of our questions from the facts last written."""
    asked = question(name)
    values = asked.values(given or {})
    catalogs = sets(folder or Path(settings.FACTS))
    bounds = bounds or Bounds()
    _known(asked, catalogs)
    if engine == "duckdb":
        from minga.analytics import duck

        return duck.run(asked, values, catalogs, bounds)
    if engine.startswith(("spark://", "local")):
        from minga.analytics import spark

        return spark.run(asked, values, catalogs, bounds, master=engine)
    raise Refused(
        _("El motor es «duckdb» o la dirección de un Spark, como spark://nombre:7077; no «%s».")
        % engine[:60]
    )


def _known(asked: Question, catalogs: list[Catalog]) -> None:
    """All sets have to have the same columns of a fact, or their rows would be mixed up."""
    first = catalogs[0]
    for other in catalogs[1:]:
        for name, fact in first.facts.items():
            theirs = other.facts.get(name)
            if theirs is None or _shape(theirs) != _shape(fact):
                raise Refused(
                    _("Los datos de %(one)s y de %(other)s no tienen la misma tabla «%(name)s».")
                    % {"one": first.publisher, "other": other.publisher, "name": name}
                )


def _shape(fact: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(column["name"], column["stored"]) for column in fact["columns"]]
