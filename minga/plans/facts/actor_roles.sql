-- grain: un papel de un actor público en una iniciativa pública
-- grain.en: a role of a public actor in a public initiative
-- key: role_key
-- column: role_key int  número del papel | number of the role
-- column: actor_key int  el actor | the actor
-- column: initiative_key int  la iniciativa | the initiative
-- column: role text  papel: executes, promotes, coordinates, co_responsible, funds, advises, benefits, oversees
--     | role: executes, promotes, coordinates, co_responsible, funds, advises, benefits, oversees
-- column: starts date  desde cuándo | since when
-- column: ends date  hasta cuándo | until when
select r.id as role_key, r.actor_id as actor_key, i.id as initiative_key, r.role, r.starts, r.ends
from actors_actorrole r
join actors_actor a on a.id = r.actor_id
join plans_initiative i on i.id = r.object_id
join plans_plan p on p.id = i.plan_id
where r.record = 'plans.initiative'
  and a.visibility = 'public' and a.merged_into_id is null
  and i.visibility = 'public' and p.visibility = 'public'
