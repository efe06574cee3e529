-- grain: otro objetivo al que contribuye una iniciativa pública
-- grain.en: another objective that a public initiative contributes to
-- key: initiative_key, objective_key
-- column: initiative_key int  la iniciativa | the initiative
-- column: objective_key int  el objetivo, además de aquel bajo el que está
--     | the objective, besides the one that it stands under
select x.initiative_id as initiative_key, x.objective_id as objective_key
from plans_alignment x
join plans_initiative i on i.id = x.initiative_id
join plans_plan p on p.id = i.plan_id
where i.visibility = 'public' and p.visibility = 'public'
