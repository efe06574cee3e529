-- No person is in it, nor what was written: only who answers as an organisation, and by when.
-- grain: un compromiso público de un actor público
-- grain.en: a public commitment of a public actor
-- key: commitment_key
-- column: commitment_key int  número del compromiso en esta instalación
--     | number of the commitment in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan; ninguno si nació fuera de un plan
--     | the plan; none if it came from outside of any
-- column: articulation_key int  la articulación de la que es, si es de una pública
--     | the articulation that it is of, if it is of a public one
-- column: actor_key int  la organización que responde | the organisation that answers for it
-- column: unit_key int  la unidad que lo pidió | the unit that asked for it
-- column: born_in text  de qué nació: una sesión, una obligación, una evaluación
--     | what it came from: a session, an obligation, an evaluation
-- column: due date  para cuándo | by when
-- column: first_due date  para cuándo era al principio | by when it was to be at first
-- column: made_on date  cuándo se hizo | when it was made
-- column: status text  estado: pending, reported, returned, kept, cancelled
--     | status: pending, reported, returned, kept, cancelled
-- column: reported_on date  cuándo se reportó | when it was reported
-- column: decided_on date  cuándo se decidió si se cumplió
--     | when it was decided whether it was kept
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
