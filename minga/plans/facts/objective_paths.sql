-- grain: un objetivo y uno del que forma parte, a cualquier distancia, él mismo incluido
-- grain.en: an objective and one that it is part of, at any distance, itself included
-- key: objective_key, steps
-- column: objective_key int  el objetivo | the objective
-- column: above_key int  el objetivo que lo contiene, o él mismo
--     | the objective that contains it, or itself
-- column: steps small  a qué distancia: 0 es él mismo | how far away: 0 is itself
with recursive paths(objective_key, above_key, steps) as (
  select o.id, o.id, 0 from plans_objective o join plans_plan p on p.id = o.plan_id
  where p.visibility = 'public'
  union all
  select paths.objective_key, o.parent_id, paths.steps + 1
  from paths join plans_objective o on o.id = paths.above_key
  where o.parent_id is not null and paths.steps < 50
)
select objective_key, above_key, steps from paths
