-- title: Cumplimiento por unidad
-- title.en: Compliance by unit
-- what: Cuánto se cumplió de lo que miden los indicadores de cada unidad, promediado por peso.
-- what.en: How much was met of what each unit's indicators measure, averaged by weight.
-- grain: una unidad en un año
-- grain.en: a unit in a year
-- uses: counted_scores
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- param: year int = none | Año | Year | select distinct year, year from readings order by year desc
-- param: basis text = approved | Lecturas | Readings | select 'approved', 'aprobadas', 'approved' union all select 'preliminary', 'también las que esperan', 'those that wait, too'
-- column: unit text | Unidad | Unit
-- column: year year | Año | Year
-- column: compliance percent | Cumplimiento | Compliance
-- column: part number | Suma de peso por cumplimiento | Sum of weight by compliance
-- column: weight number | Suma de pesos | Sum of weights
-- column: indicators int | Indicadores con puntaje | Scored indicators
select
  coalesce(u.name, '') as unit, s.year, ratio(sum(s.part), sum(s.weight)) as compliance,
  sum(s.part) as part, sum(s.weight) as weight, count(*) as indicators
from counted_scores s
join plans on plans.publisher = s.publisher and plans.plan_key = s.plan_key
left join units u on u.publisher = s.publisher and u.unit_key = s.unit_key
where s.basis = $basis and ($plan is null or plans.code = $plan)
  and ($year is null or s.year = $year)
group by s.publisher, s.unit_key, u.name, s.year
order by unit, s.publisher, s.unit_key, s.year
