-- title: Compromisos atrasados por unidad que los pidió
-- title.en: Late commitments by the unit that asked for them
-- what: Cuántos compromisos públicos siguen sin cumplirse, cuántos están atrasados ese día y cuántos días lleva el más atrasado.
-- what.en: How many public commitments are still open, how many are late on that day, and by how many days the latest.
-- grain: una unidad
-- grain.en: a unit
-- param: on date = today | Al día | On the day
-- column: unit text | Unidad | Unit
-- column: open int | Por cumplir | Open
-- column: late int | Atrasados | Late
-- column: days int | Días del más atrasado | Days of the latest
-- column: moved int | Con fecha cambiada | With a moved day
select
  coalesce(u.name, '') as unit, count(*) as open,
  sum(case when c.status <> 'reported' and c.due < $on then 1 else 0 end) as late,
  max(
    case when c.status <> 'reported' and c.due < $on then date_diff('day', c.due, $on) end
  ) as days,
  sum(case when c.first_due is not null and c.due <> c.first_due then 1 else 0 end) as moved
from commitments c
left join units u on u.publisher = c.publisher and u.unit_key = c.unit_key
where c.status in ('pending', 'reported', 'returned')
group by c.publisher, c.unit_key, u.name
order by late desc, unit, c.publisher, c.unit_key
