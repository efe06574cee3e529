"""A table of competences as a file: TOML as we ship it, or CSV as an office writes it."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.base.steps import Refused
from minga.intake.folding import fold
from minga.plans.models import Competence

FOLDER = Path(__file__).parent.parent / "data" / "competences"
MOST = 500  # matters in a table
BYTES = 500_000
COLUMNS = {
    "code": ("code", "codigo"),
    "matter": ("matter", "materia"),
    "kind": ("kind", "competencia", "clase"),
    "law": ("law", "base legal", "ley"),
    "confirmed": ("confirmed", "confirmada", "confirmado"),
    "hints": ("hints", "palabras"),
}
YES = {"si", "yes", "true", "1", "x"}


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    matter: str
    kind: str
    law: str
    confirmed: bool
    hints: tuple[str, ...]


def shipped(name: str) -> list[Row]:
    return rows_of_toml((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(content: bytes, name: str) -> list[Row]:
    """What a person brings, or a refusal that says what to mend."""
    if len(content) > BYTES:
        raise Refused(_("El archivo es demasiado grande: una tabla de competencias es corta."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("El archivo no está en UTF-8. Guárdelo como CSV UTF-8.")) from None
    return rows_of_toml(text) if name.lower().endswith(".toml") else rows_of_csv(text)


def rows_of_toml(text: str) -> list[Row]:
    try:
        told = tomllib.loads(text).get("competence", [])
    except tomllib.TOMLDecodeError as error:
        raise Refused(_("No es un TOML válido: %s.") % error) from None
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise Refused(_("El TOML debe traer cada materia como [[competence]]."))
    return _checked(told)


def rows_of_csv(text: str) -> list[Row]:
    begin = text.split("\n", 1)[0]
    delimiter = ";" if begin.count(";") > begin.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise Refused(_("No es un CSV válido: %s.") % error) from None
    heads = [fold(head) for head in lines[0]] if lines else []
    at = {
        name: next((heads.index(said) for said in known if said in heads), -1)
        for name, known in COLUMNS.items()
    }
    if at["matter"] < 0 or at["kind"] < 0:
        raise Refused(_("Faltan columnas: la tabla necesita al menos «materia» y «competencia»."))
    told = []
    for line in lines[1:]:
        if not any(cell.strip() for cell in line):
            continue
        cells = {n: line[i].strip() if 0 <= i < len(line) else "" for n, i in at.items()}
        hints = [hint.strip() for hint in cells["hints"].replace(";", ",").split(",")]
        told.append(
            {
                **cells,
                "confirmed": fold(cells["confirmed"]) in YES,
                "hints": [hint for hint in hints if hint],
            }
        )
    return _checked(told)


def _checked(told: list[dict[str, Any]]) -> list[Row]:
    if not told:
        raise Refused(_("La tabla no trae ninguna materia."))
    if len(told) > MOST:
        raise Refused(_("La tabla trae más de %s materias: es otra cosa.") % MOST)
    kinds = _kinds()
    found: dict[str, Row] = {}
    for at, one in enumerate(told, 1):
        matter = " ".join(str(one.get("matter", "")).split())[:300]
        code = slugify(str(one.get("code", "")) or matter)[:60]
        kind = kinds.get(fold(str(one.get("kind", ""))).replace(" ", "_"))
        if not matter or not code:
            raise Refused(_("La materia %s no tiene nombre: escríbalo.") % at)
        if kind is None:
            raise Refused(
                _(
                    "En «%(matter)s» no se entiende la competencia: escriba exclusiva, concurrente,"
                    " delegada o ninguna."
                )
                % {"matter": matter}
            )
        if code in found:
            raise Refused(_("El código «%s» está dos veces en la tabla.") % code)
        hints = one.get("hints", ())
        found[code] = Row(
            code,
            matter,
            kind,
            " ".join(str(one.get("law", "")).split())[:300],
            bool(one.get("confirmed", False)) and bool(one.get("law")),
            tuple(str(hint)[:80] for hint in hints) if isinstance(hints, list | tuple) else (),
        )
    return list(found.values())


def _kinds() -> dict[str, str]:
    """Each kind by its code and by its word in every language, whatever language one reads in."""
    known = {value: value for value in Competence.Kind.values}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {fold(str(label)): value for value, label in Competence.Kind.choices}
    return known
