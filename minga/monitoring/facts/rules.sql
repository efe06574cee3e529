-- grain: una versión de la regla con que un plan público puntúa
-- key: rule_key
-- column: rule_key int  número de la regla
-- column: plan_key int  el plan
-- column: rule text  qué regla: target, icm-2012
-- column: version small  versión en el plan
-- column: name text  nombre
-- column: since date  desde cuándo rige
-- column: interpolate bool  si un año sin meta toma la que está en la línea entre sus vecinas
-- column: thresholds text  umbrales de las luces del más alto al más bajo, en JSON: light, from, closed
-- column: places small  decimales del cumplimiento con que se decide la luz
-- column: confirmed bool  si se leyeron sus fuentes
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
