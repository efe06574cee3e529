-- grain: una valoración de impacto de una solución pública
-- key: assessment_key
-- column: assessment_key int  número de la valoración
-- column: solution_key int  la solución
-- column: measure text  qué se midió
-- column: unit text  unidad de medida
-- column: before number  antes
-- column: before_on date  fecha de antes
-- column: after number  después
-- column: after_on date  fecha de después
-- column: other_before number  antes, en la comparación; nada si no la hay
-- column: other_after number  después, en la comparación
-- column: evidence text  nivel de evidencia: told, before_after, compared, random
select
  a.id as assessment_key, a.solution_id as solution_key, a.measure, a.unit, a.before, a.before_on,
  a.after, a.after_on, a.other_before, a.other_after, a.evidence
from evaluation_assessment a
join evaluation_solution s on s.id = a.solution_id
join plans_plan p on p.id = s.plan_id
left join plans_initiative i on i.id = s.initiative_id
where s.visibility = 'public' and p.visibility = 'public'
  and (s.initiative_id is null or i.visibility = 'public')
