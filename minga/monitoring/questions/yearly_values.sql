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
-- column: basis text monitoring.score.basis | Con qué lecturas | Basis
-- column: value number | Valor | Value
-- column: told int | De una suma, hasta qué mes llega | Of a sum, up to which month it goes
with told as not materialized (
  select
    r.publisher, r.plan_key, r.indicator_key, r.year, r.period_ends, r.frequency, r.area_key,
    r.category, r.value, r.numerator, r.denominator, r.reading_key, i.measure, i.yearly, i.factor,
    i.accumulation = 'periodic' and i.yearly <> 'last' as adds,
    i.measure = 'value' and i.accumulation = 'periodic' and i.yearly = 'sum'
      and i.direction <> 'deliver' as paced,
    case when r.area_key is null then 0 else 2 end
      + case when r.category = '' then 0 else 1 end as level,
    r.status = 'approved' as approved, r.frequency = i.frequency as present
  from readings r
  join indicators i on i.publisher = r.publisher and i.indicator_key = r.indicator_key
  where r.status in ('sent', 'returned', 'approved')
),
bases as (select 'approved' as basis union all select 'preliminary' as basis),
-- the years where something waits, or that have another frequency than the present one: few
odd as (
  select distinct publisher, indicator_key, year from told where not (approved and present)
),
-- there, one reading a cell: the approved one, or what would replace it; and the present
-- frequency counts, if the year has any of it
replaced as (
  select
    b.basis, t.*,
    row_number() over (
      partition by b.basis, t.publisher, t.indicator_key, t.year, t.period_ends, t.frequency,
        t.area_key, t.category
      order by case when t.approved then 1 else 0 end, t.reading_key desc
    ) as place,
    max(case when t.present then 1 else 0 end)
      over (partition by b.basis, t.publisher, t.indicator_key, t.year) as any_present
  from told t
  join odd o
    on o.publisher = t.publisher and o.indicator_key = t.indicator_key and o.year = t.year
  cross join bases b
  where b.basis = 'preliminary' or t.approved
),
-- what is added up has something of each period, anything else of the year: `span`.
-- `mark` is the higher the later the period ends, and in it the nearer to the whole
cells as (
  select
    basis, publisher, plan_key, indicator_key, year, period_ends, area_key, category, value,
    numerator, denominator, reading_key, measure, yearly, factor, adds, paced, level,
    case when adds then month(period_ends) * 100 + day(period_ends) else 0 end as span,
    (month(period_ends) * 100 + day(period_ends)) * 4 + 3 - level as mark
  from (
    select 'approved' as basis, t.*, 1 as place, 1 as any_present
    from told t
    left join odd o
      on o.publisher = t.publisher and o.indicator_key = t.indicator_key and o.year = t.year
    where o.year is null
    union all
    select * from replaced
  ) c
  where place = 1 and (present or any_present = 0)
),
tops as (
  select basis, publisher, indicator_key, year, span, max(mark) as mark
  from cells
  group by basis, publisher, indicator_key, year, span
),
levelled as (
  select
    c.*,
    row_number() over (
      partition by c.basis, c.publisher, c.indicator_key, c.year, c.area_key, c.category
      order by c.period_ends desc, c.reading_key desc
    ) as latest
  from cells c
  join tops t
    on t.basis = c.basis and t.publisher = c.publisher and t.indicator_key = c.indicator_key
      and t.year = c.year and t.span = c.span
  where c.level = 3 - t.mark % 4 and (c.level > 0 or c.mark = t.mark)
),
summed as (
  select
    publisher, plan_key, indicator_key, year, basis, measure, yearly, factor, adds,
    sum(value) as total, count(distinct period_ends) as periods,
    max(case when paced then month(period_ends) end) as told,
    sum(case when denominator is not null then numerator end) as part,
    sum(case when numerator is not null then denominator end) as whole
  from levelled
  where adds or latest = 1
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
-- where nothing waits, or what waits would leave no value, the approved one stands for both
stood as (
  select
    publisher, plan_key, indicator_key, year,
    max(case when basis = 'approved' then value end) as approved,
    max(case when basis = 'approved' then told end) as approved_told,
    max(case when basis = 'preliminary' then value end) as waiting,
    max(case when basis = 'preliminary' then told end) as waiting_told
  from valued
  group by publisher, plan_key, indicator_key, year
),
doubled as (
  select
    s.publisher, s.plan_key, s.indicator_key, s.year, b.basis,
    case when b.basis = 'approved' then s.approved else coalesce(s.waiting, s.approved) end
      as value,
    case when b.basis = 'approved' then s.approved_told
      else coalesce(s.waiting_told, s.approved_told) end as told
  from stood s cross join bases b
)
select publisher, plan_key, indicator_key, year, basis, value, told
from doubled
where value is not null
order by publisher, indicator_key, year, basis
