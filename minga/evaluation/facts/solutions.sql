-- grain: una solución pública
-- grain.en: a public solution
-- key: solution_key
-- column: solution_key int  número de la solución | number of the solution
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan | the plan
-- column: initiative_key int  iniciativa de la que es parte | initiative that it is part of
-- column: unit_key int  unidad responsable | unit that answers for it
-- column: area_key int  dónde se prueba | where it is tried
-- column: name text  nombre | name
-- column: stage text  etapa: idea, prototype, pilot, scaled, stopped
--     | stage: idea, prototype, pilot, scaled, stopped
select
  s.id as solution_key, s.uuid, s.plan_id as plan_key, s.initiative_id as initiative_key,
  s.unit_id as unit_key, s.area_id as area_key, s.name, s.status as stage
from evaluation_solution s
join plans_plan p on p.id = s.plan_id
left join plans_initiative i on i.id = s.initiative_id
where s.visibility = 'public' and p.visibility = 'public'
  and (s.initiative_id is null or i.visibility = 'public')
