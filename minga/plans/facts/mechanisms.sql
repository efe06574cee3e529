-- grain: un mecanismo que prevé una articulación de una iniciativa pública
-- key: articulation_key, mechanism_key
-- column: articulation_key int  la articulación
-- column: initiative_key int  la iniciativa
-- column: mechanism_key int  número del mecanismo
-- column: mechanism text  código del mecanismo
-- column: name text  nombre del mecanismo
-- column: family text  familia: instrument, space, procurement, other
-- column: is_instrument bool  si es un instrumento
-- column: position small  lugar en que está impreso
select
  u.articulation_id as articulation_key, a.initiative_id as initiative_key,
  m.id as mechanism_key, m.code as mechanism, m.label_es as name, m.family, m.is_instrument,
  u.position
from plans_mechanismuse u
join plans_mechanismtype m on m.id = u.mechanism_id
join plans_articulation a on a.id = u.articulation_id
join plans_initiative i on i.id = a.initiative_id
join plans_plan p on p.id = i.plan_id
where i.visibility = 'public' and p.visibility = 'public'
