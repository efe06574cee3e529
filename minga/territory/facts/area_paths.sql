-- grain: un área y una en la que está, a cualquier distancia, ella misma incluida
-- grain.en: an area and one that it lies in, at any distance, itself included
-- key: area_key, steps
-- column: area_key int  el área | the area
-- column: around_key int  el área que la contiene, o ella misma
--     | the area that contains it, or itself
-- column: steps small  a qué distancia: 0 es ella misma | how far away: 0 is itself
with recursive paths(area_key, around_key, steps) as (
  select a.id, a.id, 0 from territory_area a
  union all
  select paths.area_key, a.parent_id, paths.steps + 1
  from paths join territory_area a on a.id = paths.around_key
  where a.parent_id is not null and paths.steps < 50
)
select area_key, around_key, steps from paths
