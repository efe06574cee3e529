"""Questions over the facts: `questions/<name>.sql` of each domain, with its meaning on top.

-- title: what it asks              title.en: the same in English
-- what: what the answer says       what.en:
-- grain: what a row of the answer is   grain.en:
-- param: name type [field] = default | label | label in English | SELECT of value and both labels
-- uses: other questions, without parameters, whose answers it reads as tables
-- column: name kind [field] | label | label in English

A field, as actors.actor.type, is one with a closed list: its words stand for its codes where people
read. A default is a value, `today` or `none`; without one the parameter has to be given.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.analytics.header import Header, Unclear, names, one, read_header, several
from minga.base.domain import domains
from minga.base.steps import Refused
from minga.base.templatetags.look import sentence

KINDS = ("text", "int", "year", "date", "money", "number", "percent")
_PARAM = re.compile(
    r"([a-z][a-z0-9_]*) (int|text|date)(?: ([a-z_]+\.[a-z]+\.[a-z_]+))?(?: = (.*))?"
)

Value = int | str | datetime.date | None


@dataclass(frozen=True, slots=True)
class Said:
    """Words for people, in both languages."""

    es: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.es


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    type: str
    default: str | None  # None: it has to be given
    label: Said
    choices: str = ""  # a SELECT of value and label
    codes: str = ""  # the field whose words stand for its codes

    def read(self, text: str | None) -> Value:
        """Its value, from what somebody wrote or left out."""
        if not text:
            if self.default is None:
                raise Refused(
                    _("Falta el parámetro «%(name)s» (%(label)s).")
                    % {"name": self.name, "label": self.label}
                )
            if self.default in ("none", ""):
                return None
            text = self.default
        if self.type == "int":
            return self._int(text)
        return self._date(text) if self.type == "date" else text

    def _int(self, text: str) -> int:
        if not re.fullmatch(r"-?\d{1,15}", text.strip(), re.ASCII):
            raise Refused(
                _("«%(name)s» es un número entero, como 2026; «%(text)s» no lo es.")
                % {"name": self.name, "text": text[:40]}
            )
        return int(text)

    def _date(self, text: str) -> datetime.date:
        if text == "today":
            return datetime.date.today()
        try:
            return datetime.date.fromisoformat(text.strip())
        except ValueError:
            raise Refused(
                _("«%(name)s» es una fecha, como 2027-03-31; «%(text)s» no lo es.")
                % {"name": self.name, "text": text[:40]}
            ) from None


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the answer: what it holds and how it is shown."""

    name: str
    kind: str
    label: Said
    codes: str = ""  # the field whose words stand for its codes


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    domain: str
    title: Said
    what: Said
    grain: Said
    params: tuple[Param, ...]
    uses: tuple[str, ...]
    columns: tuple[Heading, ...]
    sql: str

    def values(self, given: Mapping[str, str]) -> dict[str, Value]:
        """The value of each parameter; refuses one that it has not."""
        unknown = sorted(given.keys() - {param.name for param in self.params})
        if unknown:
            listed = ", ".join(param.name for param in self.params) or _("ninguno")
            raise Refused(
                _("Esta pregunta no tiene el parámetro «%(name)s»; tiene: %(all)s.")
                % {"name": unknown[0][:40], "all": listed}
            )
        return {param.name: param.read(given.get(param.name)) for param in self.params}


def read_question(file: Path, domain: str) -> Question:
    header, sql = read_header(file)
    return Question(
        file.stem,
        domain,
        Said(one(header, "title", file), one(header, "title.en", file)),
        Said(one(header, "what", file), one(header, "what.en", file)),
        Said(one(header, "grain", file), one(header, "grain.en", file)),
        tuple(_param(line, file) for line in several(header, "param")),
        names(header, "uses"),
        columns_of(header, file),
        sql,
    )


def _param(line: str, file: Path) -> Param:
    first, *rest = (part.strip() for part in line.split("|", 3))
    match = _PARAM.fullmatch(first)
    if not match or len(rest) < 2:
        raise Unclear(f"{file.name}: «{line}» is no parameter")
    choices = rest[2] if len(rest) > 2 else ""
    return Param(match[1], match[2], match[4], Said(rest[0], rest[1]), choices, match[3] or "")


def columns_of(header: Header, file: Path) -> tuple[Heading, ...]:
    found = []
    for line in several(header, "column"):
        first, es, en = (part.strip() for part in line.split("|"))
        name, kind, *codes = first.split()
        if kind not in KINDS:
            raise Unclear(f"{file.name}: {kind} is no kind of column")
        found.append(Heading(name, kind, Said(es, en), *codes))
    return tuple(found)


def words_of(codes: str) -> dict[str, str]:
    """What people call the codes of a field with a closed list, in the language of the moment."""
    if not codes:
        return {}
    app, model, field = codes.split(".")
    choices: Any = apps.get_model(app, model)._meta.get_field(field).flatchoices
    return {code: sentence(str(label).partition(":")[0]) for code, label in choices}


@cache
def questions() -> Mapping[str, Question]:
    """All questions of all domains, by name."""
    found: dict[str, Question] = {}
    for domain in domains():
        for file in sorted((Path(domain.path) / "questions").glob("*.sql")):
            if file.stem in found:
                raise Unclear(f"{file.stem}: asked by {found[file.stem].domain} and {domain.label}")
            found[file.stem] = read_question(file, domain.label)
    return found


def question(name: str) -> Question:
    found = questions().get(name)
    if found is None:
        raise Refused(
            _("No hay una pregunta «%(name)s». Las que hay: %(all)s.")
            % {"name": name[:60], "all": ", ".join(sorted(questions()))}
        )
    return found


def used(asked: Question) -> list[Question]:
    """The questions whose answers it reads, those that others need first."""
    return used_by([question(name) for name in asked.uses])


def used_by(some: Iterable[Question]) -> list[Question]:
    """These and all that they use, those that others need first."""
    found: dict[str, Question] = {}
    for each in some:
        found |= {other.name: other for other in used(each)}
        found[each.name] = each
    return list(found.values())


def written(asked: Question) -> str:
    """Its SQL as a person may read and run it: what it uses stands before it."""
    parts = [f"create view {other.name} as\n{other.sql};\n" for other in used(asked)]
    return "\n".join([*parts, asked.sql, ""]).strip()
