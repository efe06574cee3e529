-- The territory as a tree; all of it is public.
-- grain: un área del territorio
-- key: area_key
-- column: area_key int  número del área en esta instalación
-- column: uuid uuid  identidad que nunca cambia
-- column: name text  nombre
-- column: kind text  clase: province, canton, district, zone, urban_parish, rural_parish, neighbourhood
-- column: code text  código oficial; vacío si no está verificado
-- column: parent_key int  área dentro de la que está
select a.id as area_key, a.uuid, a.name, a.kind, a.code, a.parent_id as parent_key
from territory_area a
