-- grain: una línea de presupuesto de un año y una fuente, de un objetivo o de una iniciativa pública
-- key: budget_key
-- column: budget_key int  número de la línea
-- column: uuid uuid  identidad que nunca cambia
-- column: plan_key int  el plan
-- column: objective_key int  objetivo al que cuenta: el suyo, o el de su iniciativa
-- column: initiative_key int  iniciativa que paga
-- column: unit_key int  unidad que la ejecuta
-- column: matter text  materia de la competencia
-- column: year small  año
-- column: code text  partida
-- column: source text  fuente de financiamiento
-- column: currency text  moneda
-- column: codified money  codificado
-- column: committed money  comprometido
-- column: accrued money  devengado
-- column: paid money  pagado
-- column: as_of date  corte
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
