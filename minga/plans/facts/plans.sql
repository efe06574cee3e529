-- grain: un plan público
-- key: plan_key
-- mark: select sum(revision) from plans_plan
-- column: plan_key int  número del plan en esta instalación
-- column: uuid uuid  identidad que nunca cambia
-- column: code text  código, como está en las direcciones
-- column: title text  título
-- column: government text  gobierno del que es
-- column: first_year small  primer año de su período
-- column: last_year small  último año de su período
-- column: status text  estado: draft, approved, in_force, reformed, closed
-- column: area_key int  territorio que abarca
select
  p.id as plan_key, p.uuid, p.code, p.title, p.government, p.first_year, p.last_year, p.status,
  p.area_id as area_key
from plans_plan p
where p.visibility = 'public'
