"""What each competence, objective, unit and source is given: sums that add up and open."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.actors.models import Actor
from minga.base.kept import forget_all
from minga.monitoring.means import NONE, SEVERAL, with_competence, with_unit
from minga.monitoring.models import BudgetLine, Milestone, Post
from minga.people.models import User
from minga.plans.models import Competence, Initiative, Lead, Plan

MEANS = "/monitoring/quito/means/"
ROWS = "/monitoring/quito/budget/"


@pytest.fixture
def transit(plan: Plan) -> Competence:
    return Competence.objects.create(
        plan=plan, code="m-transito", matter="Tránsito de prueba", kind="exclusive"
    )


@pytest.fixture
def water(plan: Plan) -> Competence:
    return Competence.objects.create(
        plan=plan, code="m-agua", matter="Agua de prueba", kind="exclusive"
    )


@pytest.fixture
def lines(plan: Plan, led: Initiative, transit: Competence, water: Competence) -> list[BudgetLine]:
    """Of an initiative of one competence, one of two, one of none, and a whole objective."""
    led.articulations.update(competence=transit)
    two = plan.initiatives.with_several_articulations().exclude(pk=led.pk).first()
    assert two
    for at, articulation in enumerate(two.articulations.all()):
        articulation.competence = water if at else transit
        articulation.save(update_fields=["competence"])
    none = plan.initiatives.exclude(pk__in=[led.pk, two.pk]).last()
    assert none
    none.articulations.update(competence=None)
    made = [
        BudgetLine(initiative=led, codified=600, committed=500, accrued=300, paid=200),
        BudgetLine(initiative=led, codified=100, year=2027, source="Crédito"),
        BudgetLine(initiative=two, codified=Decimal("50.10"), accrued=50),
        BudgetLine(initiative=none, codified=25, accrued=0),
        BudgetLine(objective=led.objective, codified=10, accrued=10),
        BudgetLine(initiative=none, codified=5, code="1", competence=water, accrued=5),
    ]
    for line in made:
        line.plan = plan
        line.year = line.year or 2026
        line.save()
    return made


@pytest.mark.django_db
def test_a_line_belongs_to_its_competence_or_to_the_only_one_of_its_initiative(
    lines: list[BudgetLine], transit: Competence, water: Competence
) -> None:
    keys = [
        vars(one)["competence_key"] for one in with_competence(BudgetLine.objects.order_by("pk"))
    ]
    assert keys == [transit.pk, transit.pk, SEVERAL, NONE, NONE, water.pk]


@pytest.mark.django_db
def test_a_line_belongs_to_the_only_unit_that_leads(
    lines: list[BudgetLine], mobility: Actor, university: Actor, led: Initiative
) -> None:
    line = lines[0]
    assert university.unit

    def key() -> int:
        return int(vars(with_unit(BudgetLine.objects.filter(pk=line.pk)).get())["unit_key"])

    assert key() == mobility.unit_id
    second = Lead.objects.create(initiative=led, unit=university.unit, confirmed=False)
    assert key() == mobility.unit_id
    Lead.objects.filter(pk=second.pk).update(confirmed=True)
    assert key() == SEVERAL
    BudgetLine.objects.filter(pk=line.pk).update(unit=university.unit)
    assert key() == university.unit_id


@pytest.mark.django_db
def test_the_sums_add_up_to_the_plan_whichever_way(client: Client, lines: list[BudgetLine]) -> None:
    for by in ("competence", "objective", "unit", "source"):
        for query in ("", "&year=2026", "&source=-", "&year=2027"):
            context = client.get(f"{MEANS}?by={by}{query}").context
            assert context["agrees"], (by, query)
            assert context["rows"], (by, query)
    context = client.get(MEANS).context
    assert context["whole"].sums.amounts == {
        "codified": Decimal("790.10"),
        "committed": Decimal(500),
        "accrued": Decimal(365),
        "paid": Decimal(200),
    }
    assert context["title"] == "«Tránsito de prueba» recibe USD 700 de 790"


@pytest.mark.django_db
def test_every_number_opens_the_rows_that_it_adds_up(
    client: Client, lines: list[BudgetLine]
) -> None:
    for by in ("competence", "objective", "unit", "source"):
        for row in client.get(f"{MEANS}?by={by}&year=2026").context["rows"]:
            opened = client.get(row.url).context
            assert opened["total"] == row.sums.lines, (by, row.label)
            assert opened["sums"].amounts == row.sums.amounts, (by, row.label)


@pytest.mark.django_db
def test_what_is_not_known_is_not_zero(client: Client, lines: list[BudgetLine]) -> None:
    rows = {row.label: row for row in client.get(MEANS).context["rows"]}
    assert rows["Varias competencias"].sums.amounts["committed"] is None
    assert rows["Sin competencia"].sums.amounts["accrued"] == 10
    transit = rows["Tránsito de prueba"]
    assert transit.sums.done is None  # one of its two lines does not say
    assert [cell["missing"] for cell in transit.cells] == [0, 1, 1, 1]
    assert rows["Agua de prueba"].sums.done == 1


@pytest.mark.django_db
def test_currencies_are_never_added_up(
    client: Client, lines: list[BudgetLine], led: Initiative
) -> None:
    BudgetLine.objects.create(
        plan=led.plan, initiative=led, year=2026, codified=9999, currency="EUR"
    )
    assert client.get(MEANS).context["whole"].sums.codified == Decimal("790.10")
    assert client.get(MEANS + "?currency=EUR").context["whole"].sums.codified == 9999


@pytest.mark.django_db
def test_lines_of_hidden_initiatives_are_in_no_public_sum(
    client: Client, lines: list[BudgetLine], led: Initiative, delegate: User, partner: User
) -> None:
    led.visibility = "internal"
    led.save(update_fields=["visibility"])
    for person in (None, partner):
        if person:
            client.force_login(person)
        response = client.get(MEANS)
        assert response.context["whole"].sums.codified == Decimal("90.10")
        assert "Suma solo las líneas que usted puede ver." in response.content.decode()
        assert client.get(ROWS).context["total"] == 4
    client.force_login(delegate)
    assert client.get(MEANS).context["whole"].sums.codified == Decimal("790.10")


@pytest.mark.django_db
def test_people_are_told_in_full_time_by_year(
    client: Client, plan: Plan, led: Initiative, mobility: Actor, transit: Competence
) -> None:
    assert mobility.unit
    led.articulations.update(competence=transit)
    for count, share, initiative in ((3, "0.5", led), (1, "0.25", None)):
        Post.objects.create(
            plan=plan,
            unit=mobility.unit,
            name=f"Puesto {count}",
            initiative=initiative,
            year=2026,
            count=count,
            share=Decimal(share),
        )
    people = client.get(MEANS).context["people"]
    told = {label: cells[0]["amount"] for label, cells in people["rows"]}
    assert told == {"Tránsito de prueba": Decimal("1.5"), "Sin competencia": Decimal("0.25")}
    assert people["sums"][0]["amount"] == Decimal("1.75")
    for label, cells in people["rows"]:
        assert client.get(cells[0]["url"]).context["fte"] == told[label]
    by_objective = client.get(MEANS + "?by=objective").context["people"]["rows"]
    for _label, cells in by_objective:
        assert client.get(cells[0]["url"]).context["fte"] == cells[0]["amount"]


@pytest.mark.django_db
def test_the_drawing_has_its_table_and_keeps_to_the_rules_of_the_page(
    client: Client, lines: list[BudgetLine]
) -> None:
    page = client.get(MEANS).content.decode()
    assert "La tabla de este gráfico" in page
    assert not re.search(r"<[^>]+ style=", page)
    drawn = re.findall(r'<rect class="k-all"[^>]*height="([\d.]+)"', page)
    assert max(map(float, drawn)) == 80
    assert "Sin línea" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["?by=%00", "?year=9999999", "?currency=XXX", "?by=persons&year=-1", "?source=%00&unit=1e9"],
)
def test_an_odd_address_shows_the_page(client: Client, lines: list[BudgetLine], query: str) -> None:
    for url in (MEANS, ROWS, "/monitoring/quito/posts/", "/monitoring/quito/milestones/"):
        assert client.get(url + query).status_code == 200


@pytest.mark.django_db
def test_a_plan_without_lines_says_so(client: Client, plan: Plan) -> None:
    page = client.get(MEANS).content.decode()
    assert "Todavía no se sabe con qué se hace el plan" in page
    assert "Sin línea declarada" in page


def many(plan: Plan, unit: int, n: int, first: int) -> None:
    initiatives = list(plan.initiatives.all()[:20])
    for at in range(first, first + n):
        one = initiatives[at % 20]
        BudgetLine.objects.create(plan=plan, initiative=one, year=2026, code=f"c{at}", codified=at)
        Post.objects.create(plan=plan, unit_id=unit, name=f"P{at}", initiative=one, year=2026)
        Milestone.objects.create(
            initiative=one, name=f"H{at}", due="2026-01-01", first_due="2026-01-01"
        )


@pytest.mark.slow
@pytest.mark.django_db
def test_the_pages_cost_the_same_with_many(
    plan: Plan,
    led: Initiative,
    mobility: Actor,
    partner: User,
    delegate: User,
    head: User,
    coordinator: User,
) -> None:
    assert mobility.unit_id
    pages = (
        *(MEANS, MEANS + "?by=unit&year=2026", ROWS, ROWS + "?competence=0&unit=-1"),
        *("/monitoring/quito/posts/", "/monitoring/quito/milestones/", led.get_absolute_url()),
    )

    def counts(person: User | None) -> list[int]:
        client = Client()
        if person:
            client.force_login(person)
        found = []
        for url in pages:
            forget_all()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    people = [None, partner, delegate, head, coordinator]
    for initiative in plan.initiatives.all()[:20]:
        assert initiative
    many(plan, mobility.unit_id, 20, 0)
    many_of_led = [("a", 1), ("b", 2)]
    for name, at in many_of_led:
        Milestone.objects.create(
            initiative=led, name=name, due="2026-01-01", first_due="2026-01-01", weight=at
        )
        BudgetLine.objects.create(plan=plan, initiative=led, year=2026, code=name, codified=at)
    few = [counts(person) for person in people]
    many(plan, mobility.unit_id, 27, 20)
    assert [counts(person) for person in people] == few
    assert max(max(row[:-1]) for row in few) <= 24


@pytest.mark.django_db
def test_a_drawing_of_one_year_is_of_that_year_alone(
    client: Client, lines: list[BudgetLine]
) -> None:
    charts = client.get(MEANS + "?year=2027").context["charts"]
    assert [(c.label, c.sums.codified, c.bars[0].height) for c in charts] == [
        ("Tránsito de prueba", 100, "80.0")
    ]


@pytest.mark.django_db
def test_a_sum_says_of_how_many_lines_it_is(client: Client, lines: list[BudgetLine]) -> None:
    assert "(1 de 6 líneas)" in client.get(ROWS).content.decode()
