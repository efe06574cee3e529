-- Posts, never who holds them.
-- grain: puestos iguales de una unidad en un año, y qué parte de su tiempo va a una materia
-- grain.en: equal posts of a unit in a year, and what part of their time goes to a matter
-- key: post_key
-- column: post_key int  número | number
-- column: plan_key int  el plan | the plan
-- column: unit_key int  la unidad | the unit
-- column: initiative_key int  la iniciativa a la que va su tiempo
--     | the initiative that its time goes to
-- column: matter text  materia de la competencia a la que va su tiempo
--     | matter of the competence that its time goes to
-- column: year small  año | year
-- column: posts int  cuántos puestos | how many posts
-- column: share weight  qué parte de su tiempo, de 0 a 1 | what part of their time, from 0 to 1
select
  x.id as post_key, x.plan_id as plan_key, x.unit_id as unit_key,
  x.initiative_id as initiative_key, c.matter, x.year, x."count" as posts, x.share
from monitoring_post x
join plans_plan p on p.id = x.plan_id
left join plans_initiative i on i.id = x.initiative_id
left join plans_competence c on c.id = x.competence_id
where p.visibility = 'public' and x.visibility = 'public'
  and (x.initiative_id is null or i.visibility = 'public')
