-- grain: una solución pública
-- key: solution_key
-- column: solution_key int  número de la solución
-- column: uuid uuid  identidad que nunca cambia
-- column: plan_key int  el plan
-- column: initiative_key int  iniciativa de la que es parte
-- column: unit_key int  unidad responsable
-- column: area_key int  dónde se prueba
-- column: name text  nombre
-- column: stage text  etapa: idea, prototype, pilot, scaled, stopped
select
  s.id as solution_key, s.uuid, s.plan_id as plan_key, s.initiative_id as initiative_key,
  s.unit_id as unit_key, s.area_id as area_key, s.name, s.status as stage
from evaluation_solution s
join plans_plan p on p.id = s.plan_id
left join plans_initiative i on i.id = s.initiative_id
where s.visibility = 'public' and p.visibility = 'public'
  and (s.initiative_id is null or i.visibility = 'public')
