-- grain: un hito de una iniciativa pública
-- grain.en: a milestone of a public initiative
-- key: milestone_key
-- column: milestone_key int  número del hito | number of the milestone
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: initiative_key int  la iniciativa | the initiative
-- column: name text  el hito | the milestone
-- column: due date  para cuándo | by when
-- column: first_due date  para cuándo era al principio | by when it was to be at first
-- column: reached_on date  cuándo se alcanzó | when it was reached
-- column: weight weight  peso | weight
-- column: status text  estado: planned, reached, dropped | status: planned, reached, dropped
select
  x.id as milestone_key, x.uuid, x.initiative_id as initiative_key, x.name, x.due, x.first_due,
  x.reached_on, x.weight, x.status
from monitoring_milestone x
join plans_initiative i on i.id = x.initiative_id
join plans_plan p on p.id = i.plan_id
where x.visibility = 'public' and i.visibility = 'public' and p.visibility = 'public'
