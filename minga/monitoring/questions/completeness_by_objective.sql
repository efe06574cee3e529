-- title: Qué le falta a cada objetivo
-- title.en: What each objective lacks
-- what: Cuántas de sus iniciativas tienen mecanismo, responsable, contraparte, fechas, territorio, instrumento vigente, indicador y lectura; es lo primero que se completa.
-- what.en: How many of its initiatives have a mechanism, a lead, a counterpart, dates, territory, an instrument in force, an indicator and a reading; it is the first thing to complete.
-- grain: un objetivo con iniciativas bajo él
-- grain.en: an objective with initiatives under it
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- column: code text | Código | Code
-- column: objective text | Objetivo | Objective
-- column: initiatives int | Iniciativas | Initiatives
-- column: mechanism int | Con mecanismo | With mechanism
-- column: lead int | Con responsable | With lead
-- column: counterpart int | Con contraparte | With counterpart
-- column: dates int | Con fechas | With dates
-- column: area int | Con territorio | With territory
-- column: instrument int | Con instrumento vigente | With instrument in force
-- column: indicator int | Con indicador | With indicator
-- column: reading int | Con lectura | With reading
with
with_mechanism as (select distinct publisher, initiative_key from mechanisms),
with_lead as (select distinct publisher, initiative_key from leads where confirmed),
with_area as (select distinct publisher, initiative_key from initiative_areas),
with_instrument as (
  select a.publisher, a.initiative_key
  from articulations a
  join agreement_articulations f
    on f.publisher = a.publisher and f.articulation_key = a.articulation_key
  join agreements g on g.publisher = f.publisher and g.agreement_key = f.agreement_key
  where g.status = 'in_force'
  union
  select a.publisher, a.initiative_key
  from articulations a
  join space_articulations h
    on h.publisher = a.publisher and h.articulation_key = a.articulation_key
  join spaces s on s.publisher = h.publisher and s.space_key = h.space_key
  where s.status = 'active'
),
with_counterpart as (
  select publisher, initiative_key from actor_roles
  union
  select a.publisher, a.initiative_key
  from articulations a
  join agreement_articulations f
    on f.publisher = a.publisher and f.articulation_key = a.articulation_key
  join agreement_parties p on p.publisher = f.publisher and p.agreement_key = f.agreement_key
),
with_indicator as (
  select distinct publisher, initiative_key from indicators
  where status = 'active' and initiative_key is not null
),
with_reading as (
  select distinct i.publisher, i.initiative_key
  from indicators i
  join readings r on r.publisher = i.publisher and r.indicator_key = i.indicator_key
  where i.initiative_key is not null and r.status = 'approved'
)
select
  o.code, o.name as objective, count(*) as initiatives, count(m.initiative_key) as mechanism,
  count(l.initiative_key) as lead, count(c.initiative_key) as counterpart,
  sum(case when i.starts is not null or i.ends is not null then 1 else 0 end) as dates,
  count(a.initiative_key) as area, count(s.initiative_key) as instrument,
  count(n.initiative_key) as indicator, count(r.initiative_key) as reading
from initiatives i
join plans on plans.publisher = i.publisher and plans.plan_key = i.plan_key
join objectives o on o.publisher = i.publisher and o.objective_key = i.objective_key
left join with_mechanism m
  on m.publisher = i.publisher and m.initiative_key = i.initiative_key
left join with_lead l on l.publisher = i.publisher and l.initiative_key = i.initiative_key
left join with_counterpart c
  on c.publisher = i.publisher and c.initiative_key = i.initiative_key
left join with_area a on a.publisher = i.publisher and a.initiative_key = i.initiative_key
left join with_instrument s
  on s.publisher = i.publisher and s.initiative_key = i.initiative_key
left join with_indicator n
  on n.publisher = i.publisher and n.initiative_key = i.initiative_key
left join with_reading r on r.publisher = i.publisher and r.initiative_key = i.initiative_key
where i.status <> 'withdrawn' and ($plan is null or plans.code = $plan)
group by i.publisher, o.plan_key, o.objective_key, o.position, o.code, o.name
order by i.publisher, o.plan_key, o.position
