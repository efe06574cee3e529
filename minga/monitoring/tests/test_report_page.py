"""A delegate reports a period on one page; one reading has a page of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from minga.base.testing import one, read, words
from minga.files.models import Attachment
from minga.monitoring.actions.decide import approve, give_back
from minga.monitoring.actions.report import report
from minga.monitoring.models import Indicator, Period, Reading
from minga.monitoring.tests.readings_cast import month, sent, several, year
from minga.people.models import User
from minga.plans.models import Plan
from minga.territory.models import Area

URL = "/monitoring/quito/report/"
LIST = "/monitoring/quito/readings/"


@pytest.fixture
def march(plan: Plan) -> Period:
    return month(plan, 3)


def key(indicator: Indicator) -> str:
    return f"r{indicator.pk}-0-0"


def page(response: object) -> LexborHTMLParser:
    return LexborHTMLParser(response.content)  # type: ignore[attr-defined]


def test_twenty_are_sent_and_the_wrong_one_stays_as_it_was_typed(
    client: Client, indicator: Indicator, march: Period, delegate: User
) -> None:
    client.force_login(delegate)
    known = several(indicator, 20)
    shown = read(client, URL)
    assert "Marzo 2026: 20 de 20 por reportar" in words(shown, "h1")
    assert len(shown.css(".m-report input[inputmode=decimal]")) == 20
    typed = {f"{key(one)}-value": f"1.{100 + at},5" for at, one in enumerate(known)}
    typed[f"{key(known[7])}-value"] = "1,866,275.79"
    answer = page(client.post(f"{URL}?period={march.pk}", {**typed, "send": "1"}))
    assert "19 enviadas; 1 por corregir." in words(answer, ".m-messages")
    assert Reading.objects.filter(status="sent").count() == 19
    assert Reading.objects.get(indicator=known[3]).value == Decimal("1103.5")
    [box] = answer.css(".m-report input[inputmode=decimal]")
    assert box.attributes["value"] == "1,866,275.79"
    assert "está escrito con otra convención: escriba como 1.866.275,79." in words(
        answer, ".invalid-feedback"
    )
    ok = client.post(
        f"{URL}?period={march.pk}", {f"{key(known[7])}-value": "1.866.275,79", "send": "1"}
    )
    assert ok.status_code == 302
    assert "todo está reportado" in words(read(client, ok.headers["Location"]), "h1")


@pytest.mark.parametrize(
    "said, why",
    [
        ("doce", "«doce» no es un número: escriba solo cifras, como 1.866.275,79."),
        ("1,23", ""),
        ("0", ""),
        ("1.5", "está escrito con otra convención"),
        ("9" * 19, "es un número demasiado largo"),
        ("1,1234567", "Escriba a lo más 6 decimales."),
        ("", "No hay nada que guardar"),
    ],
)
def test_what_is_no_number_says_so(
    client: Client, indicator: Indicator, march: Period, delegate: User, said: str, why: str
) -> None:
    client.force_login(delegate)
    answer = client.post(f"{URL}?period={march.pk}", {f"{key(indicator)}-value": said})
    assert Reading.objects.count() == (0 if why else 1)
    assert why in answer.content.decode()
    if not why:
        assert Reading.objects.get().status == "draft"  # without the button, as with Enter


def test_a_share_takes_its_two_parts(
    client: Client, ratio_indicator: Indicator, plan: Plan, delegate: User
) -> None:
    client.force_login(delegate)
    url = f"{URL}?period={year(plan).pk}"
    box = key(ratio_indicator)
    labels = [label.text(strip=True) for label in read(client, url).css(".m-report td label")]
    assert labels[:2] == ["Hogares cerca de una parada", "Hogares"]
    zero = page(client.post(url, {f"{box}-numerator": "3", f"{box}-denominator": "0"}))
    assert "El denominador no puede ser 0" in words(zero, ".invalid-feedback")
    client.post(url, {f"{box}-numerator": "1", f"{box}-denominator": "4", "send": "1"})
    assert Reading.objects.get().value == 25


def test_a_total_that_fell_asks_and_is_sent_once_confirmed(
    client: Client, indicator: Indicator, march: Period, plan: Plan, delegate: User
) -> None:
    sent(indicator, march, 120, by=delegate)
    client.force_login(delegate)
    url, box = f"{URL}?period={month(plan, 4).pk}", key(indicator)
    asked = page(client.post(url, {f"{box}-value": "110", "send": "1"}))
    assert "confirme que bajó" in words(asked, ".invalid-feedback")
    assert asked.css_first(f"input[name={box}-lower]") is not None
    client.post(url, {f"{box}-value": "110", f"{box}-lower": "1", "send": "1"})
    assert Reading.objects.filter(period__starts__month=4, status="sent").exists()


def test_notes_and_files_go_with_the_row(
    client: Client, indicator: Indicator, march: Period, delegate: User
) -> None:
    client.force_login(delegate)
    url, box = f"{URL}?period={march.pk}", key(indicator)
    bad = SimpleUploadedFile("x.bin", b"\x7fELF" + b"\0" * 60)
    answer = client.post(url, {f"{box}-value": "5", f"{box}-file": bad, "send": "1"})
    assert "aquí se reciben" in answer.content.decode()
    assert not Reading.objects.exists()
    good = SimpleUploadedFile("conteo.csv", b"mes,viajes\nmarzo,5\n")
    client.post(
        url, {f"{box}-value": "5", f"{box}-note": "Conteo manual", f"{box}-file": good, "send": "1"}
    )
    kept = Reading.objects.get()
    assert (kept.note, kept.status) == ("Conteo manual", "sent")
    file = Attachment.objects.of("monitoring.reading", kept.pk).get().file
    assert client.get(file.get_absolute_url()).status_code == 200
    assert words(read(client, kept.get_absolute_url()), ".m-files").startswith("conteo.csv")


def test_an_emptied_draft_is_thrown_away(
    client: Client, indicator: Indicator, march: Period, delegate: User
) -> None:
    report(indicator, march, value=Decimal(5), by=delegate, send=False)
    client.force_login(delegate)
    client.post(f"{URL}?period={march.pk}", {f"{key(indicator)}-value": ""})
    assert not Reading.objects.exists()


def test_each_category_and_added_area_has_a_row(
    client: Client, indicator: Indicator, march: Period, delegate: User
) -> None:
    indicator.by_area, indicator.categories = True, ["mujeres", "hombres"]
    indicator.save()
    client.force_login(delegate)
    url = f"{URL}?period={march.pk}"
    shown = read(client, url)
    assert len(shown.css(".m-report tbody tr")) == 3
    area = Area.objects.offered(indicator.plan.area_id)[0]
    typed = {f"{key(indicator)}-value": "7"}
    added = {**typed, "add": "1", "of": str(indicator.pk), "area": str(area.pk)}
    more = page(client.post(url, added))
    assert len(more.css(".m-report tbody tr")) == 6
    assert one(more, f"input[name={key(indicator)}-value]").attributes["value"] == "7"
    extra = [node.attributes["value"] for node in more.css("input[name=extra]")]
    box = next(
        node.attributes["name"]
        for node in more.css("input[inputmode=decimal]")
        if f"{area}, mujeres" in (node.attributes["aria-label"] or "")
    )
    client.post(url, {box: "4", "extra": extra, "send": "1"})
    kept = Reading.objects.get()
    assert (kept.area, kept.category) == (area, "mujeres")
    assert len(read(client, url).css(".m-report tbody tr")) == 6  # an area in use stays


def test_a_closed_period_shows_but_takes_nothing(
    client: Client, indicator: Indicator, plan: Plan, delegate: User
) -> None:
    client.force_login(delegate)
    url = f"{URL}?period={month(plan, 3, status='closed').pk}"
    assert "está cerrado; pida a la coordinación" in read(client, url).body.text()  # type: ignore[union-attr]
    assert not read(client, url).css(".m-report button")
    answer = client.post(url, {f"{key(indicator)}-value": "5", "send": "1"})
    assert "está cerrado" in answer.content.decode()
    assert not Reading.objects.exists()


def test_whoever_speaks_for_no_unit_finds_no_page(
    client: Client, indicator: Indicator, march: Period, operator: User, partner: User
) -> None:
    assert client.get(URL).headers["Location"].startswith("/accounts/login/")
    client.force_login(operator)
    assert client.get(URL).status_code == 404
    client.force_login(partner)
    assert not read(client, f"{URL}?period={march.pk}").css(".m-report")
    assert client.get(f"{URL}?unit={indicator.owner_id}").status_code == 404
    client.post(f"{URL}?period={march.pk}", {f"{key(indicator)}-value": "5", "send": "1"})
    assert not Reading.objects.exists()


def test_the_page_asks_the_same_for_three_rows_and_for_thirty(
    client: Client, indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    client.force_login(delegate)
    url = f"{URL}?period={march.pk}"
    counts, sends = [], []
    for n in (3, 30):
        Indicator.objects.exclude(pk=indicator.pk).delete()
        known = several(indicator, n)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert len(read(client, url).css(".m-report tbody tr")) == n
        counts.append(len(queries))
        typed = {f"{key(one)}-value": "5" for one in known}
        with CaptureQueriesContext(connection) as queries:
            client.post(url, {**typed, "send": "1"})
        sends.append(len(queries))
        Reading.objects.all().delete()
    assert counts[0] == counts[1]
    assert sends[1] <= sends[0]


def test_the_life_of_a_reading_on_its_page(
    client: Client, indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    reading = sent(indicator, march, 120, by=delegate)
    url = reading.get_absolute_url()
    assert "preliminar" in words(read(client, url), ".m-top")  # anybody sees it
    assert "Aprobar" not in client.get(url).content.decode()
    client.force_login(head)
    wrong = client.post(f"{url}give_back/", {"reason": " "})
    assert "Escriba qué hay que corregir" in wrong.content.decode()
    assert (
        client.post(f"{url}give_back/", {"reason": "Falta la fuente."}).headers["Location"] == url
    )
    client.force_login(delegate)
    assert "Falta la fuente." in words(read(client, url), ".alert-warning")
    bad = client.post(f"{url}correct/", {"correct-value": "ciento"})
    assert "no es un número" in bad.content.decode()
    client.post(f"{url}correct/", {"correct-value": "125"})
    assert client.post(f"{url}approve/").status_code == 404
    client.force_login(head)
    client.post(f"{url}approve/")
    client.force_login(delegate)
    shown = read(client, url)
    assert "Volvió una vez" in words(shown, "#h-ret")
    assert "120" in words(shown, "section[aria-labelledby=h-ret] td")
    made = client.post(f"{url}rectify/", {"rectify-value": "124", "rectify-reason": "Error."})
    assert made.headers["Location"] != url
    assert "vale hasta que se apruebe esta" in words(
        read(client, made.headers["Location"]), "main .m-split"
    )
    assert "rectificación en camino" in words(read(client, url), ".alert-warning")
    client.force_login(head)
    client.post(f"{made.headers['Location']}approve/")
    assert "ya no vale" in words(read(client, url), ".alert-warning")
    statuses = Reading.objects.order_by("pk").values_list("status", "value")
    assert list(statuses) == [("rectified", Decimal(125)), ("approved", Decimal(124))]


def test_a_draft_is_seen_by_its_unit_alone(
    client: Client, indicator: Indicator, march: Period, delegate: User, partner: User
) -> None:
    draft = report(indicator, march, value=Decimal(5), by=delegate, send=False)
    assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(partner)
    for verb in ("", "approve/", "give_back/", "correct/", "rectify/", "evidence/"):
        assert client.post(f"{draft.get_absolute_url()}{verb}").status_code in (404, 405)
    client.force_login(delegate)
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_a_head_may_approve_the_own_report_and_the_page_says_it(
    client: Client, indicator: Indicator, march: Period, head: User
) -> None:
    reading = sent(indicator, march, 120, by=head)
    client.force_login(head)
    assert "la historia lo dirá" in client.get(reading.get_absolute_url()).content.decode()
    client.post(f"{reading.get_absolute_url()}approve/")
    reading.refresh_from_db()
    assert (reading.status, reading.reported_by) == ("approved", reading.decided_by)


def test_those_chosen_in_the_list_are_approved_together(
    client: Client, indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    readings = [sent(one, march, 5, by=delegate) for one in several(indicator, 6)]
    client.force_login(delegate)
    assert not read(client, f"{LIST}?status=sent").css(".m-pick")
    assert client.post(f"{LIST}approve/", {"sel": readings[0].pk}).status_code == 404
    client.force_login(head)
    shown = read(client, f"{LIST}?status=sent")
    assert "6 lecturas esperan aprobación" in words(shown, "h1")
    assert len(shown.css(".m-pick")) == 6
    give_back(readings[1], reason="Falta.", by=head)
    chosen = [str(r.pk) for r in readings[:4]]
    answer = client.post(f"{LIST}approve/", {"sel": chosen, "next": LIST}, follow=True)
    said = words(page(answer), ".m-messages")
    assert "3 lecturas aprobadas." in said
    assert "La lectura de I-101, 2026-03, ya está devuelta" in said
    client.post(f"{LIST}approve/", {"all": "1", "status": "sent"})
    assert Reading.objects.filter(status="approved").count() == 5


def test_the_list_asks_the_same_for_few_and_for_many(
    client: Client, indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    client.force_login(head)
    counts = []
    for n in (3, 30):
        Indicator.objects.exclude(pk=indicator.pk).delete()
        Reading.objects.all().delete()
        for each in several(indicator, n):
            sent(each, march, 5, by=delegate)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert len(read(client, LIST).css("tbody tr")) == n
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_filters_that_mean_nothing_are_left_out(
    client: Client, indicator: Indicator, march: Period, delegate: User, head: User
) -> None:
    approve(sent(indicator, march, 5, by=delegate), by=head)
    for query in ("status=x", "period=abc", "unit=%00", "indicator=" + "9" * 30, "after=-1"):
        assert client.get(f"{LIST}?{query}").status_code == 200
    assert not read(client, f"{LIST}?status=sent").css("tbody tr")
    assert len(read(client, f"{LIST}?status=approved&period={march.pk}").css("tbody tr")) == 1
    client.force_login(delegate)
    for query in ("period=abc", f"period={10**19}", "period=0", "unit=x"):
        assert client.get(f"{URL}?{query}").status_code == 404


def test_the_page_of_an_indicator_leads_whoever_reports_it_to_what_is_open(
    client: Client, indicator: Indicator, march: Period, delegate: User
) -> None:
    way = f"a[href='{URL}?period={march.pk}']"
    assert not read(client, indicator.get_absolute_url()).css(way)
    client.force_login(delegate)
    assert words(read(client, indicator.get_absolute_url()), way) == "Reportar una lectura"
    sent(indicator, march, 100, by=delegate)
    assert not read(client, indicator.get_absolute_url()).css(way)
