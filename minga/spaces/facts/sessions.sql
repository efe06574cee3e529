-- grain: una sesión convocada de un espacio público, sin quién estuvo
-- grain.en: a session called of a public space, without who was there
-- key: session_key
-- column: session_key int  número de la sesión en esta instalación
--     | number of the session in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: space_key int  el espacio | the space
-- column: number small  número dentro del espacio | number within the space
-- column: starts time  cuándo empieza, hora UTC | when it begins, in UTC
-- column: ends time  cuándo termina, hora UTC | when it ends, in UTC
-- column: status text  estado: called, opened, held, cancelled
--     | status: called, opened, held, cancelled
-- column: minutes text  estado del acta: draft, review, approved, published
--     | status of the minutes: draft, review, approved, published
-- column: quorum_needed small  instituciones con voto que hacían falta
--     | institutions with a vote that were needed
-- column: quorum_present small  instituciones con voto que asistieron
--     | institutions with a vote that attended
select
  x.id as session_key, x.uuid, x.space_id as space_key, x.number, x.starts, x.ends, x.status,
  x.minutes, x.quorum_needed, x.quorum_present
from spaces_session x
join spaces_space s on s.id = x.space_id
join plans_plan p on p.id = s.plan_id
where s.visibility = 'public' and s.status <> 'proposed' and p.visibility = 'public'
  and x.status <> 'planned'
