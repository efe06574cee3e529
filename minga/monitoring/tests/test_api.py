"""The interface for programs: what it gives, what it takes in, and what it refuses."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.base.models import Visibility
from minga.monitoring import wire
from minga.monitoring.models import Frequency, Indicator, Period, Reading
from minga.monitoring.tests import books
from minga.people import tokens
from minga.people.models import User
from minga.people.tests.people import says
from minga.plans.models import Initiative, Plan

API = "/monitoring/api/plans/quito"
READINGS = f"{API}/readings/"


class Program:
    """Speaks for a person by a key."""

    def __init__(self, person: User) -> None:
        secret = tokens.create(person, name="prueba", days=30, by=person)[1]
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(path, query)

    def give(self, rows: object, query: str = "") -> Any:
        body = rows if isinstance(rows, bytes | str) else json.dumps(rows)
        return self.client.post(READINGS + query, body, content_type="application/json")


@pytest.fixture
def program(delegate: User) -> Program:
    return Program(delegate)


@pytest.fixture
def january(indicator: Indicator) -> Period:
    return books.month(indicator, 1)


def one(**more: Any) -> dict[str, Any]:
    return {"indicator": "I-001", "period": "2026-01", "value": 5, **more}


def test_it_takes_readings_in(
    program: Program, indicator: Indicator, ratio_indicator: Indicator, january: Period
) -> None:
    books.month(indicator, 2)
    Period.objects.create(
        plan=indicator.plan,
        frequency=Frequency.YEARLY,
        starts=datetime.date(2026, 1, 1),
        ends=datetime.date(2026, 12, 31),
        due=datetime.date(2026, 12, 31),
        status=Period.Status.OPEN,
    )
    rows = [
        one(value="123456789.000001"),
        one(period="2026-02", value=0.1, note="ñandú", send=False),
        {"indicator": "I-002", "period": "2026", "numerator": 1, "denominator": "3", "send": True},
    ]
    answer = program.give(rows)
    assert answer.status_code == 200, answer.json()
    assert [row["kind"] for row in answer.json()["outcomes"]] == ["new"] * 3
    first, second, share = Reading.objects.order_by("indicator__code", "period__starts")
    assert first.value == Decimal("123456789.000001")
    assert (second.value, second.note, second.status) == (Decimal("0.1"), "ñandú", "draft")
    assert (share.value, share.status) == (Decimal("33.333333"), "sent")
    same = program.give(rows)
    assert [row["kind"] for row in same.json()["outcomes"]] == ["same"] * 3


def test_what_is_wrong_with_one_does_not_stop_the_others(
    program: Program, indicator: Indicator, january: Period
) -> None:
    rows = [one(), one(indicator="X"), one(period="2026-07"), one(value=6), one(area="nada")]
    answer = program.give(rows)
    assert answer.status_code == 207
    outcomes = answer.json()["outcomes"]
    assert [row["kind"] for row in outcomes] == ["new", *["refused"] * 4]
    assert "No hay un indicador con el código «X»" in outcomes[1]["why"]
    assert "no está preparado" in outcomes[2]["why"]
    assert "dos veces: también en la 0" in outcomes[3]["why"]
    assert "No hay un territorio llamado «nada»" in outcomes[4]["why"]
    assert Reading.objects.get().pk == outcomes[0]["id"]


def test_all_or_nothing(program: Program, indicator: Indicator, january: Period) -> None:
    answer = program.give([one(), one(indicator="X")], "?atomic=1")
    assert answer.status_code == 422
    assert answer.json()["taken"] is False
    assert not Reading.objects.exists()
    assert program.give([one()], "?atomic=1").status_code == 200


def test_what_is_of_another_unit_or_closed_is_refused(
    program: Program, indicator: Indicator, january: Period, mobility: Any
) -> None:
    Indicator.objects.update(owner=None)
    told = program.give([one()]).json()["outcomes"][0]["why"]
    assert "no tiene unidad responsable" in told
    Indicator.objects.update(owner=mobility.unit)
    Period.objects.update(status=Period.Status.CLOSED)
    assert "está cerrado" in program.give([one()]).json()["outcomes"][0]["why"]


def test_without_a_key_nothing_is_taken(client: Client, january: Period) -> None:
    answer = client.post(READINGS, "[]", content_type="application/json")
    assert answer.status_code == 401
    assert "hace falta una clave" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "no es JSON"),
        ("{", "no es JSON"),
        (b"\xff\xfe\x00", "no es JSON"),
        ("[" * 100_000, "no es JSON"),
        ('[{"a":' * 50_000, "no es JSON"),
        ("[NaN]", "no es JSON"),
        ("9" * 5000, "no es JSON"),
        ("{}", "Mande una lista"),
        ("[]", "La lista está vacía"),
        ("[1]", "no es un objeto"),
        ([one(sorpresa=1)], "«sorpresa», que no es un campo"),
        ('[{"indicator": "I-001", "value": 5, "value": 6}]', "dice «value» dos veces"),
    ],
)
def test_what_is_malformed_is_refused_whole(
    program: Program, january: Period, body: object, why: str
) -> None:
    answer = program.give(body)
    assert answer.status_code == 400
    assert why in answer.json()["error"]
    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ([one(period=None)], "le falta «period»"),
        ([{"value": 1}], "le falta «indicator»"),
        ([one(indicator=5)], "«indicator» tiene que ser un texto"),
        ([one(note="a\0b")], "una letra que no se puede guardar"),
        ('[{"indicator": "\\ud800", "period": "2026-01"}]', "una letra que no se puede guardar"),
        ([one(indicator="x" * 41)], "más de 40 letras"),
        ([one(value=True)], "tiene que ser un número"),
        ([one(value=[1])], "tiene que ser un número"),
        ([one(value=2**64)], "demasiado largo"),
        ([one(value="1e400")], "no es un número"),
        ('[{"indicator": "I-001", "period": "2026-01", "value": 1e999999999}]', "largo"),
        ([one(value="1.866.275,79")], "escríbalo como 1866275.79"),
        ([one(value="1,5")], "escríbalo como 1866275.79"),
        ([one(value=1.0000001)], "más de 6 decimales"),
        ([one(send="sí")], "tiene que ser true o false"),
    ],
)
def test_a_wrong_value_refuses_its_reading_and_no_other(
    program: Program, january: Period, body: object, why: str
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    answer = program.give(text.rstrip()[:-1] + ", " + json.dumps(one()) + "]")
    assert answer.status_code == 207
    wrong, right = answer.json()["outcomes"]
    assert (wrong["kind"], right["kind"]) == ("refused", "new")
    assert why in wrong["why"]
    assert Reading.objects.count() == 1


def test_too_much_at_once_is_refused(program: Program, january: Period) -> None:
    assert program.give(" " * (5 * 2**20 + 1)).status_code == 413
    answer = program.give([one()] * (wire.MOST + 1))
    assert (answer.status_code, "10000 lecturas" in answer.json()["error"]) == (400, True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
NEAR = st.fixed_dictionaries(
    {"indicator": st.just("I-001") | JSON, "period": st.just("2026-01") | JSON},
    optional={field.name: JSON for field in wire.FIELDS if not field.needed},
)


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON | st.lists(NEAR, max_size=3))
def test_nothing_that_is_sent_breaks_it(program: Program, january: Period, sent: object) -> None:
    assert program.give(sent).status_code in (200, 207, 400)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["indicator", "period", "after"]), st.text(max_size=40)))
def test_nothing_that_is_asked_breaks_it(
    program: Program, january: Period, query: dict[str, str]
) -> None:
    for path in ("indicators/", "periods/", "readings/"):
        assert program.get(f"{API}/{path}", **query).status_code in (200, 400)


# --- what it gives


def test_it_gives_page_after_page(
    client: Client, indicator: Indicator, january: Period, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minga.monitoring.views.api.PAGE", 2)
    for n in range(5):
        Reading.objects.create(
            indicator=indicator, period=january, category=str(n), value=n, status="approved"
        )
    got, after = [], ""
    for _page in range(3):
        page = client.get(READINGS, {"after": after}).json()
        got += [row["value"] for row in page["readings"]]
        after = page["next"]
    assert got == ["0", "1", "2", "3", "4"]
    assert after is None


def test_it_gives_one_indicator_and_one_period(
    client: Client, indicator: Indicator, january: Period, coordinator: User
) -> None:
    books.approved(indicator, january, "1.50", coordinator)
    books.approved(indicator, books.month(indicator, 2), "2", coordinator)
    found = client.get(READINGS, {"indicator": "I-001", "period": "2026-01"}).json()["readings"]
    assert [(row["value"], row["preliminary"]) for row in found] == [("1.5", False)]
    assert client.get(READINGS, {"period": "2026-T1"}).json()["readings"] == []
    assert client.get(READINGS, {"after": "x"}).status_code == 400
    [period, _other] = client.get(f"{API}/periods/").json()["periods"]
    assert (period["name"], period["status"]) == ("2026-01", "open")
    [shown] = client.get(f"{API}/indicators/").json()["indicators"]
    assert (shown["code"], shown["initiative"], shown["base_value"]) == ("I-001", "2.3.1", "100")


def test_nobody_gets_what_is_not_theirs(
    client: Client, indicator: Indicator, january: Period, delegate: User, partner: User
) -> None:
    Reading.objects.create(indicator=indicator, period=january, value=1)
    assert client.get(READINGS).json()["readings"] == []
    assert Program(partner).get(READINGS).json()["readings"] == []
    assert len(Program(delegate).get(READINGS).json()["readings"]) == 1
    Indicator.objects.update(visibility=Visibility.INTERNAL)
    assert client.get(f"{API}/indicators/").json()["indicators"] == []
    Plan.objects.update(visibility=Visibility.INTERNAL)
    assert client.get(f"{API}/indicators/").status_code == 404
    assert "No hay un plan" in client.get(READINGS.replace("quito", "otro")).json()["error"]


def test_it_describes_itself_by_the_same_fields(
    client: Client, plan: Plan, led: Initiative
) -> None:
    said = client.get("/monitoring/api/openapi.json").json()
    post = said["paths"]["/monitoring/api/plans/{plan}/readings/"]["post"]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    assert list(schema["items"]["properties"]) == [field.name for field in wire.FIELDS]
    page = says(client.get("/monitoring/quito/api/"))
    assert all(field.name in page for field in wire.FIELDS)
    assert "minga.example" not in page  # what is shown can be pasted
    assert "testserver" not in page


def test_who_sends_without_a_key_is_told_so_and_not_shown_a_page(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(READINGS, "[]", content_type="application/json")
    assert answer.status_code == 401
    assert "hace falta una clave" in answer.json()["error"]
