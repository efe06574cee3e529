-- title: Convenios que terminan, por año
-- title.en: Agreements that end, by year
-- what: Cuántos convenios vigentes o suspendidos terminan cada año, y por qué monto; los que no tienen plazo, aparte.
-- what.en: How many agreements in force or suspended end each year, and for what amount; those without a term apart.
-- grain: un año, o ninguno si no tienen plazo de fin
-- grain.en: a year, or none if they have no end date
-- param: since date = today | Desde | From
-- column: year year | Año en que terminan | Year of end
-- column: agreements int | Convenios | Agreements
-- column: renewable int | Se renuevan por sí mismos | Renewed by themselves
-- column: amount money | Monto en dólares | Amount in dollars
select
  year(a.term_ends) as year, count(*) as agreements,
  sum(case when a.renewal = 'automatic' then 1 else 0 end) as renewable, sum(a.amount) as amount
from agreements a
where a.status in ('in_force', 'suspended') and (a.term_ends is null or a.term_ends >= $since)
group by year(a.term_ends)
order by year nulls last
