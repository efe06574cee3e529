-- The territory as a tree; all of it is public.
-- grain: un área del territorio
-- grain.en: an area of the territory
-- key: area_key
-- column: area_key int  número del área en esta instalación
--     | number of the area in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: name text  nombre | name
-- column: kind text  clase: province, canton, district, zone, urban_parish, rural_parish, neighbourhood
--     | kind: province, canton, district, zone, urban_parish, rural_parish, neighbourhood
-- column: code text  código oficial; vacío si no está verificado
--     | official code; empty if it is not verified
-- column: parent_key int  área dentro de la que está | area that it lies in
select a.id as area_key, a.uuid, a.name, a.kind, a.code, a.parent_id as parent_key
from territory_area a
