-- mark: select sum(numerator), sum(denominator), sum(scored) from monitoring_figure
-- grain: el cumplimiento sumado de un objetivo, unidad, área, mecanismo o plan en un año, de lo público
-- key: figure_key
-- column: figure_key int  número de la cifra
-- column: plan_key int  el plan
-- column: rule_key int  número de la regla
-- column: rule text  qué regla: target, icm-2012
-- column: rule_version small  versión de la regla en el plan
-- column: year small  el año
-- column: basis text  approved o preliminary
-- column: measured text  de qué: plan, objective, unit, area, mechanism
-- column: of_key int  número de lo que es; 0 si es el plan, o ninguno
-- column: numerator number  suma de peso por cumplimiento
-- column: denominator number  suma de pesos
-- column: scored int  indicadores con puntaje
select
  f.id as figure_key, u.plan_id as plan_key, u.id as rule_key, u.kind as rule,
  u.version as rule_version, f.year, f.basis, f."of" as measured, f."key" as of_key, f.numerator,
  f.denominator, f.scored
from monitoring_figure f
join monitoring_rule u on u.id = f.rule_id
join plans_plan p on p.id = u.plan_id
where f.audience = 'public' and p.visibility = 'public'
