"""Spaces of `minga bench coordination`: their members, sessions and acts, notices and files."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from minga.base import bulk, search
from minga.bench.fill_agreements import commitment

if TYPE_CHECKING:
    from minga.bench.cast import Cast

STATES = {"proposed": 8, "active": 80, "paused": 5, "closed": 7}
SESSIONS = 10  # of a space, one a month; the last ones are to come
LINES = 8  # of the act of a session


def spaces(cast: Cast) -> None:
    from minga.spaces.models import Hosts, Member, Space

    count = cast.sizes.spaces
    states = cast.chance.choices(list(STATES), list(STATES.values()), k=count)
    kinds = cast.skewed(Space.Kind.values, count)
    made = [
        Space(
            uuid=cast.uuid(),
            visibility=cast.visibility(),
            name=f"{cast.phrase('Mesa de', 1)} {number}",
            kind=kind,
            plan_id=cast.plan.pk,
            unit_id=unit.pk,
            status=status,
            mandate=cast.phrase("Acordar", 3),
            periodicity="monthly",
            constituted_on=None if status == "proposed" else cast.day(-900, -400),
            closed_on=cast.day(-100, -1) if status == "closed" else None,
        )
        for number, (status, kind, unit) in enumerate(
            zip(states, kinds, cast.skewed(cast.units, count), strict=True), 1
        )
    ]
    bulk.create(Space, made)
    search.index("spaces.space", ((s.pk, f"{s.name} {s.mandate}") for s in made))
    hosted = cast.chance.sample(cast.articulations, min(count, len(cast.articulations)))
    bulk.insert(
        Hosts, ("space_id", "articulation_id"), zip([s.pk for s in made], hosted, strict=False)
    )
    others = cast.skewed(cast.actors, count * 40)
    members: dict[int, list[Any]] = {}
    for space in made:
        many = cast.chance.randint(4, 24)
        everybody = busiest(cast) if space is made[0] else []
        wanted = dict.fromkeys([cast.unit_actor[space.unit_id], *everybody, *islice(others, many)])
        members[space.pk] = [
            Member(
                space=space,
                actor=actor,
                position="member" if place else "chair",
                votes=place < 12,
                starts=space.constituted_on,
            )
            for place, actor in enumerate(wanted)
        ]
    bulk.create(Member, (member for each in members.values() for member in each))
    meetings(cast, [s for s in made if s.status != "proposed"], members)
    notices(cast)
    files(cast)


def busiest(cast: Cast) -> list[Any]:
    return [cast.unit_actor[unit.pk] for unit in (*cast.units[:5], *cast.partners[:5])]


def meetings(cast: Cast, met: list[Any], members: dict[int, list[Any]]) -> None:
    from minga.commitments.models import Commitment
    from minga.spaces.models import AgendaItem, Attendance, Session

    made = [session(cast, space, number) for space in met for number in range(1, SESSIONS + 1)]
    bulk.create(Session, made)
    bulk.create(
        AgendaItem,
        (
            AgendaItem(session=s, position=n, text=cast.phrase("Tratar", 1)[:300])
            for s in made
            for n in (1, 2, 3)
        ),
    )
    held = [s for s in made if s.status == "held"]
    bulk.create(
        Attendance,
        (
            Attendance(session=s, member=m, present=cast.some(0.7))
            for s in held
            for m in members[s.space_id]
        ),
    )
    wanted = cast.sizes.commitments - cast.sizes.commitments * 7 // 8
    drawn = list(cast.skewed(held, wanted)) if held else []
    promised = [
        commitment(
            cast,
            text=cast.phrase("Preparar", 1),
            actor=cast.chance.choice(members[s.space_id]).actor,
            due=s.starts.date() + datetime.timedelta(cast.chance.randrange(5, 200)),
            unit_id=s.space.unit_id,
            record="spaces.session",
            object_id=s.pk,
            visibility=s.space.visibility,
        )
        for s in drawn
    ]
    for c, actor in zip(promised, busiest(cast), strict=False):
        # long overdue, so that those with most to do have something of every kind in sight
        c.actor, c.person, c.due, c.visibility = actor, None, cast.day(-2100, -2000), "public"
        c.status, c.reason, c.report, c.reported_on = "pending", "", "", None
        c.decided_on = None
    bulk.create(Commitment, promised)
    search.index("commitments.commitment", ((c.pk, c.text) for c in promised))
    lines(cast, held, promised)


def session(cast: Cast, space: Any, number: int) -> Any:
    from django.utils.timezone import make_aware

    from minga.spaces.models import Session

    day = cast.today + datetime.timedelta(30 * (number - SESSIONS + 1) + space.pk % 25)
    starts = make_aware(datetime.datetime.combine(day, datetime.time(10)))
    held = day < cast.today
    return Session(
        uuid=cast.uuid(),
        visibility=space.visibility,
        space=space,
        number=number,
        starts=starts,
        ends=starts + datetime.timedelta(hours=2),
        place="Sala de prueba",
        status="held" if held else "called",
        minutes=("draft", "review", "approved", *["published"] * 7)[number % 10]
        if held
        else "draft",
    )


def lines(cast: Cast, held: list[Any], promised: list[Any]) -> None:
    from minga.spaces.models import Line

    who = cast.people["delegate"][0]

    def said() -> Iterator[Any]:
        for s in held:
            for n in range(1, LINES + 1):
                kind = "information" if n % 2 else "decision"
                text = cast.phrase("Se informó que", 2)
                yield Line(session=s, position=n, kind=kind, text=text, by=who)
        for n, c in enumerate(promised, LINES + 1):
            yield Line(
                session_id=c.object_id,
                position=n,
                kind="commitment",
                text=c.text,
                commitment=c,
                by=who,
            )

    bulk.create(Line, said())


def notices(cast: Cast) -> None:
    """Fifty for each person, half of them read."""
    from django.utils import timezone

    from minga.notices.models import Notice

    params = {"text": "Informe", "actor": "Unidad de prueba 1", "due": cast.today.isoformat()}
    params |= {"who": "Minga", "about": "Informe", "by": "Minga"}
    bulk.create(
        Notice,
        (
            Notice(
                to=person,
                kind="commitments.made",
                record="commitments.commitment",
                object_id=n,
                url=f"/commitments/{n}/",
                params=params,
                read_at=timezone.now() if n % 2 else None,
            )
            for people in cast.people.values()
            for person in people
            for n in range(1, 51)
        ),
    )


def files(cast: Cast) -> None:
    """Evidence for some of what was kept; the store itself stays empty."""
    from minga.commitments.models import Commitment
    from minga.files.models import Attachment, StoredFile

    kept = Commitment.objects.filter(status="kept").order_by("pk").values_list("pk", flat=True)
    some = list(kept[::10])
    stored = [
        StoredFile(
            uuid=cast.uuid(),
            sha256=f"{n:064}",
            name=f"informe-{n}.pdf",
            media_type="application/pdf",
            size=1000,
            by=cast.people["delegate"][0],
        )
        for n, _key in enumerate(some)
    ]
    bulk.create(StoredFile, stored)
    bulk.create(
        Attachment,
        (
            Attachment(file=file, record="commitments.commitment", object_id=key, kind="evidence")
            for file, key in zip(stored, some, strict=True)
        ),
    )
