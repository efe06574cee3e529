-- Organisations, never people: no contact of theirs is here, nor what somebody noted.
-- grain: un actor público: una organización o unidad
-- key: actor_key
-- column: actor_key int  número del actor en esta instalación
-- column: uuid uuid  identidad que nunca cambia
-- column: name text  nombre de la organización
-- column: acronym text  sigla
-- column: type text  uno de los 21 tipos del plan; vacío si no se sabe
-- column: nature text  índole: publico, privado, comunitario, academico, cooperacion
-- column: government text  nivel de gobierno al que pertenece
-- column: parent_key int  actor del que forma parte
-- column: unit_key int  la misma organización como unidad que responde por iniciativas
select
  a.id as actor_key, a.uuid, a.name, a.acronym, a.type, a.nature, a.government,
  p.id as parent_key, a.unit_id as unit_key
from actors_actor a
left join actors_actor p on p.id = a.parent_id and p.visibility = 'public' and p.merged_into_id is null
where a.visibility = 'public' and a.merged_into_id is null
