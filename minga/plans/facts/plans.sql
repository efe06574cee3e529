-- grain: un plan público
-- grain.en: a public plan
-- key: plan_key
-- mark: select sum(revision) from plans_plan
-- column: plan_key int  número del plan en esta instalación
--     | number of the plan in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: code text  código, como está en las direcciones | code, as it stands in addresses
-- column: title text  título | title
-- column: government text  gobierno del que es | government that it is of
-- column: first_year small  primer año de su período | first year of its period
-- column: last_year small  último año de su período | last year of its period
-- column: status text  estado: draft, approved, in_force, reformed, closed
--     | status: draft, approved, in_force, reformed, closed
-- column: area_key int  territorio que abarca | territory that it covers
select
  p.id as plan_key, p.uuid, p.code, p.title, p.government, p.first_year, p.last_year, p.status,
  p.area_id as area_key
from plans_plan p
where p.visibility = 'public'
