"""Headings as plans of cities print them, each with what its column holds, and rows made to fit.

Nothing in `headings` is copied from a plan: these are the shapes that such tables usually have. A
line is a heading and its role; after a comma, what its cells look like where the role does not say.
"""

from __future__ import annotations

import random
from pathlib import Path

from minga.intake.blocks import Block
from minga.intake.reading import Row

HEADINGS = Path(__file__).parent / "headings"

_KINDS = {
    "initiative": "level",
    "identifier": "code",
    "articulation_objective": "long",
    "mechanism": "mechanism",
    "responsible": "org",
    "partner": "org",
    "funder": "org",
    "actor": "org",
    "coordinator": "org",
    "indicator": "measure",
    "unit": "unit",
    "baseline": "number",
    "target": "number",
    "budget": "money",
    "budget_source": "source",
    "period": "span",
    "start": "date",
    "end": "date",
    "status": "status",
    "progress": "percent",
    "area": "place",
    "attribute": "text",
}
_ROWS = 36
_WORDS = {
    "es": "mejorar red parques centros salud agua barrios jóvenes huertos movilidad escuelas",
    "ca": "millorar xarxa parcs centres salut aigua barris joves horts mobilitat segura escoles",
    "pt": "melhorar rede parques centros saúde água bairros jovens hortas mobilidade escolas",
    "fr": "améliorer réseau parcs centres santé eau quartiers jeunes jardins mobilité sûre écoles",
    "en": "improve network parks centres health water wards young gardens mobility safe schools",
}
_ORGS = {
    "es": ("Secretaría de Ambiente", "Dirección de Obras", "Empresa de Agua", "Unidad de Cultura"),
    "ca": ("Àrea de Territori", "Regidoria de Salut", "Servei d'Esports", "Consell Comarcal"),
    "pt": ("Secretaria de Obras", "Fundação Cultural", "Câmara Municipal", "Empresa de Águas"),
    "fr": ("Direction de l'eau", "Service Habitat", "Agence d'urbanisme", "Ville de Exemple"),
    "en": ("Department of Parks", "City Council", "Housing Services", "Transport Authority"),
}
_SAID = {
    "unit": ("km", "personas", "ha", "unidad"),
    "source": ("Recursos propios", "Cooperación", "Federal", "Europe", "Grants"),
    "span": ("2025-2027", "2026", "T3 2026", "2024 - 2028"),
    "place": ("Norte", "Centro", "San Blas", "La Mar", "Poble Nou"),
    "mechanism": ("Convenio", "Acuerdo", "Mesa técnica", "Convenios y acuerdos"),
    "yes": ("Sí", "No"),
    "mark": ("X", "X", "x"),
    "rank": ("Alta", "Media", "Baja"),
    "line": ("12", "45A", "C2"),
    "person": ("Ana Demo", "Luis Demo", "Eva Demo"),
    "status": ("En ejecución", "Finalizado", "En cours", "Completed", "Planificado"),
}


def _sets(name: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    text = (HEADINGS / name).read_text(encoding="utf-8")
    for part in text.strip().split("\n\n"):
        title, *lines = part.splitlines()
        pairs = (line.rpartition(" = ") for line in lines)
        found[title] = [(heading, role) for heading, _sep, role in pairs]
    return found


def plans() -> dict[str, list[tuple[str, str, str]]]:
    """Title → heading, role and kind of cell of each column."""
    made = {}
    for title, pairs in _sets("plans.txt").items():
        columns = []
        for heading, said in pairs:
            role, _sep, kind = said.partition(", ")
            columns.append((heading, role, kind or _kind(role)))
        made[title] = columns
    return made


def others() -> dict[str, list[tuple[str, str, str]]]:
    return {
        title: [(heading, "", kind) for heading, kind in pairs]
        for title, pairs in _sets("others.txt").items()
    }


def _kind(role: str) -> str:
    if role.startswith("objective_"):
        return "level_code" if role.endswith("_code") else "level"
    return _KINDS[role.split(":")[0]]


def block(title: str, columns: list[tuple[str, str, str]], rows: int = _ROWS) -> Block:
    """Rows that fit the columns: levels contain each other, cells are of their kind."""
    language = title.split()[0] if title.split()[0] in _WORDS else "es"
    chance = random.Random(title)
    made = []
    for number in range(rows):
        cells = []
        for _heading, role, kind in columns:
            place = _place(role, number, rows)
            cells.append(_cell(kind, role, number, place, language, chance))
        made.append(Row(number + 2, tuple(cells)))
    return Block(title, (), tuple(h for h, _r, _k in columns), tuple(made), frozenset())


def _place(role: str, number: int, rows: int) -> int:
    """The number of the value that a row has in a level: 3 values at the top, then 6, 12…"""
    if not role.startswith("objective_"):
        return number
    width = 3 << (int(role[10]) - 1)
    return number * min(width, rows) // rows


def _cell(
    kind: str, role: str, number: int, place: int, language: str, chance: random.Random
) -> str:
    words = _WORDS[language].split()
    text = " ".join(chance.choice(words) for _ in range(5)).capitalize()
    numbers = {
        "number": f"{chance.randint(1, 900)}",
        "money": f"{chance.randint(10, 900)}.{chance.randint(100, 999)},00",
        "percent": f"{chance.randint(0, 100)} %",
        "date": f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/202{chance.randint(4, 8)}",
        "clock": f"{chance.randint(6, 22):02}:{chance.randint(0, 59):02}",
        "year": f"{chance.randint(1990, 2024)}",
        "phone": f"+593 2 {chance.randint(2000000, 3999999)}",
        "mail": f"demo{number}@example.org",
    }
    if kind in numbers:
        return str(number + 1) if role == "identifier" else numbers[kind]
    if kind == "level":
        seeded = random.Random(f"{role} {place}")
        return f"{' '.join(seeded.choice(words) for _ in range(4)).capitalize()} {place + 1}"
    if kind == "level_code":
        return f"{'ABCDE'[int(role[10]) - 1]}{place + 1}"
    if kind == "code":
        return f"P-{number + 1:03}"
    if kind == "org":
        return chance.choice(_ORGS[language])
    if kind == "measure":
        return f"{text} ({number % 9})"
    if kind == "long":
        return f"{text}. " * 6
    return chance.choice(_SAID[kind]) if kind in _SAID else text
