-- The terms that everyone may read; neither who signs nor who administers it.
-- grain: un convenio público que entró en vigencia alguna vez
-- grain.en: a public agreement that was in force at some time
-- key: agreement_key
-- column: agreement_key int  número del convenio en esta instalación
--     | number of the agreement in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan | the plan
-- column: unit_key int  unidad que lo administra | unit that administers it
-- column: number text  número del convenio | number of the agreement
-- column: title text  título | title
-- column: type text  código del tipo de instrumento | code of the type of instrument
-- column: status text  estado: in_force, suspended, lapsed, terminated, settled, archived
--     | status: in_force, suspended, lapsed, terminated, settled, archived
-- column: signed_on date  cuándo se suscribió | when it was signed
-- column: starts date  cuándo empieza | when it begins
-- column: term_ends date  cuándo termina su plazo actual, con sus prórrogas
--     | when its present term ends, with its extensions
-- column: indefinite bool  si no tiene plazo de fin | whether its term has no end
-- column: renewal text  cómo se renueva: none, automatic, by_agreement
--     | how it is renewed: none, automatic, by_agreement
-- column: ended_on date  cuándo terminó de verdad | when it really ended
-- column: amount money  monto actual en dólares, con sus adendas
--     | present amount in dollars, with its addenda
select
  a.id as agreement_key, a.uuid, a.plan_id as plan_key, a.unit_id as unit_key, a.number, a.title,
  m.code as type, a.status, a.signed_on, a.starts, a.term_ends, a.indefinite, a.renewal,
  a.ended_on, a.amount
from agreements_agreement a
join plans_mechanismtype m on m.id = a.type_id
join plans_plan p on p.id = a.plan_id
where a.visibility = 'public' and a.status not in ('draft', 'review', 'to_sign')
  and p.visibility = 'public'
