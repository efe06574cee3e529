"""What is not public has one word in it; that word comes out by no door, for those outside."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from minga.actors import actions as actors
from minga.actors.models import Actor
from minga.actors.units import actor_of
from minga.agreements.actions import draft, life, obligations
from minga.agreements.actions.sign import sign
from minga.agreements.models import Agreement
from minga.commitments.models import Commitment
from minga.desk.tests.hidden import hidden_plan, measure
from minga.evaluation.models import Evaluation, Solution
from minga.monitoring.export import DATASETS
from minga.monitoring.models import (
    BudgetLine,
    Indicator,
    Milestone,
    Period,
    Post,
    Reading,
    Report,
    Rule,
    Score,
)
from minga.people.models import Membership, Role, Unit, User
from minga.plans.models import Articulation, Initiative, MechanismType, Plan
from minga.spaces.actions import members, minutes, sessions
from minga.spaces.actions import space as spaces
from minga.spaces.models import Session, Space

WORD = "Zarzamora"
HIDDEN_PLAN = "secreto"
PLAN_WORD = "Guayusa"  # in a plan that who is signed in may read
ASKED = "zarzamor"  # a search that finds it, and does not repeat it
TODAY = datetime.date.today()
LATER = TODAY + datetime.timedelta(60)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def stranger(partner: User) -> User:
    """Of an organisation that takes part in nothing."""
    unit = Unit.objects.create(name="Organización ajena", external=True)
    made = User.objects.create_user("ajena@example.org", name="Persona ajena")
    Membership.objects.create(user=made, unit=unit, role=Role.PARTNER)
    actor_of(unit)
    return made


@pytest.fixture
def world(
    plan: Plan,
    led: Initiative,
    mobility: Actor,
    university: Actor,
    coordinator: User,
    head: User,
    delegate: User,
) -> None:
    hidden = actors.add(
        by=coordinator, name=f"{WORD} S. A.", acronym=WORD, visibility="internal", about=WORD
    )
    actors.add(
        by=coordinator,
        name="Filial abierta",
        parent=hidden.pk,
        contacts=[[WORD, WORD, f"{WORD}@example.org", WORD, False]],
    )
    linked = [
        _hidden_initiative(plan, *one) for one in (("2.3.2", "internal"), ("2.3.3", "partners"))
    ]
    first = led.articulations.get(number=1)
    for title, visibility in (("Abierto", "public"), (WORD, "internal"), (f"{WORD} 2", "partners")):
        made = draft.create(
            plan,
            by=delegate,
            title=title,
            type=MechanismType.objects.get(code="convenio"),
            unit=_unit(mobility),
            articulations=[first],
            starts=TODAY,
            ends=LATER,
            visibility=visibility,
        )
        for actor in (hidden, university):
            draft.add_party(made, actor, by=delegate)
        for articulation in linked:
            draft.link(made, articulation, by=delegate)
        owes = made.parties.get(actor=hidden if visibility == "public" else mobility)
        obligations.oblige(made, owes, by=delegate, text=f"Hacer {WORD}", due=LATER)
        life.send_to_review(made, by=delegate)
        life.give_back(made, by=head, reason=f"Falta {WORD}")
        life.send_to_review(made, by=delegate)
        life.clear(made, by=head)
        for party in made.parties.select_related("actor", "agreement"):
            sign(party, by=head, on=TODAY, note="consta")
        life.bring_into_force(made, by=head)
    for name, visibility in (("Mesa abierta", "public"), (WORD, "internal"), (WORD, "partners")):
        _space(plan, name, visibility, [mobility, university, hidden], first, delegate)
    hidden_plan(PLAN_WORD, HIDDEN_PLAN, by=coordinator, unit=_unit(mobility))
    measure(WORD, plan, led, linked, hidden, by=(coordinator, head, delegate))


def _hidden_initiative(plan: Plan, code: str, visibility: str) -> Articulation:
    found = plan.initiatives.get(code=code)
    Initiative.objects.filter(pk=found.pk).update(visibility=visibility, name=WORD)
    articulation = found.articulations.get(number=1)
    Articulation.objects.filter(pk=articulation.pk).update(objective=WORD)
    articulation.refresh_from_db()
    Plan.objects.filter(pk=plan.pk).update(revision=plan.revision + 1)
    return articulation


def _space(
    plan: Plan, name: str, visibility: str, seats: list[Actor], carried: Articulation, by: User
) -> None:
    mobility = seats[0]
    space = spaces.create(
        by=by,
        plan=plan,
        unit=_unit(mobility),
        name=name,
        visibility=visibility,
        articulations=[carried],
    )
    for at, actor in enumerate(seats):
        member = members.add_member(space, actor, by=by)
        address = f"{WORD}{at}@example.org"
        members.add_delegate(member, name=f"Delegada {at}", email=address, by=by)
    spaces.constitute(space, on=TODAY, by=by)
    begin = timezone.now() - datetime.timedelta(days=1)
    for number, day in enumerate((begin, begin + datetime.timedelta(30))):
        session = sessions.plan(
            space,
            starts=day,
            ends=day + datetime.timedelta(hours=2),
            place="Sala" if number == 0 else WORD,
            link=f"https://example.org/{WORD}",
            agenda=["Apertura" if number == 0 else WORD],
            by=by,
        )
        if number:
            continue  # foreseen, and nobody is called yet
        sessions.call(session, by=by)
        there = {member: sessions.Came(True, WORD) for member in space.members.all()}
        sessions.attend(session, there, by=by)
        sessions.open(session, by=by)
        said: dict[str, Any] = {"text": f"Se dijo {WORD}", "by": by}
        minutes.add_line(session, kind="decision", **said)
        minutes.add_line(session, kind="commitment", actor=mobility, due=LATER, **said)
        sessions.close(session, by=by)


def _unit(actor: Actor) -> Unit:
    assert actor.unit
    return actor.unit


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{before}{one.pattern}"
        else:
            yield from patterns(one, f"{before}{one.pattern}")


def addresses() -> Iterator[str]:
    """Every page of the plan and of coordination, with what it may be asked for."""
    keys = {
        "actors": Actor.objects.filter(name__in=[f"{WORD} S. A.", "Filial abierta"]),
        "agreements": Agreement.objects.all(),
        "spaces": Space.objects.all(),
        "commitments": Commitment.objects.all(),
        "evaluation": Evaluation.objects.all(),
        "solutions": Solution.objects.all(),
        "indicators": Indicator.objects.all(),
        "readings": Reading.objects.all(),
        "periods": Period.objects.all(),
        "scores": Score.objects.all(),
        "rules": Rule.objects.all(),
        "milestones": Milestone.objects.all(),
        "budget": BudgetLine.objects.all(),
        "posts": Post.objects.all(),
    }
    reports = list(Report.objects.values_list("number", flat=True))
    values: dict[str, list[object]] = {
        "slug:plan": ["quito", HIDDEN_PLAN],
        "int:year": [2026],
        "monitoring_table:table": list(DATASETS),
        "slug:name": ["line", "heat", "objectives", "score"],
        "code:code": ["2.3.1", "2.3.2", "2.3.3"],
        "int:number": [1, 2],
        "str:fmt": ["csv", "json"],
        "slug:fmt": ["csv", "json", "graphml"],
        "slug:what": ["spaces", "sessions", "actors", "ties", "network"],
    }
    for pattern in patterns(get_resolver()):
        app = pattern.split("/")[0]
        if app in ("accounts", "language", "import") or "uuid" in pattern:
            continue
        found = re.findall(r"<(\w+:\w+)>", pattern)
        about = next(
            (part for part in reversed(pattern.split("<int:pk>")[0].split("/")) if part in keys), ""
        )
        own = [one.pk for one in keys[about]] if about else [1]
        known = values | {"int:pk": own}
        if "/reports/" in pattern:
            known["int:number"] = reports
        some = [known.get(name, [1]) for name in found]
        for chosen in product(*some):
            url = pattern
            for name, value in zip(found, chosen, strict=True):
                url = url.replace(f"<{name}>", str(value), 1)
            yield f"/{url}"
    yield from (f"/{place}?q={ASKED}" for place in ("search/", "actors/", "plans/quito/"))
    for place in ("agreements/", "spaces/", "commitments/"):
        yield f"/{place}?q={ASKED}"
        for actor in keys["actors"]:
            yield f"/{place}?actor={actor.pk}"
    yield "/commitments/file.csv?state=all"
    yield "/search/?q=abierta"


@pytest.mark.parametrize("who", ["nobody", "stranger"])
def test_the_word_comes_out_by_no_door(
    client: Client, world: None, stranger: User, who: str
) -> None:
    if who == "stranger":
        client.force_login(stranger)
    assert Session.objects.count() == 6
    opened, told = 0, []
    for url in dict.fromkeys(addresses()):
        response = client.get(url)
        assert response.status_code != 500, url
        opened += response.status_code == 200
        said = response.getvalue().decode(errors="replace").lower()
        words = [WORD] if who == "stranger" else [WORD, PLAN_WORD]
        told += [f"{word}: {url}" for word in words if word.lower() in said]
    assert not told, "\n".join(told)
    assert opened > 60


def test_those_inside_read_it(client: Client, world: None, delegate: User) -> None:
    client.force_login(delegate)
    for url in ("/agreements/", "/spaces/", "/commitments/", f"/search/?q={ASKED}", "/actors/"):
        assert WORD in client.get(url).content.decode(), url
