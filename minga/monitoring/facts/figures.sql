-- mark: select sum(numerator), sum(denominator), sum(scored) from monitoring_figure
-- grain: el cumplimiento sumado de un objetivo, unidad, área, mecanismo o plan en un año, de lo público
-- grain.en: the compliance added up of an objective, unit, area, mechanism or plan in a year, of what is public
-- key: figure_key
-- column: figure_key int  número de la cifra | number of the figure
-- column: plan_key int  el plan | the plan
-- column: rule_key int  número de la regla | number of the rule
-- column: rule text  qué regla: target, icm-2012 | which rule: target, icm-2012
-- column: rule_version small  versión de la regla en el plan | version of the rule in the plan
-- column: year small  el año | the year
-- column: basis text  approved o preliminary | approved or preliminary
-- column: measured text  de qué: plan, objective, unit, area, mechanism
--     | of what: plan, objective, unit, area, mechanism
-- column: of_key int  número de lo que es; 0 si es el plan, o ninguno
--     | number of what it is of; 0 if that is the plan, or nothing
-- column: numerator number  suma de peso por cumplimiento | sum of weight by compliance
-- column: denominator number  suma de pesos | sum of weights
-- column: scored int  indicadores con puntaje | indicators with a score
select
  f.id as figure_key, u.plan_id as plan_key, u.id as rule_key, u.kind as rule,
  u.version as rule_version, f.year, f.basis, f."of" as measured, f."key" as of_key, f.numerator,
  f.denominator, f.scored
from monitoring_figure f
join monitoring_rule u on u.id = f.rule_id
join plans_plan p on p.id = u.plan_id
where f.audience = 'public' and p.visibility = 'public'
