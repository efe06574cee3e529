-- title: Meta de cada indicador y año
-- title.en: Target of each indicator and year
-- what: La de ese año o, si la regla del plan lo permite, la que está en la línea entre sus vecinas; con la ficha contra la que se mide.
-- what.en: That of the year or, where the plan's rule allows it, the one on the line between its neighbours; with the sheet that is measured against.
-- grain: un indicador en un año
-- grain.en: an indicator in a year
-- column: publisher text | De quién | Publisher
-- column: plan_key int | Plan | Plan
-- column: rule_key int | Regla | Rule
-- column: indicator_key int | Indicador | Indicator
-- column: year year | Año | Year
-- column: direction text monitoring.indicator.direction | Sentido | Direction
-- column: base number | Línea base | Baseline
-- column: target number | Meta | Target
-- column: tolerance number | Tolerancia | Tolerance
-- column: due int | En qué mes vence la meta | Month that the target is due in
with versions as (
  select
    y.publisher, y.plan_key, y.year, r.rule_key, r.interpolate,
    row_number() over (partition by y.publisher, y.plan_key, y.year order by r.version desc)
      as place
  from (select distinct publisher, plan_key, year from goals) y
  join rules r on r.publisher = y.publisher and r.plan_key = y.plan_key
  where r.rule = 'target' and year(r.since) <= y.year
),
-- the last point known before the year and the first one after it: targets, and the base
neighbours as (
  select
    publisher, plan_key, indicator_key, year, direction, base, target, tolerance,
    case when target is null then 12 else month(target_until) end as due,
    case when before then base else before_target end as start_value,
    case when before then year(base_date) else year(before_until) end as start_year,
    case when after then null else after_target end as end_value,
    case when after then null else year(after_until) end as end_year
  from (
    select
      *,
      base is not null and base_date is not null and year(base_date) < year
        and (before_until is null or base_date >= before_until) as before,
      base is not null and base_date is not null and year(base_date) > year
        and (after_until is null or base_date < after_until) as after
    from goals
  ) g
)
select
  n.publisher, n.plan_key, r.rule_key, n.indicator_key, n.year, n.direction, n.base,
  case
    when n.target is not null then cast(n.target as decimal(38,6))
    when r.interpolate and n.start_value is not null and n.end_value is not null
    then ratio(
      n.start_value * (n.end_year - n.start_year)
        + (n.year - n.start_year) * (n.end_value - n.start_value),
      n.end_year - n.start_year
    )
  end as target,
  coalesce(n.tolerance, 0) as tolerance, n.due
from neighbours n
join versions r
  on r.publisher = n.publisher and r.plan_key = n.plan_key and r.year = n.year and r.place = 1
order by n.publisher, n.indicator_key, n.year
