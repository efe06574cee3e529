-- title: Puntaje de cada indicador y año
-- title.en: Score of each indicator and year
-- what: Lo calcula otra vez desde las lecturas y las metas públicas, con la regla vigente del plan; es igual al que guarda la aplicación.
-- what.en: Worked out again from the public readings and targets by the plan's rule in force; equal to the one that the application keeps.
-- grain: un indicador en un año, con lecturas aprobadas o también con las que esperan aprobación
-- column: publisher text | De quién | Publisher
-- column: plan_key int | Plan | Plan
-- column: indicator_key int | Indicador | Indicator
-- column: year year | Año | Year
-- column: basis text | Con qué lecturas | Basis
-- column: value number | Valor | Value
-- column: target number | Meta | Target
-- column: raw percent | Cumplimiento | Compliance
-- column: capped percent | Entre 0 y 1 | Capped
with told as (
  select
    r.publisher, r.plan_key, r.indicator_key, r.year, r.period_ends, r.frequency, r.area_key,
    r.category, r.value, r.numerator, r.denominator, r.status, r.reading_key,
    i.measure, i.yearly, i.factor, r.frequency = i.frequency as present,
    i.accumulation = 'periodic' and i.yearly <> 'last' as adds,
    case when r.area_key is null then 0 else 2 end
      + case when r.category = '' then 0 else 1 end as level
  from readings r
  join indicators i on i.publisher = r.publisher and i.indicator_key = r.indicator_key
  where r.status in ('sent', 'returned', 'approved')
),
bases as (select 'approved' as basis union all select 'preliminary' as basis),
-- one reading a cell: the approved one, or what would replace it
cells as (
  select
    b.basis, t.*,
    row_number() over (
      partition by b.basis, t.publisher, t.indicator_key, t.period_ends, t.frequency, t.area_key,
        t.category
      order by case when t.status = 'approved' then 1 else 0 end, t.reading_key desc
    ) as place
  from told t cross join bases b
  where b.basis = 'preliminary' or t.status = 'approved'
),
-- the present frequency counts, if the year has any of it
framed as (
  select
    c.*,
    max(case when c.present then 1 else 0 end)
      over (partition by c.basis, c.publisher, c.indicator_key, c.year) as any_present
  from cells c
  where c.place = 1
),
counted as (
  select
    f.*,
    max(f.period_ends) over (partition by f.basis, f.publisher, f.indicator_key, f.year)
      as last_ends,
    min(f.level)
      over (partition by f.basis, f.publisher, f.indicator_key, f.year, f.period_ends)
      as level_of_period
  from framed f
  where f.present or f.any_present = 0
),
levelled as (
  select
    c.*,
    min(case when c.period_ends = c.last_ends then c.level end)
      over (partition by c.basis, c.publisher, c.indicator_key, c.year) as level_of_last,
    row_number() over (
      partition by c.basis, c.publisher, c.indicator_key, c.year, c.area_key, c.category
      order by c.period_ends desc, c.reading_key desc
    ) as latest
  from counted c
),
used as (
  select * from levelled
  where (adds and level = level_of_period) or (not adds and level = level_of_last and latest = 1)
),
summed as (
  select
    publisher, plan_key, indicator_key, year, basis, measure, yearly, factor, adds,
    sum(value) as total, count(distinct period_ends) as periods,
    sum(case when denominator is not null then numerator end) as part,
    sum(case when numerator is not null then denominator end) as whole
  from used
  group by publisher, plan_key, indicator_key, year, basis, measure, yearly, factor, adds
),
valued as (
  select
    publisher, plan_key, indicator_key, year, basis,
    case
      when measure = 'ratio'
      then ratio(cast(part as decimal(24,6)) * cast(factor * 100 as decimal(13,0)), whole * 100)
      when adds and yearly = 'mean' then ratio(total, periods)
      else cast(total as decimal(38,6))
    end as value
  from summed
),
versions as (
  select
    y.publisher, y.plan_key, y.year, r.interpolate,
    row_number() over (partition by y.publisher, y.plan_key, y.year order by r.version desc)
      as place
  from (select distinct publisher, plan_key, year from valued) y
  join rules r on r.publisher = y.publisher and r.plan_key = y.plan_key
  where r.rule = 'target' and year(r.since) <= y.year
),
-- the last point known before the year and the first one after it: targets, and the base
neighbours as (
  select
    g.publisher, g.indicator_key, g.year, g.direction, g.base, g.target, g.tolerance,
    case when b.before then g.base else g.before_target end as start_value,
    case when b.before then year(g.base_date) else year(g.before_until) end as start_year,
    case when b.after then null else g.after_target end as end_value,
    case when b.after then null else year(g.after_until) end as end_year
  from goals g
  join (
    select
      publisher, goal,
      base is not null and base_date is not null and year(base_date) < year
        and (before_until is null or base_date >= before_until) as before,
      base is not null and base_date is not null and year(base_date) > year
        and (after_until is null or base_date < after_until) as after
    from goals
  ) b on b.publisher = g.publisher and b.goal = g.goal
),
aimed as (
  select
    v.*, n.direction, n.base, coalesce(n.tolerance, 0) as tolerance,
    case
      when n.target is not null then cast(n.target as decimal(38,6))
      when r.interpolate and n.start_value is not null and n.end_value is not null
      then ratio(
        n.start_value * (n.end_year - n.start_year)
          + (v.year - n.start_year) * (n.end_value - n.start_value),
        n.end_year - n.start_year
      )
    end as target
  from valued v
  join versions r
    on r.publisher = v.publisher and r.plan_key = v.plan_key and r.year = v.year and r.place = 1
  left join neighbours n
    on n.publisher = v.publisher and n.indicator_key = v.indicator_key and n.year = v.year
  where v.value is not null
),
scored as (
  select
    publisher, plan_key, indicator_key, year, basis, value, target,
    case
      when target is null then null
      when direction = 'maintain' and abs(value - target) <= tolerance
      then cast(1 as decimal(38,6))
      when direction = 'maintain' and abs(value) <= abs(target) then ratio(value, target)
      when direction = 'maintain' then ratio(target, value)
      when direction = 'deliver' and target <= 0 then null
      when direction = 'deliver' then ratio(value, target)
      when base is not null and target = base
      then cast(
        case
          when direction = 'reduce' and value <= target then 1
          when direction <> 'reduce' and value >= target then 1
          else 0
        end as decimal(38,6)
      )
      when base is not null then ratio(value - base, target - base)
      when direction = 'reduce' and value = target then cast(1 as decimal(38,6))
      when direction = 'reduce' and (value <= 0 or target < 0) then null
      when direction = 'reduce' then ratio(target, value)
      when target <= 0 then null
      else ratio(value, target)
    end as score
  from aimed
),
said as (
  select
    publisher, plan_key, indicator_key, year, basis, cast(value as decimal(24,6)) as value,
    cast(target as decimal(24,6)) as target,
    case when abs(score) < 100000000 then cast(score as decimal(24,6)) end as raw
  from scored
)
select
  publisher, plan_key, indicator_key, year, basis, value, target, raw,
  case when raw < 0 then cast(0 as decimal(9,6)) when raw > 1 then cast(1 as decimal(9,6))
    else cast(raw as decimal(9,6)) end as capped
from said
order by publisher, indicator_key, year, basis
