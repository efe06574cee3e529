-- grain: una valoración de impacto de una solución pública
-- grain.en: an assessment of the impact of a public solution
-- key: assessment_key
-- column: assessment_key int  número de la valoración | number of the assessment
-- column: solution_key int  la solución | the solution
-- column: measure text  qué se midió | what was measured
-- column: unit text  unidad de medida | unit of measurement
-- column: before number  antes | before
-- column: before_on date  fecha de antes | day of the value before
-- column: after number  después | after
-- column: after_on date  fecha de después | day of the value after
-- column: other_before number  antes, en la comparación; nada si no la hay
--     | before, where it is compared with; nothing without a comparison
-- column: other_after number  después, en la comparación | after, where it is compared with
-- column: evidence text  nivel de evidencia: told, before_after, compared, random
--     | level of evidence: told, before_after, compared, random
select
  a.id as assessment_key, a.solution_id as solution_key, a.measure, a.unit, a.before, a.before_on,
  a.after, a.after_on, a.other_before, a.other_after, a.evidence
from evaluation_assessment a
join evaluation_solution s on s.id = a.solution_id
join plans_plan p on p.id = s.plan_id
left join plans_initiative i on i.id = s.initiative_id
where s.visibility = 'public' and p.visibility = 'public'
  and (s.initiative_id is null or i.visibility = 'public')
