-- grain: una evaluación publicada
-- grain.en: a published evaluation
-- key: evaluation_key
-- column: evaluation_key int  número de la evaluación | number of the evaluation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan | the plan
-- column: objective_key int  objetivo que evalúa; ninguno si es otra cosa
--     | objective that it evaluates; none if it is something else
-- column: initiative_key int  iniciativa que evalúa; ninguna si es otra cosa
--     | initiative that it evaluates; none if it is something else
-- column: unit_key int  unidad que la pidió | unit that asked for it
-- column: title text  título | title
-- column: kind text  momento: ex_ante, mid_term, final, ex_post
--     | moment: ex_ante, mid_term, final, ex_post
-- column: status text  estado: published, closed | status: published, closed
-- column: starts date  cuándo empezó | when it began
-- column: ends date  cuándo terminó | when it ended
-- column: recommendations int  recomendaciones | recommendations
-- column: answered int  recomendaciones respondidas | recommendations that were answered
select
  e.id as evaluation_key, e.uuid, e.plan_id as plan_key, e.objective_id as objective_key,
  e.initiative_id as initiative_key, e.unit_id as unit_key, e.title, e.kind, e.status, e.starts,
  e.ends,
  (select count(*) from evaluation_recommendation r where r.evaluation_id = e.id)
    as recommendations,
  (
    select count(*) from evaluation_recommendation r
    where r.evaluation_id = e.id and r.response <> 'pending'
  ) as answered
from evaluation_evaluation e
join plans_plan p on p.id = e.plan_id
left join plans_initiative i on i.id = e.initiative_id
where e.visibility = 'public' and e.status in ('published', 'closed') and p.visibility = 'public'
  and (e.initiative_id is null or i.visibility = 'public')
