-- grain: un área en la que ocurre una iniciativa pública
-- grain.en: an area in which a public initiative takes place
-- key: initiative_key, area_key
-- column: initiative_key int  la iniciativa | the initiative
-- column: area_key int  el área | the area
select x.initiative_id as initiative_key, x.area_id as area_key
from plans_initiative_areas x
join plans_initiative i on i.id = x.initiative_id
join plans_plan p on p.id = i.plan_id
where i.visibility = 'public' and p.visibility = 'public'
