"""The arithmetic of means: stages of money, totals, shares of time, advance by milestones."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    F,
    IntegerField,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.utils.translation import gettext as _

from minga.base.numbers import write_number
from minga.monitoring.models import BudgetLine, BudgetTotal, Milestone, Post
from minga.plans.models import Articulation, Initiative, Lead

ZERO = Decimal(0)
NONE, SEVERAL = 0, -1  # keys of what has no competence or unit, and of what has more than one

# --- milestones


def advance(initiative: Initiative, day: datetime.date) -> Decimal | None:
    """What share of the weights of its milestones was reached by a day; None: it has none."""
    return advances([initiative.pk], day).get(initiative.pk)


def advances(
    initiatives: Iterable[int] | QuerySet[Initiative], day: datetime.date
) -> dict[int, Decimal]:
    """The same for many, with one query; those without milestones are not in the answer."""
    reached = Q(status=Milestone.Status.REACHED, reached_on__lte=day)
    rows = (
        Milestone.objects.filter(initiative__in=initiatives)
        .exclude(status=Milestone.Status.DROPPED)
        .order_by()
        .values_list("initiative")
        .annotate(all=Sum("weight"), reached=Sum("weight", filter=reached))
    )
    return {key: (part or ZERO) / whole for key, whole, part in rows}


# --- money


def broken_stages(values: Mapping[str, Any]) -> dict[str, str]:
    """The stages that are larger than the one before them that is known, each with a sentence.

    `values` holds `codified`, `committed`, `accrued`, `paid`; None is not known.
    """
    says = _(
        "El %(stage)s, %(amount)s, es más que el %(before)s, %(limit)s: corrija el que esté mal."
    )
    return {told["name"]: says % told for told in _broken(values)}


def flags(line: BudgetLine) -> list[str]:
    """What cannot be in a line that was kept because the financial report has it."""
    says = _(
        "El %(stage)s, %(amount)s, es más que el %(before)s, %(limit)s: así consta en el reporte"
        " financiero."
    )
    return [says % told for told in _broken(stages(line))]


def _broken(values: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    names = {
        "codified": _("codificado"),
        "committed": _("comprometido"),
        "accrued": _("devengado"),
        "paid": _("pagado"),
    }
    before = ""
    for stage in BudgetLine.STAGES:
        amount = values.get(stage)
        if amount is None:
            continue
        if before and amount > values[before]:
            yield {
                "name": stage,
                "stage": names[stage],
                "amount": write_number(amount, 2),
                "before": names[before],
                "limit": write_number(values[before], 2),
            }
        before = stage


def stages(line: BudgetLine) -> dict[str, Decimal | None]:
    return {stage: getattr(line, stage) for stage in BudgetLine.STAGES}


def check_total(initiative: Initiative, lines: Iterable[BudgetLine]) -> list[str]:
    """A sentence where the years of an initiative add up to more than its total.

    `lines` are all of its lines, stored or not. For many initiatives, load them with
    `select_related("budget_total")`, and nothing is asked of the database.
    """
    total: BudgetTotal | None = getattr(initiative, "budget_total", None)
    if total is None:
        return []
    return over_total(total.amount, total.currency, lines)


def over_total(amount: Decimal, currency: str, lines: Iterable[BudgetLine]) -> list[str]:
    """The same for a total that is not stored; what is in another currency is not compared."""
    sum_ = sum((line.codified for line in lines if line.currency == currency), ZERO)
    if sum_ <= amount:
        return []
    return [
        _(
            "Los años suman %(currency)s %(sum)s y el monto total de la iniciativa es %(currency)s"
            " %(total)s: corrija un año o el total."
        )
        % {
            "currency": currency,
            "sum": write_number(sum_, 2),
            "total": write_number(amount, 2),
        }
    ]


# --- people


def full_time(posts: Iterable[Post]) -> Decimal:
    """Posts as if each worked all its time: count x share."""
    return sum((post.count * post.share for post in posts), ZERO)


def check_shares(posts: Iterable[Post]) -> list[str]:
    """A sentence where the same posts (unit, name and year) give more time than they have.

    `posts` are all the rows of one unit, name and year. As many posts exist as the row that
    counts the most says.
    """
    rows = list(posts)
    given = full_time(rows)
    exist = max((post.count for post in rows), default=0)
    if given <= exist:
        return []
    return [
        _(
            "Las partes de «%(name)s» en %(year)d suman %(given)s puestos de tiempo completo y hay"
            " %(exist)s: baje alguna parte, o dé otro nombre a los puestos que sean otros."
        )
        % {
            "name": rows[0].name,
            "year": rows[0].year,
            "given": write_number(given),
            "exist": write_number(exist),
        }
    ]


# --- what a line or a post belongs to: the same for a sum and for the rows that it opens


def with_competence[M: Model](rows: QuerySet[M, M]) -> QuerySet[M, M]:
    """Each with `competence_key`: its own competence, or the only one of its initiative."""
    parts = Articulation.objects.listed().filter(
        initiative=OuterRef("initiative"), competence__isnull=False
    )
    return _only_one(rows, "competence", parts.order_by(), "competence")


def with_unit(rows: QuerySet[BudgetLine, BudgetLine]) -> QuerySet[BudgetLine, BudgetLine]:
    """Each with `unit_key`: its own unit, or the only one that leads its initiative."""
    leads = Lead.objects.filter(initiative=OuterRef("initiative"), confirmed=True)
    return _only_one(rows, "unit", leads.order_by(), "unit")


def _only_one[M: Model](
    rows: QuerySet[M, M], own: str, among: QuerySet[Any, Any], name: str
) -> QuerySet[M, M]:
    grouped = among.values("initiative")
    least = Subquery(grouped.annotate(v=Min(name)).values("v"), output_field=IntegerField())
    most = Subquery(grouped.annotate(v=Max(name)).values("v"), output_field=IntegerField())
    found: QuerySet[M, M] = rows.annotate(**{f"{own}_least": least, f"{own}_most": most}).annotate(
        **{
            f"{own}_key": Case(
                When(**{f"{own}__isnull": False}, then=F(f"{own}_id")),
                When(**{f"{own}_least__isnull": True}, then=Value(NONE)),
                When(**{f"{own}_least": F(f"{own}_most")}, then=F(f"{own}_least")),
                default=Value(SEVERAL),
                output_field=IntegerField(),
            )
        }
    )
    return found
