"""Storing many rows: the same rows that Django's own way stores, on both databases."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from minga.base import bulk
from minga.base.models import Visibility
from minga.intake.models import Document
from minga.plans.models import Articulation, Initiative, MechanismType, MechanismUse, Plan

pytestmark = pytest.mark.django_db


def initiative(plan: Plan, number: int) -> Initiative:
    return Initiative(
        plan=plan,
        objective=plan.objectives.get(code="1.1"),
        number=number,
        code=f"1.1.{number}",
        position=number,
        name=f"Ñandú {number}\n\t\\N",
        visibility=Visibility.INTERNAL,
        starts=datetime.date(2027, 1, 31),
        source={"name": {"text": "«ñ»", "lines": [1]}},
    )


def stored(thing: Any) -> dict[str, Any]:
    row: dict[str, Any] = type(thing).objects.filter(pk=thing.pk).values().get()
    return {name: value for name, value in row.items() if name not in ("id", "uuid")}


def test_it_stores_what_bulk_create_stores(plan: Plan) -> None:
    (one,) = Initiative.objects.bulk_create([initiative(plan, 501)])
    expected = stored(one)
    one.delete()
    other = initiative(plan, 501)
    assert bulk.create(Initiative, [other]) == 1
    assert stored(other) == expected
    assert Initiative.objects.get(uuid=other.uuid) == other
    assert not other._state.adding


def test_keys_go_on_after_it(plan: Plan) -> None:
    made = [initiative(plan, number) for number in range(501, 504)]
    bulk.create(Initiative, made)
    assert [thing.pk for thing in made] == [made[0].pk + n for n in range(3)]
    after = initiative(plan, 504)
    after.save()
    assert after.pk == made[-1].pk + 1


def test_a_row_may_refer_to_what_gets_its_key_only_now(plan: Plan) -> None:
    articulation = Articulation(initiative=plan.initiatives.earliest("pk"), number=9)
    use = MechanismUse(
        articulation=articulation, mechanism=MechanismType.objects.earliest("pk"), position=1
    )
    bulk.create(Articulation, [articulation])
    bulk.create(MechanismUse, [use])
    assert list(articulation.uses.all()) == [use]


def test_times_are_filled_in(db: None) -> None:
    document = Document(sha256="a" * 64, name="x", media_type="text/csv", size=1)
    bulk.create(Document, [document])
    assert Document.objects.get(pk=document.pk).added_at == document.added_at is not None


def test_the_rules_of_the_tables_hold(plan: Plan) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.create(Initiative, [initiative(plan, 501), initiative(plan, 501)])
    assert not Initiative.objects.filter(number=501).exists()


def test_nothing_is_asked_for_nothing(db: None) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert bulk.create(Initiative, []) == 0
    assert not [query for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
