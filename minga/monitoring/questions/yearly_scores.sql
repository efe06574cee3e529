-- title: Puntaje de cada indicador y año
-- title.en: Score of each indicator and year
-- what: Lo calcula otra vez desde las lecturas y las metas públicas, con la regla vigente del plan; es igual al que guarda la aplicación.
-- what.en: Worked out again from the public readings and targets by the plan's rule in force; equal to the one that the application keeps.
-- grain: un indicador en un año, con lecturas aprobadas o también con las que esperan aprobación
-- grain.en: an indicator in a year, with approved readings or also with those that wait for approval
-- uses: yearly_values, yearly_goals
-- column: publisher text | De quién | Publisher
-- column: plan_key int | Plan | Plan
-- column: indicator_key int | Indicador | Indicator
-- column: year year | Año | Year
-- column: basis text monitoring.score.basis | Con qué lecturas | Basis
-- column: value number | Valor | Value
-- column: target number | Meta | Target
-- column: raw percent | Cumplimiento | Compliance
-- column: capped percent | Entre 0 y 1 | Capped
with paced as (
  select
    v.publisher, v.plan_key, v.indicator_key, v.year, v.basis, v.value as read, g.direction,
    g.target as wanted, g.base as start, g.tolerance as allowed,
    cast(case when v.told is null then 1 else g.due end as decimal(2,0)) as due,
    cast(coalesce(v.told, 1) as decimal(2,0)) as told
  from yearly_values v
  join yearly_goals g
    on g.publisher = v.publisher and g.indicator_key = v.indicator_key and g.year = v.year
),
-- a sum told up to a month, against so much of the target: both sides times its months
aimed as (
  select
    publisher, plan_key, indicator_key, year, basis, read, wanted, direction,
    cast(read as decimal(24,6)) * due as value, cast(wanted as decimal(24,6)) * told as target,
    cast(start as decimal(24,6)) * told as base, cast(allowed as decimal(24,6)) * told as tolerance
  from paced
),
scored as (
  select
    publisher, plan_key, indicator_key, year, basis, read as value, wanted as target,
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
