-- grain: una iniciativa pública de un plan público
-- key: initiative_key
-- column: initiative_key int  número de la iniciativa en esta instalación
-- column: uuid uuid  identidad que nunca cambia
-- column: plan_key int  el plan
-- column: objective_key int  el objetivo bajo el que está
-- column: code text  código
-- column: name text  nombre, como está en el documento
-- column: kind text  tipo: plan, programa, proyecto, convenio, espacio_de_coordinacion, otro
-- column: status text  estado: planned, under_way, done, stopped, withdrawn
-- column: starts date  cuándo empieza
-- column: ends date  cuándo termina
select
  i.id as initiative_key, i.uuid, i.plan_id as plan_key, i.objective_id as objective_key, i.code,
  i.name, i.kind, i.status, i.starts, i.ends
from plans_initiative i
join plans_plan p on p.id = i.plan_id
where i.visibility = 'public' and p.visibility = 'public'
