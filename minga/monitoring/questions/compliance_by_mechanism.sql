-- title: Cumplimiento por mecanismo
-- title.en: Compliance by mechanism
-- what: Cuánto se cumplió de lo que se articula con cada mecanismo, promediado por peso.
-- what.en: How much was met of what is articulated by each mechanism, averaged by weight.
-- grain: un mecanismo en un año
-- grain.en: a mechanism in a year
-- uses: counted_scores
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- param: year int = none | Año | Year | select distinct year, year from readings order by year desc
-- param: basis text = approved | Lecturas | Readings | select 'approved', 'aprobadas', 'approved' union all select 'preliminary', 'también las que esperan', 'those that wait, too'
-- column: mechanism text | Mecanismo | Mechanism
-- column: year year | Año | Year
-- column: compliance percent | Cumplimiento | Compliance
-- column: part number | Suma de peso por cumplimiento | Sum of weight by compliance
-- column: weight number | Suma de pesos | Sum of weights
-- column: indicators int | Indicadores con puntaje | Scored indicators
with ways as (
  select distinct
    i.publisher, i.indicator_key, m.mechanism_key, m.name
  from indicators i
  join mechanisms m on m.publisher = i.publisher and m.initiative_key = i.initiative_key
  join articulations a on a.publisher = m.publisher and a.articulation_key = m.articulation_key
  where a.status <> 'discarded'
    and (i.articulation_key is null or i.articulation_key = m.articulation_key)
)
select
  coalesce(w.name, '') as mechanism, s.year, ratio(sum(s.part), sum(s.weight)) as compliance,
  sum(s.part) as part, sum(s.weight) as weight, count(*) as indicators
from counted_scores s
join plans on plans.publisher = s.publisher and plans.plan_key = s.plan_key
left join ways w on w.publisher = s.publisher and w.indicator_key = s.indicator_key
where s.basis = $basis and ($plan is null or plans.code = $plan)
  and ($year is null or s.year = $year)
group by s.publisher, w.mechanism_key, w.name, s.year
order by mechanism, s.publisher, w.mechanism_key, s.year
