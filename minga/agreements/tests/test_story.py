"""The whole life of an agreement, told through its pages."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minga.actors.models import Actor
from minga.agreements.actions.daily import daily
from minga.agreements.models import Agreement
from minga.agreements.tests.conftest import TODAY, days
from minga.base.testing import Piece, read, words
from minga.commitments.models import Commitment
from minga.notices.models import Notice
from minga.people.models import User
from minga.plans.models import Articulation, MechanismType


def kinds_of(user: User) -> list[str]:
    return sorted(set(Notice.objects.filter(to=user).values_list("kind", flat=True)))


def buttons(page: Piece) -> list[str]:
    found = page.css(".m-top .m-actions .btn")
    return [" ".join(node.text().split()) for node in found]


@pytest.mark.slow
def test_it_lives_from_the_draft_to_the_archive(
    client: Client,
    articulation: Articulation,
    kind: MechanismType,
    mobility: Actor,
    university: Actor,
    delegate: User,
    head: User,
    partner: User,
) -> None:
    # the delegate prepares it from the articulation: type, title and unit come filled in
    client.force_login(delegate)
    page = read(client, f"/agreements/new/?articulation={articulation.pk}")
    assert words(page, "#id_unit option[selected]") == "Secretaría de Movilidad"
    assert words(page, "#id_title") == articulation.initiative.name
    said = {
        "title": "Viajes a pie",
        "type": str(kind.pk),
        "object": "Contar a quienes caminan.",
        "unit": str(mobility.unit_id),
        "starts": str(TODAY),
        "ends": str(days(400)),
        "renewal": "none",
    }
    response = client.post(f"/agreements/new/?articulation={articulation.pk}", said)
    agreement = Agreement.objects.get()
    assert response.headers["Location"] == f"/agreements/{agreement.pk}/"
    here = f"/agreements/{agreement.pk}/"
    articulation.refresh_from_db()
    assert articulation.status == "under_way"

    # its parties, money and an obligation
    page = read(client, f"{here}parties/", {"q": "universidad de demostración"})
    assert "Añadir como parte" in words(page, ".m-choose form[method=post] button")
    client.post(f"{here}parties/", {"actor": university.pk})
    own, other = agreement.parties.order_by("pk")
    assert (own.actor, other.actor) == (mobility, university)
    client.post(f"{here}parties/{own.pk}/contribute/", {"amount": "12500,50", "source": "Plan"})
    client.post(f"{here}parties/{other.pk}/", {"signatory": "Rectora", "position": "Rectora"})
    monthly = {"party": other.pk, "text": "Informe", "due": str(days(10)), "recurrence": "monthly"}
    client.post(f"{here}obligations/add/", monthly)
    page = read(client, here)
    assert "12.500,50" in words(page, "#dinero tfoot")
    assert buttons(page) == ["Enviar a revisión jurídica"]

    # review: the head hears of it, gives it back with a reason, and the delegate reads it
    client.post(f"{here}step/send_to_review/")
    assert "agreements.to_review" in kinds_of(head)
    assert buttons(read(client, here)) == []
    client.force_login(head)
    assert buttons(read(client, here)) == ["Dar paso a la firma", "Devolver para corregir"]
    assert "Escriba la razón" in words(
        _posted(client, f"{here}step/give_back/", {"reason": " "}), ".m-field.is-invalid"
    )
    client.post(f"{here}step/give_back/", {"reason": "Falta el anexo."})
    client.force_login(delegate)
    assert "agreements.given_back" in kinds_of(delegate)
    assert "Falta el anexo." in words(read(client, here), ".m-top .alert")
    client.post(f"{here}step/send_to_review/")
    client.force_login(head)
    client.post(f"{here}step/clear/")
    assert Agreement.objects.get().status == "to_sign"

    # signatures: the head for the unit, and the document of the university is recorded
    page = read(client, here)
    assert buttons(page) == ["Devolver para corregir"]
    client.post(f"{here}parties/{own.pk}/sign/", {"on": str(TODAY)})
    refused = _posted(client, f"{here}parties/{other.pk}/sign/", {"on": str(TODAY)})
    assert "adjunte el documento firmado" in words(refused, ".m-field.is-invalid")
    document = SimpleUploadedFile("firmado.pdf", b"%PDF-1.4\n%firmado\n%%EOF\n", "application/pdf")
    client.post(f"{here}parties/{other.pk}/sign/", {"on": str(TODAY), "document": document})
    page = read(client, here)
    assert "2 de 2 partes firmaron" in words(page, "#partes caption")
    assert "firmado.pdf" in words(page, "#doc")
    assert buttons(page) == ["Poner en vigor", "Devolver para corregir"]

    # in force: the articulation is formal, and what is owed has its days
    client.post(f"{here}step/bring_into_force/")
    articulation.refresh_from_db()
    assert articulation.status == "formalised"
    assert Commitment.objects.filter(record="agreements.obligation").count() == 12
    assert "agreements.in_force" in kinds_of(partner)
    page = read(client, here)
    assert "1 articulación deja de estar formalizada" in words(page, "#art .alert")

    # an alert by the present term; extended, it is not warned of until the new one is near
    daily(days(345))
    assert Notice.objects.filter(to=partner, kind="agreements.lapsing").count() == 1
    client.post(f"{here}extend/", {"signed_on": str(TODAY), "ends": str(days(800))})
    assert Agreement.objects.get().term_ends == days(800)
    daily(days(401))
    assert Agreement.objects.get().status == "in_force"
    assert Notice.objects.filter(to=partner, kind="agreements.lapsing").count() == 1

    # a pause with its reason, seen by a visitor too
    client.post(f"{here}step/suspend/", {"reason": "Obras en la vía."})
    articulation.refresh_from_db()
    assert articulation.status == "under_way"
    assert "Obras en la vía." in words(read(Client(), here), ".m-top .alert")
    client.post(f"{here}step/resume/")

    # the day comes
    daily(days(801))
    assert Agreement.objects.get().status == "lapsed"
    articulation.refresh_from_db()
    assert articulation.status == "planned"
    client.post(f"{here}step/settle/")
    client.post(f"{here}step/archive/")
    page = read(client, here)
    assert words(page, ".m-factline .m-state") == "Archivado"
    assert buttons(page) == []
    story = words(page, ".m-time")
    for told in ("Preparó el borrador", "Firmó", "Entró en vigor", "Se prorrogó", "Venció"):
        assert told in story

    # and its initiative tells it too
    timeline = words(read(client, articulation.initiative.get_absolute_url()), "#linea")
    assert "entró en vigor" in timeline
    assert "venció" in timeline


def _posted(client: Client, url: str, data: dict[str, str]) -> Piece:
    from selectolax.lexbor import LexborHTMLParser

    response = client.post(url, data)
    assert response.status_code == 200
    return LexborHTMLParser(response.content)


def test_what_the_day_brings_is_told_in_figures(in_force: Agreement) -> None:
    assert in_force.signed_on == days(-20)
    assert isinstance(in_force.term_ends, datetime.date)


def test_who_signs_in_may_silence_an_agreement_and_comes_back_to_it(
    client: Client, in_force: Agreement, partner: User
) -> None:
    here = in_force.get_absolute_url()
    assert not read(client, here).css(".m-mute")
    client.force_login(partner)
    assert "Silenciar avisos" in words(read(client, here), ".m-mute button")
    url = f"/notices/mute/agreements.agreement/{in_force.pk}/"
    assert client.post(url, {"next": here}).headers["Location"] == here
    assert "Volver a recibir" in words(read(client, here), ".m-mute button")
