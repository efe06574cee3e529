-- grain: un actor público que es parte de un convenio público
-- grain.en: a public actor that is party to a public agreement
-- key: agreement_key, actor_key
-- column: agreement_key int  el convenio | the agreement
-- column: actor_key int  el actor | the actor
-- column: signed_on date  cuándo firmó | when it signed
-- column: amount money  lo que pone, en dinero y en especie, en dólares
--     | what it gives, in money and in kind, in dollars
select
  x.agreement_id as agreement_key, x.actor_id as actor_key, x.signed_on,
  (select sum(c.amount) from agreements_contribution c where c.party_id = x.id) as amount
from agreements_party x
join agreements_agreement a on a.id = x.agreement_id
join plans_plan p on p.id = a.plan_id
join actors_actor c on c.id = x.actor_id
where a.visibility = 'public' and a.status not in ('draft', 'review', 'to_sign')
  and p.visibility = 'public' and c.visibility = 'public' and c.merged_into_id is null
