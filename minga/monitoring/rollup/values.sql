-- The value of a goal, which is an indicator in a year; its readings all stand in one file.
-- parts: readings
-- uses: yearly_values
select r.goal, v.basis, coalesce(12.0 / v.told, 1) * cast(v.value as double) as value
from yearly_values v
join (select distinct publisher, indicator_key, year, goal from readings) r
  on r.publisher = v.publisher and r.indicator_key = v.indicator_key and r.year = v.year
