-- grain: una iniciativa pública de un plan público
-- grain.en: a public initiative of a public plan
-- key: initiative_key
-- column: initiative_key int  número de la iniciativa en esta instalación
--     | number of the initiative in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan | the plan
-- column: objective_key int  el objetivo bajo el que está | the objective that it stands under
-- column: code text  código | code
-- column: name text  nombre, como está en el documento | name, as it stands in the document
-- column: kind text  tipo: plan, programa, proyecto, convenio, espacio_de_coordinacion, otro
--     | type: plan, programa (programme), proyecto (project), convenio (agreement), espacio_de_coordinacion (coordination space), otro (other)
-- column: status text  estado: planned, under_way, done, stopped, withdrawn
--     | status: planned, under_way, done, stopped, withdrawn
-- column: starts date  cuándo empieza | when it begins
-- column: ends date  cuándo termina | when it ends
select
  i.id as initiative_key, i.uuid, i.plan_id as plan_key, i.objective_id as objective_key, i.code,
  i.name, i.kind, i.status, i.starts, i.ends
from plans_initiative i
join plans_plan p on p.id = i.plan_id
where i.visibility = 'public' and p.visibility = 'public'
