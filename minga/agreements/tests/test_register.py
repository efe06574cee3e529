"""The register: by state, filters, search, the next page by key, downloads, the days of ends."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from minga.actors.models import Actor
from minga.agreements.filters import PAGE
from minga.agreements.models import Agreement
from minga.agreements.tests.conftest import TODAY, days
from minga.base.testing import next_page, read, words
from minga.people.models import User
from minga.plans.models import Articulation, Plan


def titles(page: LexborHTMLParser) -> list[str]:
    return [" ".join(a.text().split()) for a in page.css("th.name a[data-key]")]


@pytest.fixture
def some(in_force: Agreement) -> list[Agreement]:
    """Sixty more in force, one ending each day; every tenth has no end."""
    return [
        Agreement.objects.create(
            plan=in_force.plan,
            unit=in_force.unit,
            type=in_force.type,
            title=f"Otro {n:02d}",
            status="in_force",
            signed_on=TODAY,
            starts=TODAY,
            ends=None if n % 10 == 0 else days(n),
            indefinite=n % 10 == 0,
            term_ends=None if n % 10 == 0 else days(n),
        )
        for n in range(60)
    ]


@pytest.mark.parametrize("sort", ["", "ends"])
def test_page_after_page_shows_each_once(client: Client, some: list[Agreement], sort: str) -> None:
    url, seen = f"/agreements/?sort={sort}", []
    while url:
        page = read(client, url)
        shown = titles(page)
        assert len(shown) <= PAGE
        seen += shown
        url = next_page(page)
    assert len(seen) == len(set(seen)) == 61
    if sort == "ends":
        assert seen[:3] == ["Otro 01", "Otro 02", "Otro 03"]
        assert set(seen[-6:]) == {f"Otro {n:02d}" for n in range(0, 60, 10)}


def test_each_filter_narrows_it(
    client: Client, in_force: Agreement, some: list[Agreement], university: Actor, plan: Plan
) -> None:
    code = in_force.articulations.get().initiative.objective.code
    mine = [in_force.title]
    for query in (f"actor={university.pk}", f"objective={code}", "q=estudiar+viajes"):
        assert titles(read(client, f"/agreements/?{query}")) == mine, query
    above = plan.objectives.get(code=code).parent
    assert above
    assert titles(read(client, f"/agreements/?objective={above.code}")) == mine
    assert len(titles(read(client, "/agreements/?within=30&sort=ends"))) == PAGE
    assert titles(read(client, "/agreements/?status=draft")) == []
    assert len(titles(read(client, f"/agreements/?unit={in_force.unit_id}"))) == PAGE
    assert titles(read(client, f"/agreements/?actor={university.pk}&type=convenio")) == mine
    assert titles(read(client, f"/agreements/?actor={university.pk}&type=alianza")) == []


def test_what_means_nothing_is_left_out(client: Client, in_force: Agreement) -> None:
    for query in ("status=x", "unit=x", "within=-1", "month=2027-13", "after=x", "sort=x"):
        assert titles(read(client, f"/agreements/?{query}")) == [in_force.title]
    assert titles(read(client, "/agreements/?objective=none")) == []
    assert read(client, "/agreements/?q=%00").css_first(".m-empty")
    assert client.get("/agreements/?plan=none").status_code == 404


def test_the_chips_count_each_state(client: Client, agreement: Agreement, head: User) -> None:
    client.force_login(head)
    page = read(client, "/agreements/")
    chips = [" ".join(node.text().split()) for node in page.css(".m-chip")]
    assert chips == ["Todos 1", "Borrador 1"]


def test_nothing_there_says_where_to_begin(client: Client, plan: Plan) -> None:
    assert "Todavía no hay convenios" in words(read(client, "/agreements/"), ".m-empty")


def test_it_is_taken_away_as_it_is_narrowed(
    client: Client, in_force: Agreement, some: list[Agreement], university: Actor
) -> None:
    url = f"/agreements/register.csv?actor={university.pk}"
    rows = list(csv.DictReader(io.StringIO(client.get(url).getvalue().decode())))
    assert [row["title"] for row in rows] == [in_force.title]
    row = rows[0]
    assert row["parties"] == "Secretaría de Movilidad; Universidad de demostración"
    assert (row["amount"], row["term_ends"]) == ("1500.50", str(days(335)))
    assert row["uuid"] == str(in_force.uuid)
    table = json.loads(client.get("/agreements/register.json").getvalue())
    assert len(table["rows"]) == 61
    assert client.get("/agreements/register.xlsx").getvalue()[:2] == b"PK"
    assert client.get("/agreements/register.exe").status_code == 404


def test_the_months_in_which_terms_end(
    client: Client, in_force: Agreement, some: list[Agreement]
) -> None:
    page = read(client, "/agreements/expiry/")
    counts = [int(node.text()) for node in page.css(".m-chart tbody td")]
    assert (len(counts), sum(counts)) == (24, 55)
    assert "6 no tienen plazo de fin" in words(page, "figcaption")
    link = page.css_first(".m-chart tbody a")
    assert link is not None
    month = read(client, link.attributes["href"] or "")
    assert len(titles(month)) == min(PAGE, next(n for n in counts if n))
    quarters = read(client, "/agreements/expiry/?by=quarter")
    assert sum(int(node.text()) for node in quarters.css(".m-chart tbody td")) == 55


def test_the_days_of_a_month(client: Client, in_force: Agreement) -> None:
    ends = in_force.term_ends
    assert ends
    page = read(client, f"/agreements/calendar/?month={ends:%Y-%m}")
    cell = next(td for td in page.css(".m-month td") if td.css_first(f"time[datetime='{ends}']"))
    assert "Vence: Convenio para estudiar" in " ".join(cell.text().split())
    notice = days(335 - 60)
    page = read(client, f"/agreements/calendar/?month={notice:%Y-%m}")
    assert "Empieza el aviso de fin" in words(page, ".m-monthlist")
    assert read(client, "/agreements/calendar/?month=nonsense")


def test_articulations_are_found_by_code_and_by_words(
    client: Client, agreement: Agreement, delegate: User, plan: Plan
) -> None:
    client.force_login(delegate)
    wanted = Articulation.objects.get(
        initiative__plan=plan, initiative__name__contains="Rio San Pedro"
    )
    here = f"/agreements/{agreement.pk}/articulations/"
    for q in (wanted.initiative.code, "recuperacion san pedro"):
        page = read(client, here, {"q": q})
        found = [b.attributes["value"] for b in page.css("button[name=articulation]")]
        assert str(wanted.pk) in found
    client.post(here, {"articulation": wanted.pk})
    assert agreement.articulations.count() == 2
    client.post(f"{here}{wanted.pk}/unlink/")
    assert agreement.articulations.count() == 1


def test_an_actor_is_found_among_thousands_without_a_script(
    client: Client, agreement: Agreement, delegate: User, university: Actor
) -> None:
    Actor.objects.bulk_create(Actor(name=f"Fundación {n:04d}") for n in range(2000))
    client.force_login(delegate)
    here = f"/agreements/{agreement.pk}/parties/"
    page = read(client, here, {"q": "fundación"})
    assert len(page.css(".m-choose .m-answers li")) == 15
    assert "Hay más" in words(page, ".m-choose")
    page = read(client, here, {"q": "Fundación 0777"})
    buttons = page.css(".m-choose button[name=actor]")
    assert len(buttons) == 1
    client.post(here, {"actor": buttons[0].attributes["value"]})
    assert agreement.parties.filter(actor__name="Fundación 0777").exists()
    assert "Nadie se llama" in words(read(client, here, {"q": university.name}), ".m-choose")
    assert client.post(here, {"actor": "9" * 30}).status_code == 404
