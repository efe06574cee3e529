-- Units of the government and allied organisations, as far as they may be known: those that answer
-- for something public are named on public pages too.
-- grain: una unidad del gobierno o una organización aliada
-- grain.en: a unit of the government or a partner organisation
-- key: unit_key
-- column: unit_key int  número de la unidad en esta instalación
--     | number of the unit in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: name text  nombre | name
-- column: acronym text  sigla | initials
-- column: parent_key int  unidad de la que depende | unit that it depends on
-- column: external bool  si es una organización aliada | whether it is a partner organisation
select u.id as unit_key, u.uuid, u.name, u.acronym, p.id as parent_key, u.external
from people_unit u
left join people_unit p on p.id = u.parent_id and p.visibility = 'public'
where u.visibility = 'public'
