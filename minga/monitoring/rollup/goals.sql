-- What each value is measured against. What is not counted keeps its number, without a target:
-- retired indicators, those of withdrawn initiatives and of discarded articulations.
-- A sum is taken for a year of twelve months, here and in the values: see what the score says of it.
-- uses: yearly_goals
with sheets as (
  select
    i.*, i.measure = 'value' and i.accumulation = 'periodic' and i.yearly = 'sum'
      and i.direction <> 'deliver' as paced
  from indicators i
)
select
  g.goal, g.indicator_key as thing, g.year, g.direction,
  case when i.paced then 12.0 / y.due else 1 end * cast(y.base as double) as base,
  case
    when i.status = 'active' and coalesce(n.status, '') <> 'withdrawn'
      and coalesce(a.status, '') <> 'discarded'
    then case when i.paced then 12.0 / y.due else 1 end * cast(y.target as double)
  end as target,
  case when i.paced then 12.0 / y.due else 1 end * cast(y.tolerance as double) as tolerance,
  g.weight, y.rule_key as rule
from goals g
join sheets i on i.publisher = g.publisher and i.indicator_key = g.indicator_key
left join yearly_goals y
  on y.publisher = g.publisher and y.indicator_key = g.indicator_key and y.year = g.year
left join initiatives n on n.publisher = i.publisher and n.initiative_key = i.initiative_key
left join articulations a
  on a.publisher = i.publisher and a.articulation_key = i.articulation_key
order by g.goal
