-- title: De dónde viene el dinero
-- title.en: Where the money comes from
-- what: Lo codificado y lo devengado por fuente de financiamiento y año.
-- what.en: Codified and accrued by source of funds and year.
-- grain: una fuente en un año y una moneda
-- grain.en: a source in a year and a currency
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- param: year int = none | Año | Year | select distinct year, year from budget_lines order by year desc
-- column: source text | Fuente | Source
-- column: year year | Año | Year
-- column: currency text | Moneda | Currency
-- column: lines int | Líneas | Lines
-- column: codified money | Codificado | Codified
-- column: accrued money | Devengado | Accrued
-- column: execution percent | Devengado entre codificado | Accrued of codified
select
  b.source, b.year, b.currency, count(*) as lines, sum(b.codified) as codified,
  sum(b.accrued) as accrued,
  ratio(sum(b.accrued), sum(case when b.accrued is not null then b.codified end)) as execution
from budget_lines b
join plans on plans.publisher = b.publisher and plans.plan_key = b.plan_key
where ($plan is null or plans.code = $plan) and ($year is null or b.year = $year)
group by b.source, b.year, b.currency
order by b.source, b.year, b.currency
