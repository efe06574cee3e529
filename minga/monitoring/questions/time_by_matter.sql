-- title: A qué se dedican los puestos
-- title.en: What the posts work on
-- what: Cuántos puestos, contados por la parte de su tiempo, da cada unidad a cada materia en un año.
-- what.en: How many posts, counted by the share of their time, each unit gives to each matter in a year.
-- grain: una unidad, una materia y un año
-- grain.en: a unit, a matter and a year
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- column: unit text | Unidad | Unit
-- column: matter text | Materia | Matter
-- column: year year | Año | Year
-- column: posts int | Puestos | Posts
-- column: full_time number | A tiempo completo | Full time
select
  coalesce(u.name, '') as unit, coalesce(x.matter, '') as matter, x.year,
  cast(sum(x.posts) as bigint) as posts, sum(cast(x.posts as decimal(9,0)) * x.share) as full_time
from posts x
join plans on plans.publisher = x.publisher and plans.plan_key = x.plan_key
left join units u on u.publisher = x.publisher and u.unit_key = x.unit_key
where $plan is null or plans.code = $plan
group by x.publisher, x.unit_key, u.name, x.matter, x.year
order by unit, x.publisher, x.unit_key, matter, x.year
