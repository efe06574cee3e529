"""What many governments publish, made up: `python -m minga.bench.observatory_make G I Y DIR`.

Each gets a set of facts of its own, as `minga facts` writes and `minga harvest` takes them: the
same keys in all, as it is where each counts from 1. What no question of compliance reads is there
and empty. Everything is drawn from digests of its place: the same on every machine.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LAST_YEAR = 2026
QUARTERS = 4
UNITS, TOPS, OBJECTIVES, PARISHES, MECHANISMS = 8, 3, 12, 12, 6
MADE_AT = "2027-01-15T03:00:00.000000+00:00"

# `g` is the government, `i` one of its initiatives and the indicator that measures it, `y` a year
TABLES = """
create macro draw(of_, one, two) as
  cast(md5_number_lower(concat(of_, ' ', one, ' ', two)) % 1000000 as integer);
create macro ident(of_, one, two) as
  cast(cast(md5(concat(of_, ' ', one, ' ', two)) as uuid) as varchar);
create table gov as select range as g from range({governments});
create table ini as
select
  g, range + 1 as i, 4 + range % {low} as objective, 1 + draw('unit', g, range) % {units} as unit,
  case when draw('withdrawn', g, range) < 30000 then 'withdrawn' else 'under_way' end as status
from gov, range({initiatives});
create table ind as
select
  *,
  case when kind < 0.5 then 'increase' when kind < 0.72 then 'reduce'
    when kind < 0.86 then 'deliver' else 'maintain' end as direction,
  case when base_ < 100000 or kind between 0.72 and 0.86 then null
    else cast(base_ % 20000 as decimal(18,2)) / 100 end as base,
  cast(10 + goal_ % 300 as decimal(18,2)) as rise,
  i % 10 = 7 as ratio,
  case when i % 10 = 7 or way < 600000 then 'cumulative' else 'periodic' end as accumulation,
  case when way < 750000 then 'last' when way < 900000 then 'sum' else 'mean' end as yearly
from (
  select
    g, i, objective, unit, draw('kind', g, i) / 1000000 as kind, draw('base', g, i) as base_,
    draw('goal', g, i) as goal_, draw('way', g, i) as way, draw('weight', g, i) % 40 as heavy
  from ini
);
create table aim as
select
  g, i, y, first_year + y as year,
  case when y = 2 and draw('gap', g, i) < 200000 then null
    else cast(coalesce(base, 0) + (case when direction = 'reduce' then -rise * 6 / 10 else rise end)
      * (y + 1) / {years} as decimal(18,2)) end as target
from ind, (select range as y, {last} - {years} + 1 as first_year from range({years}));
create table reads as
select
  *, ((i - 1) * {years} + y) * 4 + quarter + 1 as reading_key,
  cast(case when accumulation = 'periodic' and yearly = 'sum' then reached / 4
    else reached * (0.96 + quarter * 0.01) end as decimal(18,2)) as value
from (
  select
    a.g, a.i, a.y, a.year, quarter, make_date(a.year, quarter * 3 + 1, 1) as starts,
    n.accumulation, n.yearly, n.ratio, draw('sent', a.g, a.i) as luck,
    case
      when n.direction = 'maintain' then a.aimed + (progress - 0.6) * 20
      else coalesce(n.base, 0) + progress * (a.aimed - coalesce(n.base, 0))
    end as reached
  from (
    select
      *, coalesce(target, 50) as aimed, cast(draw('progress', g, i * 100 + y) as decimal(18,6))
        / 500000 - 0.4 as progress
    from aim
  ) a
  join ind n on n.g = a.g and n.i = a.i
  cross join (select range as quarter from range(4))
)
order by g, y, i, quarter;
"""
FACTS = {
    "plans": """select g, 1 as plan_key, ident('plan', g, 0) as uuid, 'plan' as code,
  concat('Plan de prueba ', g) as title, concat('Gobierno de prueba ', g) as government,
  {last} - {years} + 1 as first_year, {last} as last_year, 'in_force' as status, 1 as area_key
from gov""",
    "units": """select g, range + 1 as unit_key, ident('unit', g, range) as uuid,
  concat('Unidad de prueba ', range + 1) as name, '' as acronym, null as parent_key,
  false as external
from gov, range({units})""",
    "objectives": """select g, n as objective_key, ident('objective', g, n) as uuid, 1 as plan_key,
  cast(n as varchar) as code, concat('Objetivo de prueba ', n) as name,
  case when n <= {tops} then 1 else 2 end as level, 'Objetivo' as level_name,
  case when n > {tops} then (n - {tops} - 1) % {tops} + 1 end as parent_key, n as position
from gov, (select range + 1 as n from range({objectives}))""",
    "objective_paths": """select g, n as objective_key, n as above_key, 0 as steps
from gov, (select range + 1 as n from range({objectives}))
union all
select g, n, (n - {tops} - 1) % {tops} + 1, 1
from gov, (select range + 1 as n from range({objectives})) where n > {tops}""",
    "initiatives": """select g, i as initiative_key, ident('initiative', g, i) as uuid,
  1 as plan_key, objective as objective_key, concat(objective, '.', i) as code,
  concat('Iniciativa de prueba ', i) as name, 'proyecto' as kind, status,
  make_date({last} - {years} + 1, 1, 1) as starts, make_date({last}, 12, 31) as ends
from ini""",
    "initiative_areas": """select g, i as initiative_key, 2 + (i + n * 5) % {parishes} as area_key
from ini, (select range as n from range(2)) where n = 0 or i % 3 = 0""",
    "alignments": """select g, i as initiative_key, 4 + (objective - 3) % {low} as objective_key
from ini where i % 9 = 0""",
    "leads": "select g, i as initiative_key, unit as unit_key, true as confirmed from ini",
    "articulations": """select g, i as articulation_key, ident('articulation', g, i) as uuid,
  i as initiative_key, 1 as number, 'Articular' as objective, 'planned' as status, '' as level,
  null as matter, null as competence
from ini""",
    "mechanisms": """select g, i as articulation_key, i as initiative_key,
  1 + (i * 3 + n) % {mechanisms} as mechanism_key,
  concat('mecanismo_', (i * 3 + n) % {mechanisms}) as mechanism,
  concat('Mecanismo de prueba ', (i * 3 + n) % {mechanisms}) as name, 'instrument' as family,
  true as is_instrument, n + 1 as position
from ini, (select range as n from range(2)) where n = 0 or i % 2 = 0""",
    "areas": """select g, n as area_key, ident('area', g, n) as uuid,
  case when n = 1 then concat('Cantón de prueba ', g) else concat('Parroquia ', g, '-', n) end
    as name,
  case when n = 1 then 'canton' else 'rural_parish' end as kind, '' as code,
  case when n > 1 then 1 end as parent_key
from gov, (select range + 1 as n from range({parishes} + 1))""",
    "area_paths": """select g, n as area_key, n as around_key, 0 as steps
from gov, (select range + 1 as n from range({parishes} + 1))
union all
select g, n, 1, 1 from gov, (select range + 2 as n from range({parishes}))""",
    "indicators": """select g, i as indicator_key, ident('indicator', g, i) as uuid, 1 as plan_key,
  concat('I-', i) as code, concat('Indicador de prueba ', i) as name, 'initiative' as measures,
  objective as objective_key, i as initiative_key, null as articulation_key, unit as unit_key,
  case when ratio then 'ratio' else 'value' end as measure,
  case when ratio then 100 else 1 end as factor, 'casos' as unit, 2 as decimals, direction,
  case when direction = 'maintain' then 5 end as tolerance, accumulation, yearly,
  'quarterly' as frequency, base as base_value,
  case when base is not null then make_date({last} - {years}, 12, 31) end as base_date,
  1 + cast(heavy as decimal(9,4)) / 10 as weight, 'active' as status
from (select * exclude (unit), unit from ind)""",
    "targets": """select g, (i - 1) * {years} + y + 1 as target_key, i as indicator_key,
  make_date(year, 12, 31) as until, target as value, 'Acta de prueba' as act, null as act_date,
  true as current
from aim where target is not null""",
    "goals": """select a.g, (a.i - 1) * {years} + y as goal, a.i as indicator_key, year,
  1 as plan_key, n.objective as objective_key, a.i as initiative_key, n.unit as unit_key,
  n.direction, n.base,
  case when n.base is not null then make_date({last} - {years}, 12, 31) end as base_date,
  target, case when target is not null then make_date(year, 12, 31) end as target_until,
  last_value(target ignore nulls) over before as before_target,
  last_value(case when target is not null then make_date(year, 12, 31) end ignore nulls)
    over before as before_until,
  first_value(target ignore nulls) over after as after_target,
  first_value(case when target is not null then make_date(year, 12, 31) end ignore nulls)
    over after as after_until,
  case when n.direction = 'maintain' then 5 end as tolerance,
  1 + cast(n.heavy as decimal(9,4)) / 10 as weight
from aim a join ind n on n.g = a.g and n.i = a.i
window
  before as (partition by a.g, a.i order by y rows between unbounded preceding and 1 preceding),
  after as (partition by a.g, a.i order by y rows between 1 following and unbounded following)
order by 1, 2""",
    "readings": """select g, (i - 1) * {years} + y as goal, reading_key, i as indicator_key,
  1 as plan_key, year, 'quarterly' as frequency, starts as period_starts,
  cast(starts + interval 3 month - interval 1 day as date) as period_ends,
  cast(starts + interval 3 month + interval 14 day as date) as due, null as area_key,
  '' as category, value, case when ratio then 2 * value end as numerator,
  case when ratio then 200 end as denominator,
  case when year = {last} and quarter = 3 and luck < 100000 then 'sent' else 'approved' end
    as status,
  starts + interval 3 month + interval 5 day as reported_at,
  case when year = {last} and quarter = 3 and luck < 100000 then null
    else starts + interval 3 month + interval 9 day end as decided_at
from reads order by g, year, goal, period_ends""",
    "rules": """select g, 1 as rule_key, 1 as plan_key, 'target' as rule, 1 as version,
  'Avance hacia la meta' as name, date '2000-01-01' as since, true as interpolate,
  '[]' as thresholds, 4 as places, false as confirmed
from gov""",
}


def publish(governments: int, initiatives: int, years: int, root: Path) -> dict[str, Any]:
    """`root`/from/<publisher>/ for each: catalog, files, and where it was taken from."""
    import duckdb

    from minga.analytics.sources import described, facts

    sizes = {
        "governments": governments,
        "initiatives": initiatives,
        "years": years,
        "last": LAST_YEAR,
        "units": UNITS,
        "tops": TOPS,
        "objectives": OBJECTIVES,
        "low": OBJECTIVES - TOPS,
        "parishes": PARISHES,
        "mechanisms": MECHANISMS,
    }
    database = duckdb.connect(config={"threads": 2})
    database.execute(TABLES.format(**sizes))
    wanted = facts()
    for name, sql in FACTS.items():
        columns = ", ".join(
            f"cast({c.name} as {c.stored}) as {c.name}" for c in wanted[name].columns
        )
        database.execute(
            f"create table fact_{name} as select cast(g as integer) as g, {columns}"  # noqa: S608
            f" from ({sql.format(**sizes)})"
        )
    database.execute("drop table reads")
    dictionary = {name: described(fact) for name, fact in wanted.items()}
    nothing = {
        name: _empty(database, root / f"{name}.parquet", fact.columns)
        for name, fact in wanted.items()
        if name not in FACTS
    }
    counts: dict[str, int] = dict.fromkeys(wanted, 0)
    database.execute("set threads = 1")
    for g in range(governments):
        folder = root / "from" / f"gobierno-{g:05}"
        (folder / "data").mkdir(parents=True)
        content = {}
        for name in wanted:
            files = [_same(folder, name, nothing[name])] if name in nothing else []
            files = files or [
                _file(database, folder, name, g, year) for year in _parts(name, years)
            ]
            rows = sum(file["rows"] for file in files)
            counts[name] += rows
            content[name] = dictionary[name] | {"rows": rows, "files": files}
        _catalog(folder, g, content)
    return {"rows": {name: n for name, n in counts.items() if n}}


def _parts(name: str, years: int) -> list[int]:
    return list(range(LAST_YEAR - years + 1, LAST_YEAR + 1)) if name == "readings" else [0]


def _empty(database: DuckDBPyConnection, file: Path, columns: Any) -> bytes:
    shape = ", ".join(f"cast(null as {c.stored}) as {c.name}" for c in columns)
    database.execute(
        f"copy (select {shape} limit 0) to '{file}' (format parquet, compression zstd)"
    )
    content = file.read_bytes()
    file.unlink()
    return content


def _same(folder: Path, name: str, content: bytes) -> dict[str, Any]:
    return _kept(folder, name, {}, content, 0)


def _file(
    database: DuckDBPyConnection, folder: Path, name: str, g: int, year: int
) -> dict[str, Any]:
    which = f"g = {g}" + (f" and year = {year}" if year else "")
    made = folder / "made.parquet"
    found = database.execute(
        f"copy (select * exclude (g) from fact_{name} where {which})"  # noqa: S608
        f" to '{made}' (format parquet, compression zstd)"
    ).fetchone()
    content = made.read_bytes()
    made.unlink()
    part = {"plan_key": 1, "year": year} if year else {}
    return _kept(folder, name, part, content, int(found[0]) if found else 0)


def _kept(
    folder: Path, name: str, part: dict[str, Any], content: bytes, rows: int
) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    path = f"data/{'-'.join([name, *map(str, part.values()), digest[:16]])}.parquet"
    (folder / path).write_bytes(content)
    return {"path": path, "part": part, "rows": rows, "bytes": len(content), "sha256": digest}


def _catalog(folder: Path, g: int, content: dict[str, Any]) -> None:
    from minga.analytics.catalog import FORMAT, NAME, VERSION, dumped
    from minga.analytics.harvest import SOURCE

    publisher = f"gobierno-{g:05}.example"
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "publisher": publisher,
        "address": f"https://{publisher}",
        "made_at": MADE_AT,
        "checked_at": MADE_AT,
        "facts": content,
    }
    source = {"url": f"https://{publisher}/catalog.json", "publisher": publisher, "etag": ""}
    (folder / NAME).write_bytes(dumped(whole))
    (folder / SOURCE).write_bytes(dumped(source | {"taken_at": MADE_AT}))


def main(governments: int, initiatives: int, years: int, root: Path) -> None:
    import django

    django.setup()
    began = time.perf_counter()
    said = publish(governments, initiatives, years, root)
    print(json.dumps({"seconds": time.perf_counter() - began, **said}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
