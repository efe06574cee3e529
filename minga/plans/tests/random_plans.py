"""Small plans made at random, with texts as hard on a reader as any that a city may write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from minga.intake.folding import clean
from minga.opendata.datasets import Column, Cover, Row, Table
from minga.plans import annex, export
from minga.plans.draft import PlanDraft
from minga.plans.importer import rules

WORDS = (
    *("Red", "Ñandú", "agua,", "«casa»", '"barrio"', "'", "=1+1", "+", "-", "@x", "\n", "#let"),
    *("\t", ";", "|", "<20", "&amp;", "1.1", "NULL", "%", "e\u0301", "\u00a0", "/", "y/o", "*a*"),
    *("público-privada", "http://ejemplo.ec/una/ruta?x=1&y=2", "Otorrinolaringología", "ß", "№"),
    *("de", "la", "gestión", "Las", "2030", "(piloto)", "$x$", "soluciones", "Administraciones"),
)
OPENINGS = (
    *("*", "**", "1.", "2.1", "(a)", "(1)", "a)", "•", "–", "Total", "TOTAL", "Subtotal", "12"),
    *("Fuente:", "Nota:", "Notas.", "Eje 1.", "Iniciativa", "Objetivo", "II.", "2026", "3 km de"),
    *("«", "=", "-", "¿", "total de", "Suma", "Código", "Mecanismos", "y", "o", "†", "[1]"),
)
SENTENCE = "Promover, con la ciudadanía y el sector público-privado, la gestión del agua y el suelo"
HEADINGS = (
    *(("Objetivos del Desarrollo", "Objetivos de Gestión"), ("Objetivo",), ("Meta",), ("Zona",)),
    *(("Eje", "Política", "Objetivo"), ("Eje", "Línea", "Política", "Programa")),
    *(("Eix", "Objectiu"), ("Eix estratègic", "Objectiu estratègic", "Línia d'actuació")),
    *(("Axe", "Objectif stratégique", "Objectif opérationnel"), ("Axe",), ("Pillar", "Goal")),
    *(("Eixo", "Diretriz"), ("Meta", "Submeta"), ("Eje", "Eje"), ("Reto", "Meta", "Proyecto")),
    *(("Total", "Nota"), ("Aim", "Target", "Action"), ("Estado", "Plazo"), ("Tema", "Iniciativa")),
)

Listed = tuple[tuple[tuple[str, str], ...], int, str, tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass
class Made:
    """A plan: its levels, and of each initiative the objectives above it, its number, its name,
    and its articulations."""

    levels: tuple[str, ...]
    language: str
    listed: list[Listed] = field(default_factory=list)

    def held(self) -> list[Listed]:
        return [
            (
                tuple((code, clean(text)) for code, text in above),
                number,
                clean(name),
                tuple((clean(text), used) for text, used in parts),
            )
            for above, number, name, parts in self.listed
        ]


def held(plan: PlanDraft) -> list[Listed]:
    """What a draft says, to be compared with what was made."""
    known = {objective.code: objective for objective in plan.objectives}
    found: list[Listed] = []
    for initiative in plan.initiatives:
        above: list[tuple[str, str]] = []
        code = initiative.objective
        while code:
            above.insert(0, (code, known[code].name))
            code = known[code].parent
        parts = tuple((a.objective, a.mechanisms) for a in initiative.articulations)
        found.append((tuple(above), initiative.number, initiative.name, parts))
    return found


def made(seed: int, levels: tuple[str, ...] = ()) -> Made:
    pick = random.Random(seed)
    plan = Made(levels or pick.choice(HEADINGS), pick.choice(("es", "en")))
    codes = sorted(rules.mechanisms())
    tidy = pick.random() < 0.3  # texts that all begin and end like sentences
    prefix = pick.choice(("", "", "", "OE", "A-"))

    def text() -> str:
        while True:
            words = pick.choices(WORDS, k=pick.randint(1, 8))
            if pick.random() < 0.08:
                words = (SENTENCE.split() + words) * pick.randint(1, 4)
            if tidy:
                words.insert(0, "Obra")
            elif pick.random() < 0.4:
                words.insert(0, pick.choice(OPENINGS))
            said = " ".join(words) + ("." if tidy or pick.random() < 0.4 else "")
            if sum(map(str.isalpha, said)) > 2:
                return said

    def branch(above: tuple[tuple[str, str], ...], depth: int) -> None:
        if depth == len(plan.levels):
            for number in range(1, pick.randint(1, 4) + 1):
                parts = tuple(
                    (text(), tuple(pick.sample(codes, pick.randint(0, 4))))
                    for _number in range(pick.choice((0, 1, 1, 1, 2, 3, 6, 12)))
                )
                plan.listed.append((above, number, text(), parts))
            return
        for number in range(1, pick.randint(1, 3 if depth == 0 else 2) + 1):
            code = f"{above[-1][0]}.{number}" if above else f"{prefix}{number}"
            branch((*above, (code, text())), depth + 1)

    branch((), 0)
    return plan


def table(plan: Made, *, paper: bool) -> Table:
    """The plan as it is published."""
    levels: list[Column] = []
    for place, name in enumerate(plan.levels):
        prefix, code, _objective = export.LEVELS.get(
            len(plan.levels) - place - 1,
            (f"level_{place + 1}", f"{_('Código de nivel')} {place + 1}", ""),
        )
        label = export._once(name, levels)
        levels += [Column(f"{prefix}_code", code, width=9), Column(f"{prefix}_x", label, width=38)]
    if paper:
        widths = (annex.CODE, annex.TEXT) * len(plan.levels)
        levels = [replace(c, width=width) for c, width in zip(levels, widths, strict=True)]
    return Table(
        "Plan",
        (*levels, *(annex.LAST if paper else export.COLUMNS)),
        _printed(plan) if paper else _rows(plan),
        (2,) * (len(plan.levels) + 1),
        Cover("Plan", language=plan.language),
    )


def _printed(plan: Made) -> Iterator[Row]:
    names = {code: kind.label for code, kind in rules.mechanisms().items()}
    for above, number, name, parts in plan.listed:
        over = [cell for pair in above for cell in pair]
        for text, used in parts or (("", ()),):
            yield (*over, number, name, text, annex._listed([names[code] for code in used]))


def _rows(plan: Made) -> Iterator[Row]:
    rest = ("", "", "", "", "", "", "planned", 1)
    for line, (above, number, name, parts) in enumerate(plan.listed):
        over = [cell for pair in above for cell in pair]
        for place, (text, used) in enumerate(parts or (("", ()),), 1):
            codes = ";".join(used)
            yield (
                *over,
                *(number, name, place if parts else "", text, codes, codes),
                *rest,
                f"{line:032x}",
            )
