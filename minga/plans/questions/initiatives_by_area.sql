-- title: Iniciativas por área
-- title.en: Initiatives by area
-- what: Cuántas iniciativas públicas ocurren en cada área o en las que contiene, y en qué estado están.
-- what.en: How many public initiatives happen in each area or those within it, and in what state they are.
-- grain: un área con iniciativas; una fila sin área para las que no dicen dónde ocurren
-- grain.en: an area with initiatives; one row without an area for those that do not say where they happen
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- column: area text | Área | Area
-- column: kind text territory.area.kind | Clase | Kind
-- column: initiatives int | Iniciativas | Initiatives
-- column: under_way int | En marcha | Under way
-- column: done int | Cumplidas | Done
with places as (
  select distinct x.publisher, x.initiative_key, p.around_key
  from initiative_areas x
  join area_paths p on p.publisher = x.publisher and p.area_key = x.area_key
)
select
  coalesce(a.name, '') as area, coalesce(a.kind, '') as kind, count(*) as initiatives,
  sum(case when i.status = 'under_way' then 1 else 0 end) as under_way,
  sum(case when i.status = 'done' then 1 else 0 end) as done
from initiatives i
join plans on plans.publisher = i.publisher and plans.plan_key = i.plan_key
left join places p on p.publisher = i.publisher and p.initiative_key = i.initiative_key
left join areas a on a.publisher = p.publisher and a.area_key = p.around_key
where i.status <> 'withdrawn' and ($plan is null or plans.code = $plan)
group by i.publisher, a.area_key, a.name, a.kind
order by initiatives desc, area, kind, i.publisher, a.area_key
