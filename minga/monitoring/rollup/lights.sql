-- The thresholds of each rule, from the highest; without a start, one is for all the rest.
-- light: ok | Cumple | On target
-- light: warn | En alerta | At risk
-- light: bad | No cumple | Off target
with told as (
  select
    rule_key, places,
    unnest(from_json(thresholds, '[{"light": "varchar", "from": "varchar", "closed": "boolean"}]'))
      as one,
    generate_subscripts(
      from_json(thresholds, '[{"light": "varchar", "from": "varchar", "closed": "boolean"}]'), 1
    ) as place
  from rules
  where rule = 'target'
)
select
  rule_key as rule, one.light as light, cast(nullif(one."from", '') as double) as start,
  coalesce(one.closed, false) as closed, places
from told
order by rule_key, place
