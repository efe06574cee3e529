-- grain: una articulación pública que formaliza un convenio público
-- grain.en: a public articulation that a public agreement formalises
-- key: agreement_key, articulation_key
-- column: agreement_key int  el convenio | the agreement
-- column: articulation_key int  la articulación | the articulation
select f.agreement_id as agreement_key, f.articulation_id as articulation_key
from agreements_formalises f
join agreements_agreement a on a.id = f.agreement_id
join plans_plan p on p.id = a.plan_id
join plans_articulation x on x.id = f.articulation_id
join plans_initiative i on i.id = x.initiative_id
join plans_plan q on q.id = i.plan_id
where a.visibility = 'public' and a.status not in ('draft', 'review', 'to_sign')
  and p.visibility = 'public' and i.visibility = 'public' and q.visibility = 'public'
