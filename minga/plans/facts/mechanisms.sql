-- grain: un mecanismo que prevé una articulación de una iniciativa pública
-- grain.en: a mechanism that an articulation of a public initiative foresees
-- key: articulation_key, mechanism_key
-- column: articulation_key int  la articulación | the articulation
-- column: initiative_key int  la iniciativa | the initiative
-- column: mechanism_key int  número del mecanismo | number of the mechanism
-- column: mechanism text  código del mecanismo | code of the mechanism
-- column: name text  nombre del mecanismo | name of the mechanism
-- column: family text  familia: instrument, space, procurement, other
--     | family: instrument, space, procurement, other
-- column: is_instrument bool  si es un instrumento | whether it is an instrument
-- column: position small  lugar en que está impreso | place where it is printed
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
