-- title: Actores con más iniciativas
-- title.en: Actors with most initiatives
-- what: En cuántas iniciativas públicas tiene un papel cada actor, y en cuántos objetivos.
-- what.en: In how many public initiatives each actor has a role, and in how many objectives.
-- grain: un actor con algún papel
-- grain.en: an actor with some role
-- param: role text actors.actorrole.role = none | Papel | Role | select distinct role, role from actor_roles order by role
-- column: actor text | Actor | Actor
-- column: type text actors.actor.type | Tipo | Type
-- column: initiatives int | Iniciativas | Initiatives
-- column: objectives int | Objetivos | Objectives
-- column: roles int | Papeles | Roles
select
  a.name as actor, a.type, count(distinct r.initiative_key) as initiatives,
  count(distinct i.objective_key) as objectives, count(*) as roles
from actor_roles r
join actors a on a.publisher = r.publisher and a.actor_key = r.actor_key
join initiatives i on i.publisher = r.publisher and i.initiative_key = r.initiative_key
where r.ends is null and ($role is null or r.role = $role)
group by a.publisher, a.actor_key, a.name, a.type
order by initiatives desc, actor, a.publisher, a.actor_key
