"""A city at work, made with a seed: what the tests of analytics ask about."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from django.utils import timezone

from minga.actors.models import Actor, ActorRole
from minga.agreements.models import Agreement, Contribution, Formalises, Obligation, Party
from minga.analytics.tests.learned import learn
from minga.base.models import Visibility
from minga.commitments.models import Commitment
from minga.monitoring.models import (
    BudgetLine,
    Frequency,
    Indicator,
    Milestone,
    Period,
    Post,
    Reading,
    Target,
)
from minga.monitoring.scoring.refresh import refresh
from minga.people.models import Unit, User
from minga.plans.models import (
    Alignment,
    Articulation,
    Competence,
    Initiative,
    Lead,
    MechanismType,
    Objective,
    Plan,
)
from minga.spaces.models import Hosts, Member, Session, Space
from minga.territory.models import Area

HIDDEN = (Visibility.INTERNAL, Visibility.PARTNERS)
DAY = datetime.date(2026, 6, 15)
YEARS = (2025, 2026, 2027)


class World:
    """Everything that has a public side and a hidden one, on Quito's plan."""

    def __init__(self, plan: Plan, seed: int = 7) -> None:
        self.plan = plan
        self.luck = random.Random(seed)
        self.initiatives = list(Initiative.objects.filter(plan=plan).order_by("position"))
        self.articulations = list(Articulation.objects.filter(initiative__plan=plan).order_by("pk"))
        self.units = list(Unit.objects.order_by("pk"))
        self.objectives = list(Objective.objects.filter(plan=plan).order_by("position"))
        self.areas = list(Area.objects.order_by("pk"))
        self.actors = list(Actor.objects.order_by("pk"))
        self.people = list(User.objects.order_by("pk"))

    def fill(self) -> World:
        self.hide_some()
        self.surround()
        self.agree()
        self.meet()
        self.promise()
        self.spend()
        self.measure()
        learn(self)
        return self

    def some(self, chance: float) -> bool:
        return self.luck.random() < chance

    def day(self, first: int = 2025, last: int = 2028) -> datetime.date:
        start = datetime.date(first, 1, 1)
        return start + datetime.timedelta(days=self.luck.randrange(365 * (last - first)))

    def seen(self) -> str:
        return self.luck.choice(HIDDEN) if self.some(0.15) else Visibility.PUBLIC

    def hide_some(self) -> None:
        for initiative in self.initiatives:
            initiative.visibility = self.seen()
            initiative.status = self.luck.choice(Initiative.Status.values)
            if self.some(0.5):
                initiative.starts = self.day()
        Initiative.objects.bulk_update(self.initiatives, ["visibility", "status", "starts"])
        Actor.objects.filter(pk__in=[a.pk for a in self.actors if self.some(0.15)]).update(
            visibility=Visibility.INTERNAL
        )
        draft = Plan.objects.create(
            code="oculto", title="Plan en borrador", visibility=Visibility.INTERNAL
        )
        level = draft.levels.create(depth=1, name="Eje")
        objective = draft.objectives.create(code="1", text="Nada", position=1, level=level)
        draft.initiatives.create(
            objective=objective, number=1, code="1.1", position=1, name="Lo que nadie sabe"
        )

    def surround(self) -> None:
        unit = self.units[0]
        self.actors += Actor.objects.bulk_create(
            [Actor(name=f"Fundación Ñandú & Compañía «{n}»", type="fundacion") for n in range(8)]
        )
        Actor.objects.create(name="Fundación Nandu", merged_into=self.actors[-1])
        children = [area for area in self.areas if area.parent_id]
        for initiative in self.initiatives:
            if self.some(0.6):
                initiative.areas.add(*self.luck.sample(children, k=2))
            if self.some(0.2):
                Alignment.objects.create(
                    initiative=initiative, objective=self.luck.choice(self.objectives)
                )
            if self.some(0.5):
                Lead.objects.get_or_create(
                    initiative=initiative,
                    unit=self.luck.choice(self.units),
                    defaults={"confirmed": self.some(0.7)},
                )
            for actor in self.luck.sample(self.actors, k=self.luck.randrange(4)):
                ActorRole.objects.create(
                    actor=actor,
                    record="plans.initiative",
                    object_id=initiative.pk,
                    role=self.luck.choice(ActorRole.Role.values),
                    ends=self.day() if self.some(0.1) else None,
                )
        for articulation in self.luck.sample(self.articulations, k=12):
            articulation.status = Articulation.Status.DISCARDED
            articulation.save(update_fields=["status"])
        Unit.objects.filter(pk=unit.pk).update(visibility=Visibility.INTERNAL)

    def agree(self) -> None:
        kinds = list(MechanismType.objects.order_by("pk")[:4])
        for number in range(40):
            status = self.luck.choice(Agreement.Status.values)
            signed = self.day() if status not in Agreement.BEFORE else None
            ends = self.day(2026, 2030) if self.some(0.7) else None
            agreement = Agreement.objects.create(
                plan=self.plan,
                number=f"C-{number:03}",
                title=f"Convenio de cooperación n.º {number}, «acción»",
                type=self.luck.choice(kinds),
                unit=self.luck.choice(self.units),
                status=status,
                visibility=self.seen(),
                signed_on=signed,
                ends=ends,
                term_ends=ends,
                indefinite=ends is None,
                renewal=self.luck.choice(Agreement.Renewal.values),
                amount=Decimal(self.luck.randrange(10**9)) / 100,
                administrator=self.luck.choice(self.people),
            )
            for articulation in self.luck.sample(self.articulations, k=2):
                Formalises.objects.create(agreement=agreement, articulation=articulation)
            for actor in self.luck.sample(self.actors, k=2):
                party = Party.objects.create(agreement=agreement, actor=actor)
                Contribution.objects.create(party=party, amount=Decimal("1000.50"))
                Obligation.objects.create(agreement=agreement, party=party, text="Informar")

    def meet(self) -> None:
        for number in range(12):
            status = self.luck.choice(Space.Status.values)
            space = Space.objects.create(
                plan=self.plan,
                name=f"Mesa técnica {number}",
                unit=self.luck.choice(self.units),
                status=status,
                visibility=self.seen(),
                constituted_on=None if status == Space.Status.PROPOSED else self.day(),
                periodicity=self.luck.choice(Space.Periodicity.values),
            )
            for actor in self.luck.sample(self.actors, k=3):
                Member.objects.create(space=space, actor=actor)
            for articulation in self.luck.sample(self.articulations, k=2):
                Hosts.objects.create(space=space, articulation=articulation)
            for at in range(3):
                starts = timezone.make_aware(
                    datetime.datetime.combine(self.day(), datetime.time(9, 30))
                )
                Session.objects.create(
                    space=space,
                    number=at + 1,
                    starts=starts,
                    ends=starts + datetime.timedelta(hours=2),
                    status=self.luck.choice(Session.Status.values),
                )

    def promise(self) -> None:
        plans = [self.plan, None, Plan.objects.get(code="oculto")]
        for number in range(80):
            due = self.day(2026, 2028) if self.some(0.9) else None
            status = self.luck.choice(Commitment.Status.values)
            Commitment.objects.create(
                text=f"Entregar el informe {number}",
                actor=self.luck.choice(self.actors),
                person=self.luck.choice(self.people),
                due=due,
                first_due=self.day(2026, 2028) if due and self.some(0.3) else due,
                status=status,
                reason="Falta la firma" if status in ("returned", "cancelled") else "",
                unit=self.luck.choice([*self.units, None]),
                record="spaces.session",
                object_id=number,
                plan=self.luck.choice(plans),
                articulation=self.luck.choice([*self.articulations[:9], None]),
                visibility=self.seen(),
                made_on=DAY,
            )

    def spend(self) -> None:
        matter, _made = Competence.objects.get_or_create(
            plan=self.plan, code="prueba", defaults={"matter": "Tránsito", "kind": "exclusive"}
        )
        sources = ("Recursos propios", "Crédito", "Cooperación internacional «ñ»", "")
        for number in range(120):
            codified = Decimal(self.luck.randrange(1, 10**8)) / 100
            part = Decimal(self.luck.randrange(120)) / 100
            BudgetLine.objects.create(
                plan=self.plan,
                **self._of(number),
                unit=self.luck.choice(self.units),
                competence=matter if self.some(0.5) else None,
                year=self.luck.choice(YEARS),
                code=f"{number:03}",
                source=self.luck.choice(sources),
                codified=codified if self.some(0.95) else Decimal(0),
                committed=None if self.some(0.3) else codified,
                accrued=None if self.some(0.2) else (codified * part).quantize(Decimal("0.01")),
                visibility=self.seen(),
            )
        for number in range(40):
            Post.objects.create(
                plan=self.plan,
                unit=self.luck.choice(self.units),
                name=f"Analista {number}",
                initiative=self.luck.choice([*self.initiatives, None]),
                competence=matter if self.some(0.5) else None,
                year=self.luck.choice(YEARS),
                count=self.luck.randrange(1, 9),
                share=self.luck.choice([Decimal(1), Decimal("0.5"), Decimal("0.3333")]),
                visibility=self.seen(),
            )
        for number, initiative in enumerate(self.initiatives[:60]):
            due = self.day()
            Milestone.objects.create(
                initiative=initiative,
                name=f"Hito {number}",
                due=due,
                first_due=due,
                visibility=self.seen(),
            )

    def _of(self, number: int) -> dict[str, Initiative | Objective]:
        if number % 3:
            return {"initiative": self.luck.choice(self.initiatives)}
        return {"objective": self.luck.choice(self.objectives)}

    # -- indicators and their readings --------------------------------------------------------

    def measure(self) -> None:
        self.periods = {
            (frequency, starts): Period.objects.get_or_create(
                plan=self.plan,
                frequency=frequency,
                starts=starts,
                defaults={
                    "ends": ends,
                    "due": ends + datetime.timedelta(days=15),
                    "status": Period.Status.OPEN,
                },
            )[0]
            for frequency, starts, ends in _periods()
        }
        made = [self.indicator(number) for number in range(90)]
        Reading.objects.bulk_create(
            [reading for indicator in made for reading in self.readings(indicator)]
        )
        refresh([indicator.pk for indicator in made])

    def number(self, places: int = 6) -> Decimal:
        """Mostly near the targets; some far over, under zero, or zero."""
        size = self.luck.choice([1, 10, 100, 100, 1000, 10**9])
        value = Decimal(self.luck.randrange(-size // 5, 2 * size)) + Decimal(self.luck.random())
        return Decimal(0) if self.some(0.05) else value.quantize(Decimal(1).scaleb(-places))

    def indicator(self, number: int) -> Indicator:
        ratio = self.some(0.25)
        based = self.some(0.6)
        indicator = Indicator.objects.create(
            plan=self.plan,
            code=f"I-{number:03}",
            name=f"Viajes en transporte público, año {number} – ñ",
            **self._measured(number),
            measure=Indicator.Measure.RATIO if ratio else Indicator.Measure.VALUE,
            factor=100 if ratio and self.some(0.8) else Decimal("1.25") if ratio else 1,
            unit="viajes",
            direction=self.luck.choice(Indicator.Direction.values),
            tolerance=Decimal(5) if self.some(0.5) else None,
            accumulation=self.luck.choice(Indicator.Accumulation.values),
            yearly=self.luck.choice(Indicator.Yearly.values),
            frequency=self.luck.choice([Frequency.QUARTERLY, Frequency.YEARLY]),
            owner=self.luck.choice([*self.units, None]),
            base_value=self.number(2) if based else None,
            base_date=self.day(2023, 2026) if based and self.some(0.8) else None,
            weight=self.luck.choice([Decimal(1), Decimal("0.3333"), Decimal("2.5")]),
            status=Indicator.Status.RETIRED if self.some(0.1) else Indicator.Status.ACTIVE,
            visibility=self.seen(),
        )
        for year in range(2024, 2030):
            if self.some(0.5):
                Target.objects.create(
                    indicator=indicator,
                    until=datetime.date(year, 12, 31),
                    value=indicator.base_value
                    if based and indicator.base_value is not None and self.some(0.1)
                    else self.number(2),
                )
            if self.some(0.1):
                middle = datetime.date(year, 6, 30)
                Target.objects.create(indicator=indicator, until=middle, value=self.number(2))
        return indicator

    def _measured(self, number: int) -> dict[str, Initiative | Objective | Articulation]:
        if number % 3 == 0:
            return {"objective": self.luck.choice(self.objectives)}
        if number % 3 == 1:
            return {"initiative": self.luck.choice(self.initiatives)}
        return {"articulation": self.luck.choice(self.articulations)}

    def readings(self, indicator: Indicator) -> Iterator[Reading]:
        statuses = Reading.Status
        for (frequency, _starts), period in self.periods.items():
            if frequency != indicator.frequency and self.some(0.9):
                continue
            if self.some(0.25):
                continue  # missing
            for area, category in self._cells():
                status = self.luck.choice(statuses.values)
                chosen = [status]
                if status == statuses.APPROVED and self.some(0.2):
                    chosen.append(statuses.SENT)  # a correction that waits
                for each in chosen:
                    yield self.reading(indicator, period, area, category, each)

    def _cells(self) -> list[tuple[Area | None, str]]:
        whole: list[tuple[Area | None, str]] = [(None, "")]
        if self.some(0.7):
            return whole
        areas: list[Area | None] = [*self.areas[:2]] if self.some(0.5) else [None]
        parts = list(product(areas, ["mujeres", "niñez"] if self.some(0.5) else [""]))
        return parts if self.some(0.7) else [*dict.fromkeys([*whole, *parts])]

    def reading(
        self, indicator: Indicator, period: Period, area: Area | None, category: str, status: str
    ) -> Reading:
        ratio = indicator.measure == Indicator.Measure.RATIO and self.some(0.9)
        sent = timezone.make_aware(
            datetime.datetime.combine(period.due, datetime.time(12))
        ) + datetime.timedelta(days=self.luck.randrange(-20, 20))
        told = status != Reading.Status.DRAFT
        return Reading(
            indicator=indicator,
            period=period,
            area=area,
            category=category,
            value=self.number(),
            numerator=self.number(2) if ratio else None,
            denominator=(abs(self.number(2)) + 1) if ratio else None,
            status=status,
            reason="Falta la fuente" if status == Reading.Status.RETURNED else "",
            note="Nota",
            reported_by=self.luck.choice(self.people) if told else None,
            reported_at=sent if told else None,
            decided_at=sent if status in ("approved", "returned", "rectified") else None,
        )


def _periods() -> Iterator[tuple[str, datetime.date, datetime.date]]:
    for year in YEARS:
        yield Frequency.YEARLY, datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        for month in (1, 4, 7, 10):
            starts = datetime.date(year, month, 1)
            after = datetime.date(year + (month == 10), (month + 3 - 1) % 12 + 1, 1)
            yield Frequency.QUARTERLY, starts, after - datetime.timedelta(days=1)
