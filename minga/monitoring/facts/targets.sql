-- grain: una meta de un indicador público, vigente o reemplazada
-- grain.en: a target of a public indicator, in force or replaced
-- key: target_key
-- column: target_key int  número de la meta | number of the target
-- column: indicator_key int  el indicador | the indicator
-- column: until date  último día de su período | last day of its period
-- column: value number  la meta | the target
-- column: act text  acto que la fijó | act that set it
-- column: act_date date  fecha del acto | day of the act
-- column: current bool  si ningún acto posterior la reemplazó | whether no later act replaced it
select
  t.id as target_key, t.indicator_id as indicator_key, t.until, t.value, t.act, t.act_date,
  case when t.replaced_by_id is null then 'true' else 'false' end as current
from monitoring_target t
join monitoring_indicator m on m.id = t.indicator_id
join plans_plan p on p.id = m.plan_id
left join plans_articulation a on a.id = m.articulation_id
left join plans_initiative i on i.id = coalesce(m.initiative_id, a.initiative_id)
where m.visibility = 'public' and p.visibility = 'public'
  and (m.objective_id is not null or i.visibility = 'public')
