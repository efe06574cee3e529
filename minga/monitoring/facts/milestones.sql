-- grain: un hito de una iniciativa pública
-- key: milestone_key
-- column: milestone_key int  número del hito
-- column: uuid uuid  identidad que nunca cambia
-- column: initiative_key int  la iniciativa
-- column: name text  el hito
-- column: due date  para cuándo
-- column: first_due date  para cuándo era al principio
-- column: reached_on date  cuándo se alcanzó
-- column: weight weight  peso
-- column: status text  estado: planned, reached, dropped
select
  x.id as milestone_key, x.uuid, x.initiative_id as initiative_key, x.name, x.due, x.first_due,
  x.reached_on, x.weight, x.status
from monitoring_milestone x
join plans_initiative i on i.id = x.initiative_id
join plans_plan p on p.id = i.plan_id
where x.visibility = 'public' and i.visibility = 'public' and p.visibility = 'public'
