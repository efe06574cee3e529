-- grain: una unidad que responde por una iniciativa pública
-- grain.en: a unit that answers for a public initiative
-- key: initiative_key, unit_key
-- column: initiative_key int  la iniciativa | the initiative
-- column: unit_key int  la unidad | the unit
-- column: confirmed bool  si está confirmado; si no, el documento solo lo sugiere
--     | whether it is confirmed; if not, the document only suggests it
select x.initiative_id as initiative_key, x.unit_id as unit_key, x.confirmed
from plans_lead x
join plans_initiative i on i.id = x.initiative_id
join plans_plan p on p.id = i.plan_id
where i.visibility = 'public' and p.visibility = 'public'
