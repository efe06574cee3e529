"""The tables that the domains give to analytics: `facts/<name>.sql` of each, with its meaning.

-- grain: what a row is           grain.en: the same in English
-- key: the columns that tell rows apart, in the order of the file
-- split: the columns by whose values a large fact is divided into files (may be missing)
-- mark: a SELECT of what else moves when it changes (may be missing)
-- column: name type  what it means | the same in English
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from minga.analytics.header import Unclear, names, one, read_header, several
from minga.base.domain import domains

# what a column may be, and how it is stored
TYPES = {
    "int": "BIGINT",
    "small": "INTEGER",
    "text": "VARCHAR",
    "uuid": "VARCHAR",
    "bool": "BOOLEAN",
    "date": "DATE",
    "time": "TIMESTAMP",  # in UTC
    "number": "DECIMAL(24,6)",
    "money": "DECIMAL(20,2)",
    "weight": "DECIMAL(9,4)",
    "share": "DECIMAL(9,6)",
}
_COLUMN = re.compile(r"([a-z][a-z0-9_]*) (\w+) +(.+)")
_TABLE = re.compile(r"\b(?:from|join)\s+([a-z_][a-z0-9_]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    what: str
    what_en: str = ""

    @property
    def stored(self) -> str:
        return TYPES[self.type]


@dataclass(frozen=True, slots=True)
class Fact:
    """A table of facts: what a row is, what its columns mean, and how it is read."""

    name: str
    domain: str
    grain: str
    key: tuple[str, ...]
    split: tuple[str, ...]
    marks: tuple[str, ...]
    columns: tuple[Column, ...]
    sql: str
    grain_en: str = ""

    @property
    def definition(self) -> str:
        """Changes when anything of its file does that matters to what is written."""
        return hashlib.sha256(
            repr((self.key, self.split, self.columns, self.sql)).encode()
        ).hexdigest()

    @property
    def tables(self) -> list[str]:
        """The tables of the application that it reads."""
        ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        return sorted(set(_TABLE.findall(self.sql)) & ours)


def read_fact(file: Path, domain: str) -> Fact:
    header, sql = read_header(file)
    columns = []
    for line in several(header, "column"):
        match = _COLUMN.fullmatch(line)
        if not match or match[2] not in TYPES:
            raise Unclear(f"{file.name}: «{line}» is no column: name type meaning")
        what, bar, english = match[3].partition(" | ")
        if not bar:
            raise Unclear(f"{file.name}: what {match[1]} means is not said in English")
        columns.append(Column(match[1], match[2], what.strip(), english.strip()))
    fact = Fact(
        file.stem,
        domain,
        one(header, "grain", file),
        names(header, "key"),
        names(header, "split"),
        tuple(several(header, "mark")),
        tuple(columns),
        sql,
        one(header, "grain.en", file),
    )
    known = {column.name for column in columns}
    if not fact.key or not known.issuperset(fact.key + fact.split):
        raise Unclear(f"{file.name}: its key or split names a column that it has not")
    return fact


@cache
def facts() -> Mapping[str, Fact]:
    """All that the domains give, by name."""
    found: dict[str, Fact] = {}
    for domain in domains():
        for name in domain.facts:
            if name in found:
                raise Unclear(f"{name}: given by {found[name].domain} and by {domain.label}")
            found[name] = read_fact(Path(domain.path) / "facts" / f"{name}.sql", domain.label)
    return found


def described(fact: Fact) -> dict[str, Any]:
    """What the dictionary says of it."""
    return {
        "domain": fact.domain,
        "grain": fact.grain,
        "grain_en": fact.grain_en,
        "key": list(fact.key),
        "split": list(fact.split),
        "columns": [
            {
                "name": c.name,
                "type": c.type,
                "stored": c.stored,
                "what": c.what,
                "what_en": c.what_en,
            }
            for c in fact.columns
        ],
    }
