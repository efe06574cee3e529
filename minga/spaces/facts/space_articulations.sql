-- grain: una articulación pública que lleva adelante un espacio público
-- grain.en: a public articulation that a public space carries forward
-- key: space_key, articulation_key
-- column: space_key int  el espacio | the space
-- column: articulation_key int  la articulación | the articulation
select h.space_id as space_key, h.articulation_id as articulation_key
from spaces_hosts h
join spaces_space s on s.id = h.space_id
join plans_plan p on p.id = s.plan_id
join plans_articulation x on x.id = h.articulation_id
join plans_initiative i on i.id = x.initiative_id
join plans_plan q on q.id = i.plan_id
where s.visibility = 'public' and s.status <> 'proposed' and p.visibility = 'public'
  and i.visibility = 'public' and q.visibility = 'public'
