-- No person is in it, nor what was written: only who answers as an organisation, and by when.
-- grain: un compromiso público de un actor público
-- key: commitment_key
-- column: commitment_key int  número del compromiso en esta instalación
-- column: uuid uuid  identidad que nunca cambia
-- column: plan_key int  el plan; ninguno si nació fuera de un plan
-- column: articulation_key int  la articulación de la que es, si es de una pública
-- column: actor_key int  la organización que responde
-- column: unit_key int  la unidad que lo pidió
-- column: born_in text  de qué nació: una sesión, una obligación, una evaluación
-- column: due date  para cuándo
-- column: first_due date  para cuándo era al principio
-- column: made_on date  cuándo se hizo
-- column: status text  estado: pending, reported, returned, kept, cancelled
-- column: reported_on date  cuándo se reportó
-- column: decided_on date  cuándo se decidió si se cumplió
select
  c.id as commitment_key, c.uuid, c.plan_id as plan_key,
  case when i.visibility = 'public' and q.visibility = 'public' then x.id end as articulation_key,
  c.actor_id as actor_key, c.unit_id as unit_key, c.record as born_in, c.due, c.first_due,
  c.made_on, c.status, c.reported_on, c.decided_on
from commitments_commitment c
join actors_actor a on a.id = c.actor_id
left join plans_plan p on p.id = c.plan_id
left join plans_articulation x on x.id = c.articulation_id
left join plans_initiative i on i.id = x.initiative_id
left join plans_plan q on q.id = i.plan_id
where c.visibility = 'public' and a.visibility = 'public'
  and (c.plan_id is null or p.visibility = 'public')
