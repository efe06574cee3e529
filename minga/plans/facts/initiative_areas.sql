-- grain: un área en la que ocurre una iniciativa pública
-- key: initiative_key, area_key
-- column: initiative_key int  la iniciativa
-- column: area_key int  el área
select x.initiative_id as initiative_key, x.area_id as area_key
from plans_initiative_areas x
join plans_initiative i on i.id = x.initiative_id
join plans_plan p on p.id = i.plan_id
where i.visibility = 'public' and p.visibility = 'public'
