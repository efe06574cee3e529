"""Who works with whom on a large plan, made up: `python -m minga.bench.fill_coordination`."""

from __future__ import annotations

import datetime
import json
import random
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

from minga.bench.cast import Cast, Sizes, actors, people, roles, units

CODE = "medido"
ASKED = 5  # people of each role whose pages are asked for, those with most to do first


def fill(initiatives: int) -> Cast:
    """The same plan, people and agreements for the same number and the same day."""
    from minga.base import bulk
    from minga.bench.fill_agreements import agreements
    from minga.bench.fill_spaces import spaces
    from minga.plans.models import Articulation
    from minga.plans.testing_plans import make_plan, pieces

    chance = random.Random(f"coordination {initiatives}")  # noqa: S311 (nothing secret)
    cast = Cast(chance, Sizes(initiatives), datetime.date.today(), pieces())
    cast.plan = make_plan(initiatives, code=CODE)
    cast.articulations = list(Articulation.objects.order_by("pk").values_list("pk", flat=True))
    units(cast)
    people(cast)
    actors(cast)
    roles(cast)
    agreements(cast)
    spaces(cast)
    settle()
    nothing_left_for_today(cast.today)
    bulk.measure()
    return cast


def settle() -> None:
    """The state of each articulation, as it follows from the agreements made."""
    from minga.agreements.models import Agreement, Formalises
    from minga.plans.models import Articulation

    formal = Formalises.objects.filter(agreement__status=Agreement.Status.IN_FORCE)
    begun = Formalises.objects.filter(agreement__status__in=Agreement.BEFORE)
    for status, found in (("under_way", begun), ("formalised", formal)):
        Articulation.objects.filter(pk__in=found.values("articulation")).update(status=status)


def nothing_left_for_today(today: datetime.date) -> None:
    """The worker that runs beside the pages has nothing to do while they are measured."""
    from minga.base.domain import offered
    from minga.notices.models import DayDone

    DayDone.objects.bulk_create(
        DayDone(name=name, day=today, finished=True) for name in offered("daily")
    )


# --- whose pages are asked for


def sessions(cast: Cast) -> dict[str, list[str]]:
    """Session keys of people of each role who are signed in, those with most to do first."""
    return {
        role: [signed_in(person) for person in islice(everyone, ASKED)]
        for role, everyone in cast.people.items()
    }


def signed_in(person: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def things(cast: Cast) -> dict[str, list[int]]:
    """Those with most in them that a visitor may see."""
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Count

    from minga.actors.models import Actor
    from minga.agreements.models import Agreement

    visitor = AnonymousUser()
    agreements = Agreement.objects.visible_to(visitor).live().filter(unit=cast.units[0])
    actors = Actor.objects.visible_to(visitor)
    return {
        name: list(
            found.annotate(n=Count(what)).order_by("-n", "pk").values_list("pk", flat=True)[:ASKED]
        )
        for name, found, what in (
            ("agreement", agreements, "obligations"),
            ("actor", actors, "parties"),
        )
    }


def counts() -> dict[str, int]:
    from django.apps import apps

    tables = (
        *("people.User", "people.Unit", "actors.Actor", "actors.ActorRole"),
        *("plans.Initiative", "plans.Articulation", "agreements.Agreement", "agreements.Party"),
        *("agreements.Obligation", "commitments.Commitment", "spaces.Space", "spaces.Session"),
        *("spaces.Line", "base.Entry", "notices.Notice", "files.Attachment"),
    )
    return {name: apps.get_model(name)._default_manager.count() for name in tables}


def flat_register(flat: Path) -> None:
    """The agreements that a visitor sees, as one table for Datasette."""
    import sqlite3

    from django.contrib.auth.models import AnonymousUser

    from minga.agreements.models import Agreement, Party

    named: dict[int, list[str]] = {}
    for agreement, name in Party.objects.order_by("pk").values_list("agreement", "actor__name"):
        named.setdefault(agreement, []).append(name)
    columns = (
        *("id", "number", "title", "object", "type__label_es", "unit__name", "status"),
        *("starts", "term_ends", "amount"),
    )
    rows = Agreement.objects.visible_to(AnonymousUser()).order_by("pk").values_list(*columns)
    database = sqlite3.connect(flat)
    database.executescript(
        "create table agreements (id integer primary key, number text, title text, object text,"
        " type text, unit text, status text, starts text, term_ends text, amount real,"
        " parties text)"
    )
    database.executemany(
        f"insert into agreements values ({', '.join('?' * 11)})",  # noqa: S608
        (
            (
                *row[:7],
                *(str(day) if day else None for day in row[7:9]),
                float(row[9]),
                "; ".join(named.get(row[0], ())),
            )
            for row in rows.iterator()
        ),
    )
    database.executescript(
        "create virtual table agreements_fts using fts5(number, title, object, parties,"
        " content=[agreements], content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2');"
        "insert into agreements_fts(agreements_fts) values ('rebuild');"
        "create index agreements_status on agreements (status)"
    )
    database.commit()
    database.execute("vacuum")
    database.close()


def main(initiatives: int, flat: Path | None) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, skip_checks=True)
    began = time.perf_counter()
    cast = fill(initiatives)
    took = time.perf_counter() - began
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")  # what autovacuum does a minute later
    if flat and not flat.exists():
        flat_register(flat)
    said = {"sessions": sessions(cast), "things": things(cast), "rows": counts()}
    print(json.dumps({"seconds": took, **said}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
