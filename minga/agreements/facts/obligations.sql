-- grain: una obligación de un actor público en un convenio público, sin su texto
-- grain.en: an obligation of a public actor in a public agreement, without its text
-- key: obligation_key
-- column: obligation_key int  número de la obligación | number of the obligation
-- column: agreement_key int  el convenio | the agreement
-- column: actor_key int  el actor que la debe | the actor that owes it
-- column: due date  para cuándo, la primera vez | by when, the first time
-- column: recurrence text  cada cuánto: once, monthly, quarterly, half_yearly, yearly
--     | how often: once, monthly, quarterly, half_yearly, yearly
-- column: closed bool  si ya no corre | whether it no longer runs
select
  o.id as obligation_key, o.agreement_id as agreement_key, x.actor_id as actor_key, o.due,
  o.recurrence, o.closed
from agreements_obligation o
join agreements_agreement a on a.id = o.agreement_id
join agreements_party x on x.id = o.party_id
join plans_plan p on p.id = a.plan_id
join actors_actor c on c.id = x.actor_id
where a.visibility = 'public' and a.status not in ('draft', 'review', 'to_sign')
  and p.visibility = 'public' and c.visibility = 'public' and c.merged_into_id is null
