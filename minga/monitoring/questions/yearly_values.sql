-- title: Valor de cada indicador y año
-- title.en: Value of each indicator and year
-- what: Hecho de sus lecturas públicas como dice su ficha: la última, la suma o el promedio; una razón, de las sumas de sus partes.
-- what.en: Made of its public readings as its sheet says: the last one, the sum or the mean; a ratio, of the sums of its parts.
-- grain: un indicador en un año, con lecturas aprobadas o también con las que esperan aprobación
-- grain.en: an indicator in a year, with approved readings or also with those that wait for approval
-- column: publisher text | De quién | Publisher
-- column: plan_key int | Plan | Plan
-- column: indicator_key int | Indicador | Indicator
-- column: year year | Año | Year
-- column: basis text | Con qué lecturas | Basis
-- column: value number | Valor | Value
-- column: told int | De una suma, hasta qué mes llega | Of a sum, up to which month it goes
with told as (
  select
    r.publisher, r.plan_key, r.indicator_key, r.year, r.period_ends, r.frequency, r.area_key,
    r.category, r.value, r.numerator, r.denominator, r.status, r.reading_key,
    i.measure, i.yearly, i.factor, r.frequency = i.frequency as present,
    i.accumulation = 'periodic' and i.yearly <> 'last' as adds,
    i.measure = 'value' and i.accumulation = 'periodic' and i.yearly = 'sum'
      and i.direction <> 'deliver' as paced,
    case when r.area_key is null then 0 else 2 end
      + case when r.category = '' then 0 else 1 end as level
  from readings r
  join indicators i on i.publisher = r.publisher and i.indicator_key = r.indicator_key
  where r.status in ('sent', 'returned', 'approved')
),
bases as (select 'approved' as basis union all select 'preliminary' as basis),
-- one reading a cell: the approved one, or what would replace it
cells as (
  select
    b.basis, t.*,
    row_number() over (
      partition by b.basis, t.publisher, t.indicator_key, t.period_ends, t.frequency, t.area_key,
        t.category
      order by case when t.status = 'approved' then 1 else 0 end, t.reading_key desc
    ) as place
  from told t cross join bases b
  where b.basis = 'preliminary' or t.status = 'approved'
),
-- the present frequency counts, if the year has any of it
framed as (
  select
    c.*,
    max(case when c.present then 1 else 0 end)
      over (partition by c.basis, c.publisher, c.indicator_key, c.year) as any_present
  from cells c
  where c.place = 1
),
counted as (
  select
    f.*,
    max(f.period_ends) over (partition by f.basis, f.publisher, f.indicator_key, f.year)
      as last_ends,
    min(f.level)
      over (partition by f.basis, f.publisher, f.indicator_key, f.year, f.period_ends)
      as level_of_period
  from framed f
  where f.present or f.any_present = 0
),
levelled as (
  select
    c.*,
    min(case when c.period_ends = c.last_ends then c.level end)
      over (partition by c.basis, c.publisher, c.indicator_key, c.year) as level_of_last,
    row_number() over (
      partition by c.basis, c.publisher, c.indicator_key, c.year, c.area_key, c.category
      order by c.period_ends desc, c.reading_key desc
    ) as latest
  from counted c
),
used as (
  select * from levelled
  where (adds and level = level_of_period) or (not adds and level = level_of_last and latest = 1)
),
summed as (
  select
    publisher, plan_key, indicator_key, year, basis, measure, yearly, factor, adds,
    sum(value) as total, count(distinct period_ends) as periods,
    max(case when paced then month(period_ends) end) as told,
    sum(case when denominator is not null then numerator end) as part,
    sum(case when numerator is not null then denominator end) as whole
  from used
  group by publisher, plan_key, indicator_key, year, basis, measure, yearly, factor, adds
),
valued as (
  select
    publisher, plan_key, indicator_key, year, basis,
    case
      when measure = 'ratio'
      then ratio(cast(part as decimal(24,6)) * cast(factor * 100 as decimal(13,0)), whole * 100)
      when adds and yearly = 'mean' then ratio(total, periods)
      else cast(total as decimal(38,6))
    end as value,
    told
  from summed
),
-- where what waits would leave no value, the approved one stays
stood as (
  select
    publisher, plan_key, indicator_key, year, basis,
    coalesce(
      value,
      max(case when basis = 'approved' then value end)
        over (partition by publisher, indicator_key, year)
    ) as value,
    told
  from valued
)
select publisher, plan_key, indicator_key, year, basis, value, told
from stood
where value is not null
order by publisher, indicator_key, year, basis
