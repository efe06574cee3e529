-- The terms that everyone may read; neither who signs nor who administers it.
-- grain: un convenio público que entró en vigencia alguna vez
-- key: agreement_key
-- column: agreement_key int  número del convenio en esta instalación
-- column: uuid uuid  identidad que nunca cambia
-- column: plan_key int  el plan
-- column: unit_key int  unidad que lo administra
-- column: number text  número del convenio
-- column: title text  título
-- column: type text  código del tipo de instrumento
-- column: status text  estado: in_force, suspended, lapsed, terminated, settled, archived
-- column: signed_on date  cuándo se suscribió
-- column: starts date  cuándo empieza
-- column: term_ends date  cuándo termina su plazo actual, con sus prórrogas
-- column: indefinite bool  si no tiene plazo de fin
-- column: renewal text  cómo se renueva: none, automatic, by_agreement
-- column: ended_on date  cuándo terminó de verdad
-- column: amount money  monto actual en dólares, con sus adendas
select
  a.id as agreement_key, a.uuid, a.plan_id as plan_key, a.unit_id as unit_key, a.number, a.title,
  m.code as type, a.status, a.signed_on, a.starts, a.term_ends, a.indefinite, a.renewal,
  a.ended_on, a.amount
from agreements_agreement a
join plans_mechanismtype m on m.id = a.type_id
join plans_plan p on p.id = a.plan_id
where a.visibility = 'public' and a.status not in ('draft', 'review', 'to_sign')
  and p.visibility = 'public'
