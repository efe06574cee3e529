-- grain: una versión de la regla con que un plan público puntúa
-- grain.en: a version of the rule by which a public plan scores
-- key: rule_key
-- column: rule_key int  número de la regla | number of the rule
-- column: plan_key int  el plan | the plan
-- column: rule text  qué regla: target, icm-2012 | which rule: target, icm-2012
-- column: version small  versión en el plan | version in the plan
-- column: name text  nombre | name
-- column: since date  desde cuándo rige | since when it rules
-- column: interpolate bool  si un año sin meta toma la que está en la línea entre sus vecinas
--     | whether a year without a target takes the one on the line between its neighbours
-- column: thresholds text  umbrales de las luces del más alto al más bajo, en JSON: light, from, closed
--     | thresholds of the lights from the highest to the lowest, in JSON: light, from, closed
-- column: places small  decimales del cumplimiento con que se decide la luz
--     | decimals of the compliance by which the light is decided
-- column: confirmed bool  si se leyeron sus fuentes | whether its sources were read
select
  u.id as rule_key, u.plan_id as plan_key, u.kind as rule, u.version, u.name, u.since,
  case when cast(u.params as text) like '%"interpolate": true%' then 'true' else 'false' end
    as interpolate,
  cast(u.thresholds as text) as thresholds,
  cast(coalesce(u.params ->> 'places', '4') as integer) as places,
  u.confirmed
from monitoring_rule u
join plans_plan p on p.id = u.plan_id
where p.visibility = 'public'
