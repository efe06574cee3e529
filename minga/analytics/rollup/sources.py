"""What a domain says of its goals: the SQL in the folder that its manifest names.

values.sql      goal, basis, value: of the files of one fact, each by itself (-- parts: its name)
goals.sql       goal, thing, year, direction, base, target, tolerance, weight, rule: one for each
                number from 0 up, in this order; without a target it has no score
lights.sql      rule, light, start, closed, places: from the highest; without start, the rest
by_<name>.sql   thing, key: where a thing counts, perhaps in several; and what it is called, in the
                order in which the groups are shown

-- light: name | label | label in English
-- column: name kind | label | label in English
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from minga.analytics.catalog import Catalog
from minga.analytics.header import Unclear, names, one, read_header, several
from minga.analytics.questions import Heading, Question, Said, columns_of, question, used_by
from minga.analytics.sources import facts
from minga.base.domain import domains


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the files, with the questions that it uses."""

    name: str
    sql: str
    uses: tuple[Question, ...]
    columns: tuple[Heading, ...]

    @property
    def definition(self) -> list[str]:
        return [*(other.sql for other in self.uses), self.sql]

    @property
    def reads(self) -> list[str]:
        """The facts that it asks, itself or through what it uses."""
        words = set(re.findall(r"\w+", "\n".join(self.definition)))
        return [name for name in facts() if name in words]


@dataclass(frozen=True, slots=True)
class Source:
    domain: str
    parts: str  # the fact whose files give values each by itself
    values: Statement
    goals: Statement
    lights: Statement
    light_names: Mapping[str, Said]
    by: Mapping[str, Statement]

    @property
    def sheet(self) -> list[Statement]:
        """All that is not readings."""
        return [self.goals, self.lights, *self.by.values()]


@cache
def source() -> Source:
    """That of the domain that has one."""
    (domain,) = (domain for domain in domains() if domain.rollup)
    folder = Path(domain.path) / domain.rollup

    def read(name: str) -> Statement:
        file = folder / f"{name}.sql"
        header, sql = read_header(file)
        uses = used_by([question(other) for other in names(header, "uses")])
        return Statement(name, sql, tuple(uses), columns_of(header, file))

    lights, _sql = read_header(folder / "lights.sql")
    values, _sql = read_header(folder / "values.sql")
    parts = one(values, "parts", folder / "values.sql")
    if parts not in facts():
        raise Unclear(f"values.sql: «{parts}» is no fact")
    said = [[part.strip() for part in line.split("|")] for line in several(lights, "light")]
    return Source(
        domain.label,
        parts,
        read("values"),
        read("goals"),
        read("lights"),
        {name: Said(es, en) for name, es, en in said},
        {
            file.stem.removeprefix("by_"): read(file.stem)
            for file in sorted(folder.glob("by_*.sql"))
        },
    )


def narrowed(
    catalog: Catalog, statements: Sequence[Statement], parts: Mapping[str, object] | None = None
) -> Catalog:
    """The catalog with only what these ask of it, and of some facts only these files."""
    wanted = {name for statement in statements for name in statement.reads}
    kept = {
        name: fact | {"files": (parts or {}).get(name, fact["files"])}
        for name, fact in catalog.facts.items()
        if name in wanted
    }
    return Catalog(catalog.folder, catalog.content | {"facts": kept})
