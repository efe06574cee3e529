-- grain: una articulación de una iniciativa pública
-- grain.en: an articulation of a public initiative
-- key: articulation_key
-- column: articulation_key int  número de la articulación en esta instalación
--     | number of the articulation in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: initiative_key int  la iniciativa | the initiative
-- column: number small  número dentro de la iniciativa | number within the initiative
-- column: objective text  objetivo de articulación, como está en el documento
--     | objective of the articulation, as it stands in the document
-- column: status text  estado: planned, under_way, formalised, done, discarded
--     | status: planned, under_way, formalised, done, discarded
-- column: level text  nivel de intervención: execute, co_execute, fund, coordinate, advocate
--     | level of intervention: execute, co_execute, fund, coordinate, advocate
-- column: matter text  materia de la competencia | matter of the competence
-- column: competence text  competencia del gobierno en la materia: exclusive, concurrent, delegated, none
--     | competence of the government in the matter: exclusive, concurrent, delegated, none
select
  a.id as articulation_key, a.uuid, a.initiative_id as initiative_key, a.number, a.objective,
  a.status, a.level, c.matter, c.kind as competence
from plans_articulation a
join plans_initiative i on i.id = a.initiative_id
join plans_plan p on p.id = i.plan_id
left join plans_competence c on c.id = a.competence_id
where i.visibility = 'public' and p.visibility = 'public'
