"""Large plans made up from the words of the real matrix: for benchmarks and tests."""

from __future__ import annotations

import datetime
import random
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from minga.base import bulk, search
from minga.base.models import Visibility
from minga.intake.models import Document, Finding, FindingSubject, Import
from minga.people.models import Unit
from minga.plans.mechanisms import sync_types
from minga.plans.models import (
    Articulation,
    Initiative,
    Lead,
    Level,
    MechanismUse,
    Objective,
    Plan,
)
from minga.territory.models import Area

REAL = Path(__file__).parent / "data" / "pmdot-apendice-12.txt"
PIECES = re.compile(r"<[^>]+>|\t|[.,;:()]|\b(?:y|para|mediante|con|que|en el|en la)\b")
KINDS = {"Plan": "plan", "Programa": "programa", "Proyecto": "proyecto", "Convenio": "convenio"}
OPENINGS = (*KINDS, "Estrategia", "Fortalecimiento", "Implementación", "Red", "Agenda", "Modelo")
VERBS = ("Promover", "Fortalecer", "Coordinar", "Implementar", "Articular", "Impulsar", "Generar")
BRANCHES = (3, 4, 3)  # management objectives under each development objective
BATCH = 2000


def pieces() -> list[str]:
    """Phrases of two to nine words of the real matrix, each once, in its order."""
    text = REAL.read_text(encoding="utf-8").partition("Mecanismos de Articulación\n")[2]
    found = (" ".join(piece.split()) for piece in PIECES.split(text))
    return list(dict.fromkeys(p.lower() for p in found if 2 <= len(p.split()) <= 9))


@transaction.atomic
def make_plan(initiatives: int = 20_000, *, seed: int = 1, code: str = "generado") -> Plan:
    """A plan of two levels with that many initiatives; the same seed gives the same plan."""
    maker = _Maker(random.Random(f"{seed} {code}"), code)  # noqa: S311 (nothing secret)
    objectives = maker.objectives()
    share, more = divmod(initiatives, len(objectives))
    position = 0
    for place, objective in enumerate(objectives):
        count = share + (place < more)
        for start in range(1, count + 1, BATCH):
            numbers = range(start, min(start + BATCH, count + 1))
            maker.initiatives(objective, numbers, position)
            position += len(numbers)
        Objective.objects.filter(pk=objective.pk).update(declared=count)
    return maker.plan


class _Maker:
    """One plan being made: the source of chance, and what its rows refer to."""

    def __init__(self, chance: random.Random, code: str) -> None:
        self.chance = chance
        self.pieces = pieces()
        self.types = sorted(sync_types().values())
        self.units = [
            Unit.objects.get_or_create(name=f"Unidad de prueba {n}")[0].pk for n in range(1, 11)
        ]
        self.areas = [
            Area.objects.get_or_create(name=f"Zona de prueba {n}", kind=Area.Kind.ZONE)[0].pk
            for n in range(1, 9)
        ]
        self.plan = Plan.objects.create(
            code=code,
            title="Plan generado para pruebas",
            government="Gobierno de prueba",
            language="es",
            first_year=2024,
            last_year=2033,
            uuid=self.uuid(),
            revision=1,
        )
        document, _made = Document.objects.get_or_create(
            sha256="0" * 64, defaults={"name": "prueba.csv", "media_type": "text/csv", "size": 0}
        )
        self.imported = Import.objects.create(document=document, into=code, status="applied")
        self.finding = 0

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def phrase(self, opening: str, count: int) -> str:
        return f"{opening} {' y '.join(self.chance.choices(self.pieces, k=count))}"

    def objectives(self) -> list[Objective]:
        """Two levels, stored; returns those that carry initiatives."""
        levels = [
            Level.objects.create(plan=self.plan, depth=depth, name=name)
            for depth, name in enumerate(("Objetivos del Desarrollo", "Objetivos de Gestión"), 1)
        ]
        carriers: list[Objective] = []
        position = 0
        for top, branches in enumerate(BRANCHES, 1):
            parent = None
            for code in (f"{top}", *(f"{top}.{n}" for n in range(1, branches + 1))):
                position += 1
                objective = Objective.objects.create(
                    plan=self.plan,
                    level=levels[parent is not None],
                    parent=parent,
                    code=code,
                    text=self.phrase(self.chance.choice(VERBS), 4),
                    position=position,
                    uuid=self.uuid(),
                )
                if parent:
                    carriers.append(objective)
                parent = parent or objective
        search.index("plans.objective", ((o.pk, f"{o.code} {o.text}") for o in carriers))
        return carriers

    def initiatives(self, objective: Objective, numbers: range, after: int) -> None:
        made = [
            self.initiative(objective, number, after + place)
            for place, number in enumerate(numbers, 1)
        ]
        bulk.create(Initiative, made)
        articulations = [a for i in made for a in self.articulations(i)]
        bulk.create(Articulation, articulations)
        bulk.create(MechanismUse, (use for a in articulations for use in self.uses(a)))
        led = self.some(made, 0.6)
        bulk.create(Lead, (Lead(initiative=i, unit_id=self.chance.choice(self.units)) for i in led))
        through = Initiative.areas.through
        through.objects.bulk_create(
            through(initiative_id=i.pk, area_id=area)
            for i in self.some(made, 0.4)
            for area in self.chance.sample(self.areas, self.chance.randint(1, 3))
        )
        self.findings(self.some(made, 0.1))
        words: dict[int, list[str]] = {i.pk: [i.code, i.name] for i in made}
        for a in articulations:
            words[a.initiative_id].append(a.objective)
        search.index("plans.initiative", ((pk, " ".join(said)) for pk, said in words.items()))

    def some(self, things: list[Initiative], share: float) -> list[Initiative]:
        return [thing for thing in things if self.chance.random() < share]

    def initiative(self, objective: Objective, number: int, position: int) -> Initiative:
        opening = self.chance.choice(OPENINGS)
        name = self.phrase(opening, self.chance.randint(2, 3))
        starts = None
        if self.chance.random() < 0.5:
            starts = datetime.date(2024, 1, 1) + datetime.timedelta(self.chance.randrange(2000))
        hidden = self.chance.random() < 0.01
        return Initiative(
            uuid=self.uuid(),
            plan=self.plan,
            objective=objective,
            number=number,
            code=f"{objective.code}.{number}",
            position=position,
            name=name,
            kind=KINDS.get(opening, ""),
            visibility=Visibility.INTERNAL if hidden else Visibility.PUBLIC,
            starts=starts,
            ends=starts and starts + datetime.timedelta(self.chance.randrange(30, 900)),
            imported=self.imported,
            source={"name": {"text": name, "lines": [position], "column": 3}},
        )

    def articulations(self, initiative: Initiative) -> Iterator[Articulation]:
        (count,) = self.chance.choices((1, 2, 3), weights=(17, 2, 1))
        for number in range(1, count + 1):
            text = self.phrase(self.chance.choice(VERBS), self.chance.randint(2, 6)) + "."
            yield Articulation(
                uuid=self.uuid(),
                initiative=initiative,
                number=number,
                objective=text,
                imported=self.imported,
                source={"objective": {"text": text, "lines": [initiative.position], "column": 4}},
            )

    def uses(self, articulation: Articulation) -> Iterator[MechanismUse]:
        chosen = self.chance.sample(self.types, self.chance.choice((0, 1, 1, 1, 2, 2, 3)))
        for position, mechanism in enumerate(chosen, 1):
            yield MechanismUse(articulation=articulation, mechanism_id=mechanism, position=position)

    def findings(self, about: list[Initiative]) -> None:
        found = []
        for initiative in about:
            self.finding += 1
            found.append(
                Finding(
                    uuid=self.uuid(),
                    imported=self.imported,
                    number=self.finding,
                    kind=self.chance.choice(("missing_mechanism", "spelling_variant", "other")),
                    severity=Finding.Severity.LOW,
                    certainty=Finding.Certainty.PROBABLE,
                    lines=[initiative.position],
                )
            )
        bulk.create(Finding, found)
        FindingSubject.objects.bulk_create(
            FindingSubject(finding=finding, record="plans.initiative", object_id=i.pk)
            for finding, i in zip(found, about, strict=True)
        )
