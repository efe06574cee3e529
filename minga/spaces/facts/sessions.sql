-- grain: una sesión convocada de un espacio público, sin quién estuvo
-- key: session_key
-- column: session_key int  número de la sesión en esta instalación
-- column: uuid uuid  identidad que nunca cambia
-- column: space_key int  el espacio
-- column: number small  número dentro del espacio
-- column: starts time  cuándo empieza, hora UTC
-- column: ends time  cuándo termina, hora UTC
-- column: status text  estado: called, opened, held, cancelled
-- column: minutes text  estado del acta: draft, review, approved, published
-- column: quorum_needed small  instituciones con voto que hacían falta
-- column: quorum_present small  instituciones con voto que asistieron
select
  x.id as session_key, x.uuid, x.space_id as space_key, x.number, x.starts, x.ends, x.status,
  x.minutes, x.quorum_needed, x.quorum_present
from spaces_session x
join spaces_space s on s.id = x.space_id
join plans_plan p on p.id = s.plan_id
where s.visibility = 'public' and s.status <> 'proposed' and p.visibility = 'public'
  and x.status <> 'planned'
