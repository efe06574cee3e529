-- title: Ejecución del presupuesto por objetivo y año
-- title.en: Budget execution by objective and year
-- what: Cuánto se codificó, comprometió, devengó y pagó de cada objetivo, y qué parte de lo codificado se devengó.
-- what.en: How much was codified, committed, accrued and paid of each objective, and what part of the codified was accrued.
-- grain: un objetivo en un año y una moneda
-- grain.en: an objective in a year and a currency
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- param: year int = none | Año | Year | select distinct year, year from budget_lines order by year desc
-- column: code text | Código | Code
-- column: objective text | Objetivo | Objective
-- column: year year | Año | Year
-- column: currency text | Moneda | Currency
-- column: codified money | Codificado | Codified
-- column: committed money | Comprometido | Committed
-- column: accrued money | Devengado | Accrued
-- column: paid money | Pagado | Paid
-- column: execution percent | Devengado entre codificado | Accrued of codified
select
  o.code, o.name as objective, b.year, b.currency, sum(b.codified) as codified,
  sum(b.committed) as committed, sum(b.accrued) as accrued, sum(b.paid) as paid,
  ratio(sum(b.accrued), sum(case when b.accrued is not null then b.codified end)) as execution
from budget_lines b
join plans on plans.publisher = b.publisher and plans.plan_key = b.plan_key
join objectives o on o.publisher = b.publisher and o.objective_key = b.objective_key
where ($plan is null or plans.code = $plan) and ($year is null or b.year = $year)
group by b.publisher, o.plan_key, o.objective_key, o.position, o.code, o.name, b.year, b.currency
order by b.publisher, o.plan_key, o.position, b.year, b.currency
