"""What a document says of an initiative that has no table of its own, as it is stored and shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any

from minga.plans.draft import (
    BudgetDraft,
    IndicatorDraft,
    InitiativeDraft,
    ObjectiveDraft,
    Party,
    Value,
)

ROLES = ("responsible", "coordinator", "partner", "funder", "actor")


@dataclass(frozen=True, slots=True)
class Details:
    identifier: str = ""
    parties: tuple[Party, ...] = ()
    indicators: tuple[IndicatorDraft, ...] = ()
    budget: tuple[BudgetDraft, ...] = ()
    status_printed: str = ""
    progress: Decimal | None = None
    progress_printed: str = ""
    period_printed: str = ""
    areas: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)

    def by_role(self) -> dict[str, tuple[str, ...]]:
        """The names of each role that anybody has, in the order of `ROLES`."""
        return {
            role: names
            for role in ROLES
            if (names := tuple(p.name for p in self.parties if p.role == role))
        }


def stored(initiative: InitiativeDraft) -> dict[str, Any]:
    """As `Initiative.details` keeps it: only what the document says; numbers as texts."""
    kept = {
        "identifier": initiative.identifier,
        "parties": [{"role": p.role, "name": p.name} for p in initiative.parties],
        "indicators": [_indicator(one) for one in initiative.indicators],
        "budget": [_budget(one) for one in sorted(initiative.budget, key=lambda b: b.period)],
        "status_printed": initiative.status_printed,
        "progress": "" if initiative.progress is None else plain(initiative.progress),
        "progress_printed": initiative.progress_printed,
        "period_printed": initiative.period_printed,
        "areas": list(initiative.areas),
        "attributes": dict(initiative.attributes),
    }
    return {name: value for name, value in kept.items() if value}


def stored_of_objective(objective: ObjectiveDraft) -> dict[str, Any]:
    return {"attributes": dict(objective.attributes)} if objective.attributes else {}


def read(kept: Mapping[str, Any]) -> Details:
    """What was stored; what is missing was not said."""
    return Details(
        kept.get("identifier", ""),
        tuple(Party(p["role"], p["name"]) for p in kept.get("parties", ())),
        tuple(_read_indicator(one) for one in kept.get("indicators", ())),
        tuple(
            BudgetDraft(_read_value(one), one["period"], one["source"], one["currency"])
            for one in kept.get("budget", ())
        ),
        kept.get("status_printed", ""),
        Decimal(kept["progress"]) if kept.get("progress") else None,
        kept.get("progress_printed", ""),
        kept.get("period_printed", ""),
        tuple(kept.get("areas", ())),
        kept.get("attributes", {}),
    )


def plain(number: Decimal) -> str:
    """Without an exponent or zeros at the end: "1200", "0.5"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _value(value: Value) -> dict[str, str]:
    number = {} if value.number is None else {"number": plain(value.number)}
    return {"printed": value.printed, **number}


def _read_value(kept: Mapping[str, str]) -> Value:
    return Value(kept["printed"], Decimal(kept["number"]) if "number" in kept else None)


def _budget(one: BudgetDraft) -> dict[str, str]:
    return {
        **_value(one.amount),
        "period": one.period,
        "source": one.source,
        "currency": one.currency,
    }


def _indicator(one: IndicatorDraft) -> dict[str, Any]:
    return {
        "name": one.name,
        "unit": one.unit,
        "baseline": _value(one.baseline) if one.baseline else None,
        "baseline_period": one.baseline_period,
        "targets": [
            {"period": period, **_value(value)}
            for period, value in sorted(one.targets, key=itemgetter(0))
        ],
    }


def _read_indicator(kept: Mapping[str, Any]) -> IndicatorDraft:
    return IndicatorDraft(
        kept["name"],
        kept["unit"],
        _read_value(kept["baseline"]) if kept["baseline"] else None,
        kept["baseline_period"],
        tuple((target["period"], _read_value(target)) for target in kept["targets"]),
    )


# --- tables to be shown


@dataclass(frozen=True, slots=True)
class TargetTable:
    """Indicators one a row, with a column for each period that any of them has a target for."""

    periods: tuple[str, ...]
    rows: tuple[tuple[IndicatorDraft, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class BudgetTable:
    lines: tuple[BudgetDraft, ...]
    totals: tuple[tuple[str, Decimal], ...]  # currency, sum; of several lines that all say numbers


def target_table(indicators: Iterable[IndicatorDraft]) -> TargetTable:
    listed = tuple(indicators)
    periods = tuple(sorted({period for one in listed for period, _value in one.targets}))
    rows = []
    for one in listed:
        said: dict[str, list[str]] = {}
        for period, value in one.targets:
            said.setdefault(period, []).append(value.printed)
        rows.append((one, tuple("; ".join(said.get(period, ())) for period in periods)))
    return TargetTable(periods, tuple(rows))


def budget_table(lines: Iterable[BudgetDraft]) -> BudgetTable:
    """A total is given only where every line of its currency says a number: else it would lie."""
    listed = tuple(lines)
    totals = []
    for currency in dict.fromkeys(line.currency for line in listed):
        numbers = [line.amount.number for line in listed if line.currency == currency]
        known = [number for number in numbers if number is not None]
        if len(known) == len(numbers) > 1:
            totals.append((currency, sum(known, Decimal(0))))
    return BudgetTable(listed, tuple(totals))
