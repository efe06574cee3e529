-- title: Cumplimiento por gobierno
-- title.en: Compliance by government
-- what: Cuánto cumplió cada gobierno de lo que sus indicadores se propusieron, promediado por peso; sin lecturas no hay fila, que no es 0.
-- what.en: How much each government met of what its indicators aim at, averaged by weight; without readings there is no row, which is not 0.
-- grain: un gobierno en un año
-- grain.en: a government in a year
-- uses: counted_scores
-- param: year int = none | Año | Year | select distinct year, year from readings order by year desc
-- param: basis text = approved | Lecturas | Readings | select 'approved', 'aprobadas', 'approved' union all select 'preliminary', 'también las que esperan', 'those that wait, too'
-- column: government text | Gobierno | Government
-- column: publisher text | De quién | Publisher
-- column: year year | Año | Year
-- column: compliance percent | Cumplimiento | Compliance
-- column: part number | Suma de peso por cumplimiento | Sum of weight by compliance
-- column: weight number | Suma de pesos | Sum of weights
-- column: indicators int | Indicadores con puntaje | Scored indicators
select
  plans.government, s.publisher, s.year, ratio(sum(s.part), sum(s.weight)) as compliance,
  sum(s.part) as part, sum(s.weight) as weight, count(*) as indicators
from counted_scores s
join plans on plans.publisher = s.publisher and plans.plan_key = s.plan_key
where s.basis = $basis and ($year is null or s.year = $year)
group by plans.government, s.publisher, s.year
order by plans.government, s.publisher, s.year
