-- Organisations, never people: no contact of theirs is here, nor what somebody noted.
-- grain: un actor público: una organización o unidad
-- grain.en: a public actor: an organisation or unit
-- key: actor_key
-- column: actor_key int  número del actor en esta instalación
--     | number of the actor in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: name text  nombre de la organización | name of the organisation
-- column: acronym text  sigla | initials
-- column: type text  uno de los 21 tipos del plan; vacío si no se sabe
--     | one of the 21 types of the plan; empty if it is not known
-- column: nature text  índole: publico, privado, comunitario, academico, cooperacion
--     | nature: publico (public), privado (private), comunitario (community), academico (academic), cooperacion (cooperation)
-- column: government text  nivel de gobierno al que pertenece
--     | level of government that it belongs to
-- column: parent_key int  actor del que forma parte | actor that it is part of
-- column: unit_key int  la misma organización como unidad que responde por iniciativas
--     | the same organisation as a unit that answers for initiatives
select
  a.id as actor_key, a.uuid, a.name, a.acronym, a.type, a.nature, a.government,
  p.id as parent_key, a.unit_id as unit_key
from actors_actor a
left join actors_actor p on p.id = a.parent_id and p.visibility = 'public' and p.merged_into_id is null
where a.visibility = 'public' and a.merged_into_id is null
