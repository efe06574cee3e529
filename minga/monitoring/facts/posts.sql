-- Posts, never who holds them.
-- grain: puestos iguales de una unidad en un año, y qué parte de su tiempo va a una materia
-- key: post_key
-- column: post_key int  número
-- column: plan_key int  el plan
-- column: unit_key int  la unidad
-- column: initiative_key int  la iniciativa a la que va su tiempo
-- column: matter text  materia de la competencia a la que va su tiempo
-- column: year small  año
-- column: posts int  cuántos puestos
-- column: share weight  qué parte de su tiempo, de 0 a 1
select
  x.id as post_key, x.plan_id as plan_key, x.unit_id as unit_key,
  x.initiative_id as initiative_key, c.matter, x.year, x."count" as posts, x.share
from monitoring_post x
join plans_plan p on p.id = x.plan_id
left join plans_initiative i on i.id = x.initiative_id
left join plans_competence c on c.id = x.competence_id
where p.visibility = 'public' and x.visibility = 'public'
  and (x.initiative_id is null or i.visibility = 'public')
