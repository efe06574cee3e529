-- What each value is measured against. What is not counted keeps its number, without a target:
-- retired indicators, those of withdrawn initiatives and of discarded articulations.
-- uses: yearly_goals
select
  g.goal, g.indicator_key as thing, g.year, g.direction, y.base,
  case
    when i.status = 'active' and coalesce(n.status, '') <> 'withdrawn'
      and coalesce(a.status, '') <> 'discarded'
    then y.target
  end as target,
  y.tolerance, g.weight, y.rule_key as rule
from goals g
join indicators i on i.publisher = g.publisher and i.indicator_key = g.indicator_key
left join yearly_goals y
  on y.publisher = g.publisher and y.indicator_key = g.indicator_key and y.year = g.year
left join initiatives n on n.publisher = i.publisher and n.initiative_key = i.initiative_key
left join articulations a
  on a.publisher = i.publisher and a.articulation_key = i.articulation_key
order by g.goal
