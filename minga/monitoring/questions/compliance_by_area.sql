-- title: Cumplimiento por área
-- title.en: Compliance by area
-- what: Cuánto se cumplió de lo que ocurre en cada área y en las que contiene, promediado por peso.
-- what.en: How much was met of what happens in each area and those within it, averaged by weight.
-- grain: un área en un año
-- grain.en: an area in a year
-- uses: counted_scores
-- param: plan text = none | Plan | Plan | select code, title from plans order by title
-- param: year int = none | Año | Year | select distinct year, year from readings order by year desc
-- param: basis text = approved | Lecturas | Readings | select 'approved', 'aprobadas', 'approved' union all select 'preliminary', 'también las que esperan', 'those that wait, too'
-- column: area text | Área | Area
-- column: kind text territory.area.kind | Clase | Kind
-- column: year year | Año | Year
-- column: compliance percent | Cumplimiento | Compliance
-- column: part number | Suma de peso por cumplimiento | Sum of weight by compliance
-- column: weight number | Suma de pesos | Sum of weights
-- column: indicators int | Indicadores con puntaje | Scored indicators
with reach as (
  select
    s.publisher, s.plan_key, s.initiative_key, p.around_key, p.steps,
    max(case when p.around_key = s.area_key then p.steps end)
      over (partition by s.publisher, s.initiative_key, p.area_key) as steps_to_plan,
    s.area_key as plan_area
  from (
    select i.publisher, i.plan_key, i.initiative_key, plans.area_key
    from initiatives i
    join plans on plans.publisher = i.publisher and plans.plan_key = i.plan_key
  ) s
  join initiative_areas x on x.publisher = s.publisher and x.initiative_key = s.initiative_key
  join area_paths p on p.publisher = x.publisher and p.area_key = x.area_key
),
places as (
  select distinct publisher, initiative_key, around_key
  from reach
  where plan_area is null or steps <= coalesce(steps_to_plan, 0)
)
select
  coalesce(a.name, '') as area, coalesce(a.kind, '') as kind, s.year,
  ratio(sum(s.part), sum(s.weight)) as compliance, sum(s.part) as part, sum(s.weight) as weight,
  count(*) as indicators
from counted_scores s
join plans on plans.publisher = s.publisher and plans.plan_key = s.plan_key
left join places p on p.publisher = s.publisher and p.initiative_key = s.initiative_key
left join areas a on a.publisher = p.publisher and a.area_key = p.around_key
where s.basis = $basis and ($plan is null or plans.code = $plan)
  and ($year is null or s.year = $year)
group by s.publisher, a.area_key, a.name, a.kind, s.year
order by area, kind, s.publisher, a.area_key, s.year
