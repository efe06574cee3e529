-- Its objective, those that its initiative is aligned with, and all that these are part of.
-- column: code text | Código | Code
-- column: objective text | Objetivo | Objective
with counts_for as (
  select publisher, indicator_key, objective_key from indicators
  union
  select i.publisher, i.indicator_key, a.objective_key
  from indicators i
  join alignments a on a.publisher = i.publisher and a.initiative_key = i.initiative_key
)
select distinct
  c.indicator_key as thing, o.objective_key as key, o.code, o.name as objective, o.plan_key,
  o.position
from counts_for c
join objective_paths p on p.publisher = c.publisher and p.objective_key = c.objective_key
join objectives o on o.publisher = p.publisher and o.objective_key = p.above_key
order by o.plan_key, o.position, o.objective_key
