-- mark: select max(computed_at) from monitoring_score
-- grain: el cumplimiento de un indicador público en un año, por una regla
-- grain.en: the compliance of a public indicator in a year, by a rule
-- key: score_key
-- split: plan_key, year
-- column: score_key int  número del puntaje | number of the score
-- column: plan_key int  el plan | the plan
-- column: rule_key int  número de la regla | number of the rule
-- column: rule text  qué regla: target, icm-2012 | which rule: target, icm-2012
-- column: rule_version small  versión de la regla en el plan | version of the rule in the plan
-- column: indicator_key int  el indicador | the indicator
-- column: year small  el año | the year
-- column: basis text  approved si solo cuenta lecturas aprobadas, preliminary si también las demás
--     | approved if it counts only approved readings, preliminary if the others too
-- column: raw number  cumplimiento tal cual: puede pasar de 1 o ser negativo; vacío si no hay
--     | compliance as it comes out: may be over 1 or negative; empty if there is none
-- column: capped share  el mismo entre 0 y 1, para promedios
--     | the same between 0 and 1, for averages
-- column: light text  semáforo: ok, warn, bad; vacío si no hay
--     | light: ok, warn, bad; empty if there is none
-- column: computed_at time  cuándo se calculó, hora UTC | when it was computed, in UTC
select
  x.id as score_key, m.plan_id as plan_key, u.id as rule_key, u.kind as rule,
  u.version as rule_version, x.indicator_id as indicator_key, x.year, x.basis, x.raw, x.capped,
  x.light, x.computed_at
from monitoring_score x
join monitoring_rule u on u.id = x.rule_id
join monitoring_indicator m on m.id = x.indicator_id
join plans_plan p on p.id = m.plan_id
left join plans_articulation a on a.id = m.articulation_id
left join plans_initiative i on i.id = coalesce(m.initiative_id, a.initiative_id)
where m.visibility = 'public' and p.visibility = 'public'
  and (m.objective_id is not null or i.visibility = 'public')
