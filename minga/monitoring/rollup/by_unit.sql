-- column: unit text | Unidad | Unit
select i.indicator_key as thing, coalesce(i.unit_key, 0) as key, coalesce(u.name, '') as unit
from indicators i
left join units u on u.publisher = i.publisher and u.unit_key = i.unit_key
order by unit, key
