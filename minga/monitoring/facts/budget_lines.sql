-- grain: una línea de presupuesto de un año y una fuente, de un objetivo o de una iniciativa pública
-- grain.en: a budget line of a year and a source, of an objective or a public initiative
-- key: budget_key
-- column: budget_key int  número de la línea | number of the line
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan | the plan
-- column: objective_key int  objetivo al que cuenta: el suyo, o el de su iniciativa
--     | objective that it counts for: its own, or that of its initiative
-- column: initiative_key int  iniciativa que paga | initiative that it pays for
-- column: unit_key int  unidad que la ejecuta | unit that carries it out
-- column: matter text  materia de la competencia | matter of the competence
-- column: year small  año | year
-- column: code text  partida | budget item
-- column: source text  fuente de financiamiento | source of funds
-- column: currency text  moneda | currency
-- column: codified money  codificado | current budget (codificado)
-- column: committed money  comprometido | committed
-- column: accrued money  devengado | accrued
-- column: paid money  pagado | paid
-- column: as_of date  corte | day of the figures
select
  b.id as budget_key, b.uuid, b.plan_id as plan_key,
  coalesce(b.objective_id, i.objective_id) as objective_key, b.initiative_id as initiative_key,
  b.unit_id as unit_key, c.matter, b.year, b.code, b.source, b.currency, b.codified, b.committed,
  b.accrued, b.paid, b.as_of
from monitoring_budgetline b
join plans_plan p on p.id = b.plan_id
left join plans_initiative i on i.id = b.initiative_id
left join plans_competence c on c.id = b.competence_id
where p.visibility = 'public' and b.visibility = 'public'
  and (b.initiative_id is null or i.visibility = 'public')
