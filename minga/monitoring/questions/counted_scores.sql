-- title: Puntajes que cuentan, con su peso
-- title.en: Scores that count, with their weight
-- what: Los de indicadores en uso, de iniciativas que el plan mantiene: lo que se suma por objetivo, unidad, área y mecanismo.
-- what.en: Those of indicators in use, of initiatives that the plan keeps: what is added up by objective, unit, area and mechanism.
-- grain: un indicador en un año
-- grain.en: an indicator in a year
-- uses: yearly_scores
-- column: publisher text | De quién | Publisher
-- column: plan_key int | Plan | Plan
-- column: indicator_key int | Indicador | Indicator
-- column: year year | Año | Year
-- column: basis text monitoring.score.basis | Con qué lecturas | Basis
-- column: objective_key int | Objetivo | Objective
-- column: initiative_key int | Iniciativa | Initiative
-- column: articulation_key int | Articulación | Articulation
-- column: unit_key int | Unidad | Unit
-- column: part number | Peso por cumplimiento | Weight by compliance
-- column: weight number | Peso | Weight
select
  s.publisher, s.plan_key, s.indicator_key, s.year, s.basis, i.objective_key, i.initiative_key,
  i.articulation_key, i.unit_key,
  cast(round(i.weight * s.capped, 6) as decimal(18,6)) as part, i.weight
from yearly_scores s
join indicators i on i.publisher = s.publisher and i.indicator_key = s.indicator_key
left join initiatives n on n.publisher = i.publisher and n.initiative_key = i.initiative_key
left join articulations a
  on a.publisher = i.publisher and a.articulation_key = i.articulation_key
where s.capped is not null and i.status = 'active'
  and coalesce(n.status, '') <> 'withdrawn' and coalesce(a.status, '') <> 'discarded'
order by s.publisher, s.indicator_key, s.year, s.basis
