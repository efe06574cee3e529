-- grain: un objetivo, de cualquier nivel, de un plan público
-- key: objective_key
-- column: objective_key int  número del objetivo en esta instalación
-- column: uuid uuid  identidad que nunca cambia
-- column: plan_key int  el plan
-- column: code text  código
-- column: name text  nombre corto, o el texto si no lo tiene
-- column: level small  profundidad: 1 es lo más alto
-- column: level_name text  cómo llama el plan a ese nivel
-- column: parent_key int  objetivo del que forma parte
-- column: position int  lugar en el documento
select
  o.id as objective_key, o.uuid, o.plan_id as plan_key, o.code,
  case when o.short_name <> '' then o.short_name else o.text end as name,
  l.depth as level, l.name as level_name, o.parent_id as parent_key, o.position
from plans_objective o
join plans_level l on l.id = o.level_id
join plans_plan p on p.id = o.plan_id
where p.visibility = 'public'
