"""Agreements of `minga bench coordination`, in every state, with what their parties owe."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from minga.base import bulk, search

if TYPE_CHECKING:
    from minga.bench.cast import Cast

STATES = {
    "draft": 6, "review": 3, "to_sign": 3, "in_force": 46, "suspended": 2,
    "lapsed": 15, "terminated": 4, "settled": 8, "archived": 13,
}  # fmt: skip
RECURRENCES = {"once": 50, "monthly": 10, "quarterly": 20, "half_yearly": 10, "yearly": 10}
MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
PAST = {"kept": 84, "reported": 4, "returned": 3, "pending": 6, "cancelled": 3}
COMING = {"pending": 93, "reported": 3, "kept": 4}
BATCH = 5000


def agreements(cast: Cast) -> None:
    from minga.agreements.models import Agreement

    types = instruments()
    units = cast.skewed(cast.units, cast.sizes.agreements)
    states = cast.chance.choices(list(STATES), list(STATES.values()), k=cast.sizes.agreements)
    rest = Rest(cast)
    for first in range(0, len(states), BATCH):
        made = [
            agreement(cast, first + place, status, unit, cast.chance.choice(types))
            for place, (status, unit) in enumerate(
                zip(states[first : first + BATCH], units, strict=False), 1
            )
        ]
        rest.amend(made)
        bulk.create(Agreement, made)
        rest.add(made)
    rest.commitments()


def instruments() -> list[int]:
    from minga.plans.models import MechanismType

    return list(MechanismType.objects.filter(family="instrument").values_list("pk", flat=True))


def agreement(cast: Cast, number: int, status: str, unit: Any, kind: int) -> Any:
    from minga.agreements.models import Agreement

    before = status in Agreement.BEFORE
    live = status in Agreement.LIVE
    people = cast.of_unit.get(unit.pk, [])
    starts = cast.day(0, 90) if before else cast.day(-1500, -20)
    ended = None
    if not live and not before:
        ended = max(starts, min(starts + datetime.timedelta(700), cast.day(-400, -1)))
    indefinite = not ended and cast.some(0.1)
    ends = ended
    if not ended and not indefinite:
        # a few are over and nobody has said so yet, some end soon, most later
        after = cast.chance.choices(((-20, -1), (0, 60), (61, 1400)), (3, 12, 85))[0]
        ends = max(cast.day(*after), starts)
    title = cast.phrase("Convenio para", 2)
    return Agreement(
        uuid=cast.uuid(),
        visibility=cast.visibility(),
        number="" if status == "draft" else f"CV-{starts.year}-{number:05}",
        title=title[:300],
        type_id=kind,
        object=cast.phrase("Aunar esfuerzos para", 3),
        plan_id=cast.plan.pk,
        unit_id=unit.pk,
        administrator=cast.chance.choice(people) if people and cast.some(0.7) else None,
        status=status,
        starts=starts,
        ends=ends,
        indefinite=indefinite,
        notice_days=cast.chance.choice((30, 60, 60, 90)),
        signed_on=None if before else starts,
        term_ends=ends,
        ended_on=ended,
        reason="Faltaba el informe jurídico." if status == "draft" and cast.some(0.3) else "",
    )


class Rest:
    """What an agreement is made of, batch by batch."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.left = cast.sizes.obligations
        self.owed: list[tuple[Any, Any, Any, int | None]] = []
        size = cast.sizes.agreements
        self.others = cast.skewed(cast.actors, size * 6)
        # each actor takes part in something, however few those are that are in everything
        self.rare = iter(cast.actors)

    def amend(self, made: list[Any]) -> None:
        from minga.agreements.models import Agreement

        for a in made:
            extended = a.status in Agreement.LIVE and a.ends and self.cast.some(0.15)
            if extended:
                a.ends = max(a.starts, a.term_ends - datetime.timedelta(180))

    def add(self, made: list[Any]) -> None:
        from minga.agreements.models import (
            Agreement,
            Alert,
            Amendment,
            Contribution,
            Obligation,
            Party,
        )

        cast = self.cast
        parties = {a.pk: self.parties(a) for a in made}
        bulk.create(Party, (party for each in parties.values() for party in each))
        money = [
            (party.pk, source, in_kind, Decimal(amount))
            for each in parties.values()
            for party in each[:2]
            for source, in_kind, amount in self.money()
        ]
        bulk.insert(Contribution, ("party_id", "source", "in_kind", "amount"), money)
        self.amounts(parties, money)
        bulk.create(
            Amendment,
            (
                Amendment(
                    agreement=a, number=1, kind="extension", signed_on=a.ends, ends=a.term_ends
                )
                for a in made
                if a.ends != a.term_ends
            ),
        )
        soon = cast.today + datetime.timedelta(60)
        bulk.create(
            Alert,
            (
                Alert(agreement=a, term_ends=a.term_ends)
                for a in made
                if a.status in Agreement.LIVE and a.term_ends and a.term_ends <= soon
            ),
        )
        links = self.links(made)
        share = -(-self.left * len(made) // max(self.cast.sizes.agreements - made[0].pk + 1, 1))
        owing = list(islice(self.obligations(made, parties, links), min(share, self.left)))
        self.left -= len(owing)
        bulk.create(Obligation, (obligation for obligation, *_rest in owing))
        self.owed += owing
        history(cast, "agreements.agreement", [a.pk for a in made], BEGUN)
        names = {pk: " ".join(p.actor.name for p in each) for pk, each in parties.items()}
        search.index(
            Agreement._meta.label_lower,
            ((a.pk, f"{a.number} {a.title} {a.object} {names[a.pk]}") for a in made),
        )

    def parties(self, a: Any) -> list[Any]:
        from minga.agreements.models import Agreement, Party

        cast = self.cast
        (count,) = cast.chance.choices((1, 2, 3, 4, 9), (62, 22, 9, 6, 1))
        ours = cast.unit_actor[a.unit_id]
        found = dict.fromkeys([ours, *islice(self.others, count)])
        if cast.some(0.5) and (one := next(self.rare, None)):
            found[one] = None
        signed = a.status not in Agreement.BEFORE
        return [
            Party(
                agreement=a,
                actor=actor,
                signed_on=a.starts
                if signed or (a.status == "to_sign" and cast.some(0.4))
                else None,
            )
            for actor in found
        ]

    def money(self) -> Iterator[tuple[str, bool, int]]:
        if self.cast.some(0.6):
            yield "Presupuesto propio", False, self.cast.chance.randrange(1, 900) * 1000
        if self.cast.some(0.2):
            yield "", True, self.cast.chance.randrange(1, 90) * 1000

    def amounts(self, parties: dict[int, list[Any]], money: list[tuple[Any, ...]]) -> None:
        from minga.agreements.models import Agreement

        of = {party.pk: pk for pk, each in parties.items() for party in each}
        total: Counter[int] = Counter()
        for party, _source, _in_kind, amount in money:
            total[of[party]] += amount
        from django.db import connection

        quote = connection.ops.quote_name
        table, column = quote(Agreement._meta.db_table), quote("amount")
        with connection.cursor() as cursor:
            cursor.executemany(
                f"update {table} set {column} = %s where id = %s",  # noqa: S608
                [(str(amount), pk) for pk, amount in total.items()],
            )

    def links(self, made: list[Any]) -> dict[int, int]:
        """The first articulation of each agreement that carries one out."""
        from minga.agreements.models import Formalises

        chosen = self.cast.chance.choices(self.cast.articulations, k=2 * len(made))
        pairs: dict[tuple[int, int], None] = {}
        for place, a in enumerate(made):
            if place % 10 < 7:
                pairs[a.pk, chosen[place]] = None
            if place % 10 < 2:
                pairs[a.pk, chosen[-place - 1]] = None
        bulk.insert(Formalises, ("agreement_id", "articulation_id"), pairs)
        return dict(reversed(pairs))

    def obligations(
        self, made: list[Any], parties: dict[int, list[Any]], links: dict[int, int]
    ) -> Iterator[tuple[Any, Any, Any, int | None]]:
        from minga.agreements.models import Obligation

        cast = self.cast
        while True:  # a few agreements have very many
            for a in cast.skewed(made, len(made)):
                party = cast.chance.choice(parties[a.pk])
                (often,) = cast.chance.choices(list(RECURRENCES), list(RECURRENCES.values()))
                text = cast.phrase("Entregar el informe de", 1)
                first = a.starts + datetime.timedelta(cast.chance.randrange(30, 300))
                made_of = Obligation(
                    agreement=a,
                    party=party,
                    text=text,
                    due=first,
                    recurrence=often,
                    last_due=None if a.status in a.BEFORE else first,
                    closed=a.status not in (*a.BEFORE, *a.LIVE),
                )
                yield made_of, a, party.actor, links.get(a.pk)

    def commitments(self) -> None:
        """Those that fell due of each obligation, until there are as many as wanted."""
        from minga.commitments.models import Commitment

        cast = self.cast
        wanted = cast.sizes.commitments * 7 // 8
        made = list(islice(self.fallen_due(), wanted))
        bulk.create(Commitment, made)
        search.index("commitments.commitment", ((c.pk, c.text) for c in made))
        history(cast, "commitments.commitment", [c.pk for c in made[::5]], PROMISED)

    def fallen_due(self) -> Iterator[Any]:
        from minga.agreements.models import Agreement

        begun = [each for each in self.owed if each[1].status not in Agreement.BEFORE]
        turn = 0
        while begun:
            again = [each for each in begun if turn == 0 or each[0].recurrence != "once"]
            for obligation, a, actor, articulation in again or begun:
                months = MONTHS.get(obligation.recurrence, 0) * turn
                due = obligation.due + datetime.timedelta(30 * months)
                yield commitment(
                    self.cast,
                    text=obligation.text,
                    actor=actor,
                    due=due,
                    unit_id=a.unit_id,
                    record="agreements.obligation",
                    object_id=obligation.pk,
                    articulation_id=articulation,
                    visibility=a.visibility,
                )
            turn += 1


def commitment(cast: Cast, *, actor: Any, due: datetime.date, **more: Any) -> Any:
    from minga.commitments.models import Commitment

    shares = PAST if due < cast.today else COMING
    (status,) = cast.chance.choices(list(shares), list(shares.values()))
    people = cast.of_unit.get(actor.unit_id or 0, [])
    reported = status in ("reported", "returned", "kept")
    return Commitment(
        uuid=cast.uuid(),
        actor=actor,
        person=cast.chance.choice(people) if people and cast.some(0.4) else None,
        due=due,
        first_due=due,
        status=status,
        plan_id=cast.plan.pk,
        report="Se entregó." if reported else "",
        reported_on=min(due, cast.today) if reported else None,
        reason="Falta el medio de verificación." if status in ("returned", "cancelled") else "",
        decided_on=min(due, cast.today) if status in ("returned", "kept") else None,
        made_on=due - datetime.timedelta(60),
        told=Commitment.Told.ESCALATED if due < cast.today else Commitment.Told.NOTHING,
        **more,
    )


BEGUN = ("made", "send_to_review", "clear", "bring_into_force")
PROMISED = ("made", "reported", "accepted")


def history(cast: Cast, record: str, keys: list[int], verbs: tuple[str, ...]) -> None:
    """What happened to one in three, and who did it."""
    from minga.base.models import Entry

    everyone = [person.pk for people in cast.people.values() for person in people]
    bulk.insert(
        Entry,
        ("record", "object_id", "verb", "by_id", "at", "before", "after", "note"),
        (
            (record, key, verb, who, moment(cast, 30 * (len(verbs) - at)), {}, {}, "")
            for key, who in zip(keys[::3], cast.chance.choices(everyone, k=len(keys)), strict=False)
            for at, verb in enumerate(verbs)
        ),
    )


def moment(cast: Cast, ago: int) -> Any:
    """A time of some day before today, as the database takes it."""
    from django.db import connection
    from django.utils.timezone import make_aware

    day = datetime.datetime.combine(cast.today, datetime.time(9)) - datetime.timedelta(ago)
    return connection.ops.adapt_datetimefield_value(make_aware(day))
