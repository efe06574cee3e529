"""A plan with millions of readings, made up: `python -m minga.bench.fill_readings`."""

from __future__ import annotations

import datetime
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import batched, pairwise
from typing import Any

from minga.bench.cast import Cast, Sizes, people, units
from minga.bench.fill_coordination import ASKED, CODE, nothing_left_for_today, sessions

YEARS = 5
AT_ONCE = 1000  # indicators
PENDING = 25  # one indicator in so many has nothing approved this year: all of it waits
DIRECTIONS = (*("increase",) * 6, *("reduce",) * 3, *("maintain",) * 2, *("deliver",) * 3)
WAYS = (
    *(("cumulative", "last"),) * 5,
    *(("periodic", "sum"), ("periodic", "mean"), ("periodic", "last")),
)
TABLES = ("Indicator", "Period", "Target", "Reading", "Score", "Figure", "Standing", "Milestone")


def fill(initiatives: int, readings: int) -> tuple[Cast, dict[str, float]]:
    """The same plan and readings for the same numbers and the same month; scored by the product."""
    from minga.base import bulk
    from minga.monitoring.models import Indicator, Reading
    from minga.monitoring.scoring.recompute import recompute
    from minga.plans.testing_plans import make_plan, pieces

    chance = random.Random(f"readings {initiatives} {readings}")  # noqa: S311 (nothing secret)
    cast = Cast(chance, Sizes(initiatives), datetime.date.today(), pieces())
    took: dict[str, float] = {}
    began = time.perf_counter()
    cast.plan = make_plan(initiatives, code=CODE)
    units(cast)
    people(cast)
    took["plan_s"] = time.perf_counter() - began
    months = periods(cast)
    indicators(cast, max(readings // len(months), 10 * PENDING))
    means(cast)
    began = time.perf_counter()
    with unchecked(Reading):
        for some in batched(list(Indicator.objects.order_by("pk")), AT_ONCE):
            told(cast, some, months)
    took["readings_s"] = time.perf_counter() - began
    nothing_left_for_today(cast.today)
    bulk.measure()
    began = time.perf_counter()
    recompute(cast.plan)
    took["scores_s"] = time.perf_counter() - began
    return cast, took


def periods(cast: Cast) -> list[Any]:
    """The months of five years that have ended; those of the last year take readings."""
    from minga.monitoring.models import Frequency, Period

    first = datetime.date(cast.today.year - YEARS + 1, 1, 1)
    starts = [datetime.date(first.year + n // 12, n % 12 + 1, 1) for n in range(12 * YEARS + 1)]
    made = [
        Period(
            plan=cast.plan,
            frequency=Frequency.MONTHLY,
            starts=begins,
            ends=following - datetime.timedelta(1),
            due=following + datetime.timedelta(14),
            status="open" if begins.year == cast.today.year else "closed",
        )
        for begins, following in pairwise(starts)
        if following <= cast.today or begins == first
    ]
    return Period.objects.bulk_create(made)


def indicators(cast: Cast, count: int) -> None:
    """One on each initiative, then on their articulations, and a few on objectives."""
    from minga.base import bulk
    from minga.monitoring.actions.define import index
    from minga.monitoring.models import Frequency, Indicator
    from minga.plans.models import Articulation, Initiative, Objective

    subjects = [("initiative_id", pk) for pk in _keys(Initiative, cast)]
    subjects += [("articulation_id", pk) for pk in _keys(Articulation, cast)]
    objectives = list(Objective.objects.filter(plan=cast.plan).order_by("pk"))
    made = []
    for number in range(count):
        name, key = subjects[number % len(subjects)]
        if number % 200 == 199:
            name, key = "objective_id", cast.chance.choice(objectives).pk
        direction = cast.chance.choice(DIRECTIONS)
        accumulation, yearly = cast.chance.choice(WAYS)
        ratio = number % 10 == 7
        made.append(
            Indicator(
                uuid=cast.uuid(),
                plan=cast.plan,
                code=f"I-{number + 1:06}",
                name=cast.phrase("Porcentaje de" if ratio else "Número de", 1),
                **{name: key},
                measure="ratio" if ratio else "value",
                numerator_name="los atendidos" if ratio else "",
                denominator_name="todos" if ratio else "",
                factor=100 if ratio else 1,
                unit="%" if ratio else "casos",
                direction=direction,
                tolerance=5 if direction == "maintain" else None,
                accumulation="periodic" if ratio else accumulation,
                yearly="last" if ratio else yearly,
                frequency=Frequency.MONTHLY,
                owner=cast.units[number * 7 % len(cast.units)] if number % 25 else None,
                base_value=_base(cast, direction),
                base_date=datetime.date(cast.today.year - YEARS, 12, 31),
                weight=1 + cast.chance.randrange(40) / 10,
                visibility=cast.visibility(),
                version=1,
            )
        )
    bulk.create(Indicator, made)
    index(made)


def _keys(model: Any, cast: Cast) -> Iterator[int]:
    of = "plan" if hasattr(model, "plan_id") else "initiative__plan"
    yield from model.objects.filter(**{of: cast.plan}).order_by("pk").values_list("pk", flat=True)


def _base(cast: Cast, direction: str) -> float | None:
    if direction == "deliver" or cast.some(0.1):
        return None
    return cast.chance.randrange(5000 if direction == "increase" else 20000) / 100


def means(cast: Cast) -> None:
    """Some initiatives have milestones and money, so that the board has them to count."""
    from minga.base import bulk
    from minga.monitoring.models import BudgetLine, Milestone

    keys = list(_keys(_initiative(), cast))
    day = datetime.date(cast.today.year, 6, 30)
    bulk.create(
        Milestone,
        (
            Milestone(uuid=cast.uuid(), initiative_id=pk, name="Entrega", due=day, first_due=day)
            for pk in keys[::3]
        ),
    )
    bulk.create(
        BudgetLine,
        (
            BudgetLine(
                uuid=cast.uuid(), plan=cast.plan, initiative_id=pk, year=day.year, codified=1000
            )
            for pk in keys[::2]
        ),
    )


def _initiative() -> Any:
    from minga.plans.models import Initiative

    return Initiative


def told(cast: Cast, some: Sequence[Any], months: Sequence[Any]) -> None:
    """Their targets, a reading for each month, and the line of history of what waits."""
    from minga.base import bulk
    from minga.monitoring.models import Reading, Target

    now = f"{cast.today} 12:00:00"
    rows: list[tuple[Any, ...]] = []
    aims: list[tuple[Any, ...]] = []
    for indicator in some:
        goals = _goals(cast, indicator)
        aims += [
            (indicator.pk, datetime.date(year, 12, 31), goal, "Acta de prueba", now)
            for year, goal in goals.items()
        ]
        rows += _readings(cast, indicator, goals, months, now)
    bulk.insert(Target, ("indicator", "until", "value", "act", "set_at"), aims)
    bulk.insert(Reading, NAMES, rows)


NAMES = (
    *("indicator", "period", "category", "value", "numerator", "denominator", "note"),
    *("status", "reason", "reported_at", "reported_by", "decided_at", "decided_by"),
)


@contextmanager
def unchecked(model: Any) -> Iterator[None]:
    """Rows are only appended meanwhile; the indexes are made at the end, at once.

    What they refer to is there, so PostgreSQL need not look for it millions of times.
    """
    from django.db import connection

    postgres, table = connection.vendor == "postgresql", model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexname, indexdef from pg_indexes where tablename = %s"
            " and indexname not in (select conname from pg_constraint)"
            if postgres
            else "select name, sql from sqlite_schema"
            " where type = 'index' and tbl_name = %s and sql is not null",
            [table],
        )
        made = cursor.fetchall()
        for name, _sql in made:
            cursor.execute(f"drop index {connection.ops.quote_name(name)}")
        if postgres:
            cursor.execute("set session_replication_role = replica")
        yield
        if postgres:
            cursor.execute("set session_replication_role = default")
        for _name, sql in made:
            cursor.execute(sql)


def _goals(cast: Cast, indicator: Any) -> dict[int, float]:
    """Evenly from the base to where it shall be in the end; some years have none of their own."""
    base = float(indicator.base_value or 0)
    end = base * 0.4 if indicator.direction == "reduce" else base + cast.chance.randrange(10, 300)
    end = end or 10
    last = cast.today.year
    return {
        last - YEARS + n: round(base + (end - base) * n / YEARS, 2)
        for n in range(1, YEARS + 1)
        if n != 3 or not cast.some(0.2)
    }


def _readings(
    cast: Cast, indicator: Any, goals: dict[int, float], months: Sequence[Any], now: str
) -> Iterator[tuple[Any, ...]]:
    """Each year gets from 40 % of the way back to 60 % over its target, a little more by month."""
    base = float(indicator.base_value or 0)
    ratio = indicator.measure == "ratio"
    adds = indicator.accumulation == "periodic" and indicator.yearly == "sum"
    waits = indicator.pk % PENDING == 3
    person, head = cast.people["delegate"][0].pk, cast.people["head"][0].pk
    year, reached, random_ = 0, 0.0, cast.chance.random
    for month in months:
        if month.starts.year != year:
            year = month.starts.year
            aim = goals.get(year) or base
            if indicator.direction == "maintain":
                reached = aim + (random_() - 0.5) * 20
            else:
                reached = base + (2 * random_() - 0.4) * (aim - base)
        value = reached / 12 if adds else reached * (0.94 + month.starts.month * 0.005)
        value = round(value, 2)
        sent = (waits and year == cast.today.year) or (month is months[-1] and random_() < 0.05)
        yield (
            *(indicator.pk, month.pk, "", value),
            *((round(2 * value, 2), 200) if ratio else (None, None)),
            *("", "sent" if sent else "approved", "", f"{month.ends} 12:00:00", person),
            *((None, None) if sent else (now, head)),
        )


# --- what the benchmark asks about


def things() -> dict[str, Any]:
    """Public indicators, and readings that wait where nothing of their year is approved."""
    from django.db.models import Exists, OuterRef

    from minga.base.models import Visibility
    from minga.monitoring.models import Indicator, Reading

    areas = _initiative().areas.through.objects
    seen = Indicator.objects.filter(
        initiative__visibility=Visibility.PUBLIC, visibility=Visibility.PUBLIC, owner__isnull=False
    )
    waiting = (
        Reading.objects.filter(
            status="sent",
            indicator__in=seen.values("pk"),
            period__starts__month=1,
            indicator__scores__basis="preliminary",
            indicator__scores__raw__isnull=False,
        )
        .distinct()
        .annotate(has_areas=Exists(areas.filter(initiative=OuterRef("indicator__initiative"))))
        .order_by("has_areas", "pk")  # those without first: approving them asks the same of all
        .values(
            *("pk", "indicator", "indicator__owner", "indicator__initiative__objective"),
            "period__ends",
        )
    )
    return {
        "indicator": list(seen.order_by("pk").values_list("pk", flat=True)[:ASKED]),
        "unit": list(seen.values_list("owner", flat=True).distinct().order_by("owner")[:ASKED]),
        "waiting": [
            {
                "reading": one["pk"],
                "indicator": one["indicator"],
                "unit": one["indicator__owner"],
                "objective": one["indicator__initiative__objective"],
                "year": one["period__ends"].year,
            }
            for one in waiting[:200]
        ],
    }


def counts() -> dict[str, int]:
    from django.apps import apps

    of = {name: apps.get_model("monitoring", name)._default_manager.count() for name in TABLES}
    return {"Initiative": _initiative().objects.count(), **of}


def bytes_of() -> dict[str, float]:
    """What a row takes on disk, its indexes included."""
    from django.apps import apps
    from django.db import connection

    found = {}
    for name in ("Reading", "Score", "Indicator", "Target"):
        model = apps.get_model("monitoring", name)
        table = model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("select pg_total_relation_size(%s)", [table])
            else:
                cursor.execute(
                    "select sum(pgsize) from dbstat where name in"
                    " (select name from sqlite_schema where tbl_name = %s)",
                    [table],
                )
            found[name] = round(cursor.fetchone()[0] / max(model._default_manager.count(), 1), 1)
    return found


def main(initiatives: int, readings: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, skip_checks=True)
    began = time.perf_counter()
    cast, took = fill(initiatives, readings)
    seconds = time.perf_counter() - began
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")  # what autovacuum does a minute later
    said = {"took": took, "sessions": sessions(cast), "things": things(), "rows": counts()}
    print(json.dumps({"seconds": seconds, **said, "row_bytes": bytes_of()}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
