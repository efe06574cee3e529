-- grain: un objetivo, de cualquier nivel, de un plan público
-- grain.en: an objective, of any level, of a public plan
-- key: objective_key
-- column: objective_key int  número del objetivo en esta instalación
--     | number of the objective in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan | the plan
-- column: code text  código | code
-- column: name text  nombre corto, o el texto si no lo tiene
--     | short name, or the text if it has none
-- column: level small  profundidad: 1 es lo más alto | depth: 1 is the highest
-- column: level_name text  cómo llama el plan a ese nivel | what the plan calls that level
-- column: parent_key int  objetivo del que forma parte | objective that it is part of
-- column: position int  lugar en el documento | place in the document
select
  o.id as objective_key, o.uuid, o.plan_id as plan_key, o.code,
  case when o.short_name <> '' then o.short_name else o.text end as name,
  l.depth as level, l.name as level_name, o.parent_id as parent_key, o.position
from plans_objective o
join plans_level l on l.id = o.level_id
join plans_plan p on p.id = o.plan_id
where p.visibility = 'public'
