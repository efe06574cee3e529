"""The details of an initiative in words, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.plans import details
from minga.plans.draft import IndicatorDraft

ROLES = {
    "responsible": gettext_lazy("Responsable"),
    "coordinator": gettext_lazy("Coordina"),
    "partner": gettext_lazy("Con quién"),
    "funder": gettext_lazy("Financia"),
    "actor": gettext_lazy("Participa"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Targets:
    rows: tuple[tuple[IndicatorDraft, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Said:
    identifier: str
    parties: tuple[tuple[str, tuple[str, ...]], ...]
    responsible: tuple[str, ...]
    periods: tuple[str, ...]
    targets: Targets
    budget: details.BudgetTable
    totals: tuple[str, ...]
    period_printed: str
    state_printed: str
    areas: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]


def said(kept: dict[str, Any]) -> Said:
    """What `Initiative.details` holds."""
    found = details.read(kept)
    table = details.target_table(found.indicators)
    periods = tuple(period or _("Meta") for period in table.periods)
    rows = tuple((indicator, tuple(map(Cell, periods, texts))) for indicator, texts in table.rows)
    budget = details.budget_table(found.budget)
    return Said(
        found.identifier,
        tuple((str(ROLES[role]), names) for role, names in found.by_role().items()),
        found.by_role().get("responsible", ()),
        periods,
        Targets(rows),
        budget,
        tuple(money(amount, currency) for currency, amount in budget.totals),
        found.period_printed,
        _state(found),
        found.areas,
        tuple(found.attributes.items()),
    )


def money(amount: Decimal, currency: str) -> str:
    cents = 0 if amount == amount.to_integral_value() else 2
    text = number_format(amount, decimal_pos=cents, force_grouping=True)
    return f"{text} {currency}".strip()


def _state(found: details.Details) -> str:
    share = ""
    if found.progress is not None:
        share = f"{number_format(found.progress.normalize())} %"
    said_too = found.progress_printed if found.progress is None else ""
    return ", ".join(filter(None, (found.status_printed, share, said_too)))
