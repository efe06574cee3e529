"""The whole life of a space, through its pages: from the articulation to the published act."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from minga.actors.models import Actor
from minga.commitments.models import Commitment
from minga.files.models import Attachment
from minga.notices.models import Mail, Notice
from minga.people.models import Unit, User
from minga.plans.models import Articulation, Plan
from minga.spaces.models import Member, Session, Space
from minga.spaces.tests.conftest import MESA


def post(client: Client, url: str, **data: object) -> str:
    response: Any = client.post(url, data)
    assert response.status_code == 302, response.content.decode()
    return str(response.url)


@pytest.mark.slow
@pytest.mark.django_db
def test_from_the_articulation_to_the_published_act(
    client: Client,
    plan: Plan,
    articulation: Articulation,
    coordinator: User,
    delegate: User,
    head: User,
    mobility: Actor,
    university: Actor,
) -> None:
    client.force_login(coordinator)
    unit = Unit.objects.get(name="Secretaría de Movilidad")
    form = client.get(f"/spaces/new/?articulation={articulation.pk}")
    assert MESA in form.content.decode()
    url = post(
        client,
        f"/spaces/new/?articulation={articulation.pk}",
        name=MESA,
        kind="mesa",
        unit=unit.pk,
        mandate="Acompañar la política de transporte sostenible.",
        legal_basis="Artículo 3207",
        periodicity="monthly",
        quorum_rule="majority",
        visibility="public",
    )
    space = Space.objects.get()
    assert url == f"/spaces/{space.pk}/"
    articulation.refresh_from_db()
    assert articulation.status == Articulation.Status.UNDER_WAY
    assert client.get(url).status_code == 200

    client.force_login(delegate)
    refused = client.post(f"{url}constitute/", {"on": datetime.date.today().isoformat()})
    assert "Un espacio vacío no puede tener quórum" in refused.content.decode()
    assert "Movilidad" in client.get(f"{url}members/?q=Movilidad").content.decode()
    for actor in (mobility, university):
        post(client, f"{url}members/", actor=actor.pk)
    for member in Member.objects.all():
        post(
            client,
            f"{url}members/{member.pk}/delegates/",
            name=f"Quien va por {member.actor.name}",
            email=f"delegada{member.pk}@example.org",
        )
    post(client, f"{url}constitute/", on=datetime.date.today().isoformat())
    day = datetime.date.today() + datetime.timedelta(days=10)
    room = post(
        client,
        f"{url}sessions/new/",
        day=day.isoformat(),
        starts="09:00",
        ends="11:00",
        place="Sala de demostración",
        agenda="Apertura\nPlan de ciclovías\n",
    )
    assert room == f"{url}sessions/1/"
    post(client, f"{room}call/")
    assert set(Mail.objects.exclude(calendar="").values_list("to", flat=True)) == {
        f"delegada{member.pk}@example.org" for member in Member.objects.all()
    }

    refused = client.post(f"{room}open/")
    assert "Faltan 2 instituciones con voto para el quórum" in refused.content.decode()
    came: dict[str, object] = {}
    for member in Member.objects.all():
        came |= {f"was_{member.pk}": "0", f"was_who_{member.pk}": "", f"present_{member.pk}": "on"}
    post(client, f"{room}attendance/", **came)
    post(client, f"{room}open/")
    post(client, f"{room}lines/", kind="information", text="Se presentó el avance.")
    post(client, f"{room}lines/", kind="decision", text="Se aprueba el plan de ciclovías.")
    for at in range(3):
        post(
            client,
            f"{room}lines/",
            kind="commitment",
            text=f"Entregar el informe {at}",
            actor=[mobility.pk, university.pk][at % 2],
            due=(day + datetime.timedelta(days=30)).isoformat(),
            articulation=articulation.pk,
        )
    shown = client.get(room).content.decode()
    assert "Entregar el informe 2" in shown
    assert "Hay quórum" in shown
    assert set(Commitment.objects.values_list("visibility", flat=True)) == {"internal"}
    post(client, f"{room}close/")
    articulation.refresh_from_db()
    assert articulation.status == Articulation.Status.FORMALISED
    post(client, f"{room}submit/")
    assert client.post(f"{room}approve/").status_code == 404

    client.force_login(head)
    assert Notice.objects.filter(to=head, kind="spaces.to_approve").exists()
    post(client, f"{room}give_back/", reason="Falta el lugar de la próxima sesión.")
    client.force_login(delegate)
    assert "Falta el lugar de la próxima sesión." in client.get(room).content.decode()
    post(client, f"{room}lines/", kind="information", text="La próxima será en la universidad.")
    post(client, f"{room}submit/")
    client.force_login(head)
    post(client, f"{room}approve/")
    post(client, f"{room}publish/")

    client.logout()
    act = client.get(f"{room}act/")
    text = act.content.decode()
    assert "Se aprueba el plan de ciclovías." in text
    kept = Attachment.objects.get(kind=Attachment.Kind.ACT).file
    assert kept.sha256 in text
    file: Any = client.get(kept.get_absolute_url())
    assert set(Commitment.objects.values_list("visibility", flat=True)) == {"public"}
    content = b"".join(file.streaming_content)
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    pages = pypdfium2.PdfDocument(content)
    printed = " ".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    for said in (
        MESA,
        "Se aprueba el plan de ciclovías.",
        "Entregar el informe 1",
        "Artículo 3207",
    ):
        assert said in printed
    timeline = client.get(articulation.initiative.get_absolute_url()).content.decode()
    assert "Se publicó el acta de la sesión 1" in timeline
    assert "Se constituyó" in timeline
    assert Session.objects.get().minutes == "published"
    promised = client.get(f"/commitments/{Commitment.objects.all()[0].pk}/").content.decode()
    assert "Se publicó con el acta de la sesión." in promised
