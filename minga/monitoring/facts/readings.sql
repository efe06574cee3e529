-- What was sent, decided or rectified; drafts belong to their unit. Without who, and without notes.
-- grain: una lectura enviada de un indicador público, de un período y quizá de un área y categoría
-- grain.en: a reading that was sent of a public indicator, of a period and perhaps of an area and category
-- key: goal, period_ends, reading_key
-- split: plan_key, year
-- column: goal int  número del indicador en el año, como en goals
--     | number of the indicator in the year, as in goals
-- column: reading_key int  número de la lectura | number of the reading
-- column: indicator_key int  el indicador | the indicator
-- column: plan_key int  el plan | the plan
-- column: year small  año en que termina su período | year in which its period ends
-- column: frequency text  frecuencia del período: monthly, quarterly, four_monthly, half_yearly, yearly
--     | frequency of the period: monthly, quarterly, four_monthly, half_yearly, yearly
-- column: period_starts date  primer día del período | first day of the period
-- column: period_ends date  último día del período | last day of the period
-- column: due date  hasta cuándo había que reportar | until when it was to be reported
-- column: area_key int  área de la que es; ninguna si es de todo
--     | area that it is of; none if it is of the whole
-- column: category text  categoría de la que es; vacía si es de todo
--     | category that it is of; empty if it is of the whole
-- column: value number  valor | value
-- column: numerator number  numerador | numerator
-- column: denominator number  denominador | denominator
-- column: status text  estado: sent, returned (las dos, preliminares), approved, rectified
--     | status: sent, returned (both preliminary), approved, rectified
-- column: reported_at time  cuándo se envió, hora UTC | when it was sent, in UTC
-- column: decided_at time  cuándo se aprobó o devolvió, hora UTC
--     | when it was approved or returned, in UTC
with
shown as (
  select m.id, m.plan_id, row_number() over (order by m.id) - 1 as place
  from monitoring_indicator m
  join plans_plan p on p.id = m.plan_id
  left join plans_articulation a on a.id = m.articulation_id
  left join plans_initiative i on i.id = coalesce(m.initiative_id, a.initiative_id)
  where m.visibility = 'public' and p.visibility = 'public'
    and (m.objective_id is not null or i.visibility = 'public')
),
spoken as (
  select p.first_year as year from plans_plan p where p.visibility = 'public'
  union select p.last_year from plans_plan p where p.visibility = 'public'
  union
  select cast(substr(cast(t.until as varchar(10)), 1, 4) as integer)
  from monitoring_target t join shown s on s.id = t.indicator_id where t.replaced_by_id is null
  union
  select cast(substr(cast(e.ends as varchar(10)), 1, 4) as integer)
  from monitoring_period e join plans_plan p on p.id = e.plan_id where p.visibility = 'public'
),
bounds as (select min(year) as first, max(year) - min(year) + 1 as n from spoken),
when_ as (
  select
    e.id, e.frequency, e.starts, e.ends, e.due,
    cast(substr(cast(e.ends as varchar(10)), 1, 4) as integer) as year
  from monitoring_period e
)
select
  s.place * b.n + e.year - b.first as goal, r.id as reading_key, r.indicator_id as indicator_key,
  s.plan_id as plan_key, e.year, e.frequency, e.starts as period_starts, e.ends as period_ends, e.due,
  r.area_id as area_key, r.category, r.value, r.numerator, r.denominator, r.status,
  r.reported_at, r.decided_at
from monitoring_reading r
join shown s on s.id = r.indicator_id
join when_ e on e.id = r.period_id
cross join bounds b
where r.status <> 'draft'
