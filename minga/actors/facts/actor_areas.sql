-- grain: un área en la que está un actor público
-- key: actor_key, area_key
-- column: actor_key int  el actor
-- column: area_key int  el área
select x.actor_id as actor_key, x.area_id as area_key
from actors_actor_areas x
join actors_actor a on a.id = x.actor_id
where a.visibility = 'public' and a.merged_into_id is null
