-- grain: un área en la que está un actor público
-- grain.en: an area that a public actor is in
-- key: actor_key, area_key
-- column: actor_key int  el actor | the actor
-- column: area_key int  el área | the area
select x.actor_id as actor_key, x.area_id as area_key
from actors_actor_areas x
join actors_actor a on a.id = x.actor_id
where a.visibility = 'public' and a.merged_into_id is null
