-- title: Lecturas a tiempo por unidad
-- title.en: Readings on time by unit
-- what: De las lecturas enviadas de cada unidad, cuántas llegaron hasta el día en que había que reportarlas.
-- what.en: Of the readings sent by each unit, how many came by the day they were due.
-- grain: una unidad en un año
-- grain.en: a unit in a year
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- param: year int = none | Año | Year | select distinct year, year from readings order by year desc
-- column: unit text | Unidad | Unit
-- column: year year | Año | Year
-- column: sent int | Enviadas | Sent
-- column: on_time int | A tiempo | On time
-- column: share percent | Parte a tiempo | Share on time
-- column: returned int | Devueltas hoy | Returned now
select
  coalesce(u.name, '') as unit, r.year, count(*) as sent,
  sum(case when cast(r.reported_at as date) <= r.due then 1 else 0 end) as on_time,
  ratio(sum(case when cast(r.reported_at as date) <= r.due then 1 else 0 end), count(*)) as share,
  sum(case when r.status = 'returned' then 1 else 0 end) as returned
from readings r
join plans on plans.publisher = r.publisher and plans.plan_key = r.plan_key
join indicators i on i.publisher = r.publisher and i.indicator_key = r.indicator_key
left join units u on u.publisher = i.publisher and u.unit_key = i.unit_key
where r.reported_at is not null and ($plan is null or plans.code = $plan)
  and ($year is null or r.year = $year)
group by r.publisher, i.unit_key, u.name, r.year
order by unit, r.publisher, i.unit_key, r.year
