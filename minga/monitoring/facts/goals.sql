-- The dense number of an indicator in a year: the indicators in their order, each with all the years
-- that anything public speaks of. A new indicator comes last, so the numbers of the others stay.
-- grain: un indicador público en un año
-- grain.en: a public indicator in a year
-- key: goal
-- column: goal int  número seguido desde 0, que también llevan las lecturas
--     | running number from 0, which the readings have too
-- column: indicator_key int  el indicador | the indicator
-- column: year small  el año | the year
-- column: plan_key int  el plan | the plan
-- column: objective_key int  objetivo al que cuenta | objective that it counts for
-- column: initiative_key int  iniciativa a la que cuenta | initiative that it counts for
-- column: unit_key int  unidad responsable | unit that answers for it
-- column: direction text  sentido: increase, reduce, maintain, deliver
--     | direction: increase, reduce, maintain, deliver
-- column: base number  línea base | baseline
-- column: base_date date  fecha de la línea base | day of the baseline
-- column: target number  última meta vigente para un día de ese año; vacía si ninguna
--     | last target in force for a day of that year; empty if none
-- column: target_until date  para qué día es | for which day it is
-- column: before_target number  la última meta vigente de un año anterior
--     | the last target in force of an earlier year
-- column: before_until date  para qué día era | for which day it was
-- column: after_target number  la primera meta vigente de un año posterior
--     | the first target in force of a later year
-- column: after_until date  para qué día es | for which day it is
-- column: tolerance number  tolerancia, si se mantiene | tolerance, if it is to be maintained
-- column: weight weight  peso | weight
with recursive
shown as (
  select
    m.id, m.plan_id, coalesce(m.objective_id, i.objective_id) as objective_id,
    i.id as initiative_id, m.owner_id, m.direction, m.base_value, m.base_date,
    m.tolerance, m.weight, row_number() over (order by m.id) - 1 as place
  from monitoring_indicator m
  join plans_plan p on p.id = m.plan_id
  left join plans_articulation a on a.id = m.articulation_id
  left join plans_initiative i on i.id = coalesce(m.initiative_id, a.initiative_id)
  where m.visibility = 'public' and p.visibility = 'public'
    and (m.objective_id is not null or i.visibility = 'public')
),
aims as (
  select
    t.indicator_id, t.until, t.value,
    cast(substr(cast(t.until as varchar(10)), 1, 4) as integer) as year
  from monitoring_target t
  join shown s on s.id = t.indicator_id
  where t.replaced_by_id is null
),
yearly as (
  select indicator_id, year, min(until) as first, max(until) as last
  from aims group by indicator_id, year
),
spoken as (
  select p.first_year as year from plans_plan p where p.visibility = 'public'
  union select p.last_year from plans_plan p where p.visibility = 'public'
  union select year from aims
  union
  select cast(substr(cast(e.ends as varchar(10)), 1, 4) as integer)
  from monitoring_period e join plans_plan p on p.id = e.plan_id where p.visibility = 'public'
),
bounds as (select min(year) as first, max(year) as last from spoken),
years(year, last, at) as (
  select first, last, 0 from bounds where first is not null
  union all select year + 1, last, at + 1 from years where year < last
),
span as (select count(*) as n from years),
numbered as (
  select
    s.place * span.n + y.at as goal, s.*, y.year, a.last as during,
    max(a.last) over (
      partition by s.id order by y.year rows between unbounded preceding and 1 preceding
    ) as earlier,
    min(a.first) over (
      partition by s.id order by y.year rows between 1 following and unbounded following
    ) as later
  from shown s cross join years y cross join span
  left join yearly a on a.indicator_id = s.id and a.year = y.year
)
select
  n.goal, n.id as indicator_key, n.year, n.plan_id as plan_key, n.objective_id as objective_key,
  n.initiative_id as initiative_key, n.owner_id as unit_key, n.direction, n.base_value as base,
  n.base_date, t.value as target, t.until as target_until, b.value as before_target,
  b.until as before_until, l.value as after_target, l.until as after_until, n.tolerance, n.weight
from numbered n
left join monitoring_target t
  on t.indicator_id = n.id and t.until = n.during and t.replaced_by_id is null
left join monitoring_target b
  on b.indicator_id = n.id and b.until = n.earlier and b.replaced_by_id is null
left join monitoring_target l
  on l.indicator_id = n.id and l.until = n.later and l.replaced_by_id is null
