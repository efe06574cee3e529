-- title: Cumplimiento por objetivo
-- title.en: Compliance by objective
-- what: Cuánto se cumplió de lo que mide cada objetivo y los que contiene, promediado por peso; sin lecturas no hay fila, que no es 0.
-- what.en: How much was met of what each objective and those within it measure, averaged by weight; without readings there is no row, which is not 0.
-- grain: un objetivo en un año
-- grain.en: an objective in a year
-- uses: counted_scores
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- param: year int = none | Año | Year | select distinct year, year from readings order by year desc
-- param: basis text = approved | Lecturas | Readings | select 'approved', 'aprobadas', 'approved' union all select 'preliminary', 'también las que esperan', 'those that wait, too'
-- column: code text | Código | Code
-- column: objective text | Objetivo | Objective
-- column: year year | Año | Year
-- column: compliance percent | Cumplimiento | Compliance
-- column: part number | Suma de peso por cumplimiento | Sum of weight by compliance
-- column: weight number | Suma de pesos | Sum of weights
-- column: indicators int | Indicadores con puntaje | Scored indicators
with members as (
  select distinct s.publisher, s.indicator_key, s.year, s.part, s.weight, p.above_key
  from counted_scores s
  join plans on plans.publisher = s.publisher and plans.plan_key = s.plan_key
  join (
    select publisher, indicator_key, objective_key from indicators
    union
    select i.publisher, i.indicator_key, a.objective_key
    from indicators i
    join alignments a on a.publisher = i.publisher and a.initiative_key = i.initiative_key
  ) o on o.publisher = s.publisher and o.indicator_key = s.indicator_key
  join objective_paths p on p.publisher = o.publisher and p.objective_key = o.objective_key
  where s.basis = $basis and ($plan is null or plans.code = $plan)
    and ($year is null or s.year = $year)
)
select
  o.code, o.name as objective, m.year, ratio(sum(m.part), sum(m.weight)) as compliance,
  sum(m.part) as part, sum(m.weight) as weight, count(*) as indicators
from members m
join objectives o on o.publisher = m.publisher and o.objective_key = m.above_key
group by m.publisher, o.plan_key, o.objective_key, o.position, o.code, o.name, m.year
order by m.publisher, o.plan_key, o.position, m.year
