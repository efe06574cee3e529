-- title: Articulaciones que siguen en el papel
-- title.en: Articulations that are still on paper
-- what: De las articulaciones de cada objetivo, cuántas no tienen ningún convenio vigente ni espacio activo que las lleve adelante.
-- what.en: Of the articulations of each objective, how many have no agreement in force nor active space to carry them out.
-- grain: un objetivo con articulaciones
-- grain.en: an objective with articulations
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- column: code text | Código | Code
-- column: objective text | Objetivo | Objective
-- column: articulations int | Articulaciones | Articulations
-- column: without int | Sin convenio ni espacio | Without agreement or space
-- column: share percent | Parte sin nada | Share without
with carried as (
  select f.publisher, f.articulation_key
  from agreement_articulations f
  join agreements a on a.publisher = f.publisher and a.agreement_key = f.agreement_key
  where a.status = 'in_force'
  union
  select h.publisher, h.articulation_key
  from space_articulations h
  join spaces s on s.publisher = h.publisher and s.space_key = h.space_key
  where s.status = 'active'
)
select
  o.code, o.name as objective, count(*) as articulations,
  sum(case when c.articulation_key is null then 1 else 0 end) as without,
  ratio(sum(case when c.articulation_key is null then 1 else 0 end), count(*)) as share
from articulations x
join initiatives i on i.publisher = x.publisher and i.initiative_key = x.initiative_key
join plans on plans.publisher = i.publisher and plans.plan_key = i.plan_key
join objectives o on o.publisher = i.publisher and o.objective_key = i.objective_key
left join carried c on c.publisher = x.publisher and c.articulation_key = x.articulation_key
where x.status <> 'discarded' and i.status <> 'withdrawn'
  and ($plan is null or plans.code = $plan)
group by i.publisher, o.plan_key, o.objective_key, o.position, o.code, o.name
order by i.publisher, o.plan_key, o.position
