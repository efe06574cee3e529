-- grain: un espacio de coordinación público y ya constituido
-- grain.en: a coordination space that is public and already constituted
-- key: space_key
-- column: space_key int  número del espacio en esta instalación
--     | number of the space in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan | the plan
-- column: unit_key int  unidad que convoca | unit that convenes it
-- column: name text  nombre | name
-- column: kind text  clase: mesa, comite, consejo, comision, red, asamblea, otro
--     | kind: mesa (table), comite (committee), consejo (council), comision (commission), red (network), asamblea (assembly), otro (other)
-- column: status text  estado: active, paused, closed | status: active, paused, closed
-- column: periodicity text  cada cuánto se reúne | how often it meets
-- column: constituted_on date  cuándo se constituyó | when it was constituted
-- column: members int  instituciones públicas que no se han ido
--     | public institutions that have not left
select
  s.id as space_key, s.uuid, s.plan_id as plan_key, s.unit_id as unit_key, s.name, s.kind,
  s.status, s.periodicity, s.constituted_on,
  (
    select count(*) from spaces_member m join actors_actor a on a.id = m.actor_id
    where m.space_id = s.id and m.ends is null
      and a.visibility = 'public' and a.merged_into_id is null
  ) as members
from spaces_space s
join plans_plan p on p.id = s.plan_id
where s.visibility = 'public' and s.status <> 'proposed' and p.visibility = 'public'
