-- grain: un indicador público de un plan público
-- grain.en: a public indicator of a public plan
-- key: indicator_key
-- column: indicator_key int  número del indicador en esta instalación
--     | number of the indicator in this installation
-- column: uuid uuid  identidad que nunca cambia | identity that never changes
-- column: plan_key int  el plan | the plan
-- column: code text  código | code
-- column: name text  nombre | name
-- column: measures text  qué mide: objective, initiative, articulation
--     | what it measures: objective, initiative, articulation
-- column: objective_key int  objetivo al que cuenta: el que mide, o el de su iniciativa
--     | objective that it counts for: the one that it measures, or that of its initiative
-- column: initiative_key int  iniciativa a la que cuenta, si mide una o una articulación suya
--     | initiative that it counts for, if it measures one or an articulation of it
-- column: articulation_key int  articulación que mide | articulation that it measures
-- column: unit_key int  unidad responsable | unit that answers for it
-- column: measure text  qué se anota: value, ratio | what is written down: value, ratio
-- column: factor money  por cuánto se multiplica numerador entre denominador
--     | what numerator by denominator is multiplied by
-- column: unit text  unidad de medida | unit of measurement
-- column: decimals small  decimales con que se muestra | decimals that it is shown with
-- column: direction text  sentido: increase, reduce, maintain, deliver
--     | direction: increase, reduce, maintain, deliver
-- column: tolerance number  tolerancia, si se mantiene | tolerance, if it is to be maintained
-- column: accumulation text  cumulative si cada lectura incluye las anteriores, periodic si no
--     | cumulative if each reading includes the ones before, periodic if not
-- column: yearly text  de qué se hace el valor del año: sum, last, mean
--     | what the value of the year is made of: sum, last, mean
-- column: frequency text  frecuencia: monthly, quarterly, four_monthly, half_yearly, yearly
--     | frequency: monthly, quarterly, four_monthly, half_yearly, yearly
-- column: base_value number  línea base | baseline
-- column: base_date date  fecha de la línea base | day of the baseline
-- column: weight weight  peso | weight
-- column: status text  estado: active, retired | status: active, retired
select
  m.id as indicator_key, m.uuid, m.plan_id as plan_key, m.code, m.name,
  case
    when m.objective_id is not null then 'objective'
    when m.initiative_id is not null then 'initiative'
    else 'articulation'
  end as measures,
  coalesce(m.objective_id, i.objective_id) as objective_key, i.id as initiative_key,
  a.id as articulation_key, m.owner_id as unit_key, m.measure, m.factor, m.unit, m.decimals,
  m.direction, m.tolerance, m.accumulation, m.yearly, m.frequency, m.base_value, m.base_date,
  m.weight, m.status
from monitoring_indicator m
join plans_plan p on p.id = m.plan_id
left join plans_articulation a on a.id = m.articulation_id
left join plans_initiative i on i.id = coalesce(m.initiative_id, a.initiative_id)
where m.visibility = 'public' and p.visibility = 'public'
  and (m.objective_id is not null or i.visibility = 'public')
