"""One of everything on Quito's plan, so that every address has something to answer about."""

from __future__ import annotations

import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone

from minga.actors.models import Actor, ActorRole, Sheet
from minga.agreements.actions import draft, life
from minga.agreements.actions.obligations import oblige
from minga.agreements.actions.sign import sign
from minga.agreements.models import Agreement
from minga.commitments import actions as commitments
from minga.desk.models import Feed, hashed
from minga.files.actions import attach
from minga.files.models import Attachment
from minga.notices.models import Mail, Notice
from minga.people.models import Role, Unit, User
from minga.plans.models import Initiative, MechanismType, Plan
from minga.spaces.actions import members, minutes, sessions, space
from minga.territory.models import Area, ShapeImport
from tests.staged_measures import stage_measures

TODAY = datetime.date.today()
Values = dict[str, Any]


def days(n: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=n)


def stage(plan: Plan) -> dict[str, Values]:
    """For each domain, or address, the values of the changing parts of its addresses."""
    coordinator = User.objects.get(memberships__role=Role.COORDINATOR)
    led = plan.initiatives.get(code="2.3.1")
    mobility = Actor.objects.get(name="Secretaría de Movilidad")
    university = Actor.objects.get(name="Universidad de demostración")
    role = ActorRole.objects.create(
        actor=university, record="plans.initiative", object_id=led.pk, role=ActorRole.Role.ADVISES
    )
    uuids = {
        "actors": Sheet.objects.create(name="actores.csv", by=coordinator).uuid,
        "territory": ShapeImport.objects.create(name="formas.geojson", by=coordinator).uuid,
    }
    token = "a" * 43
    agreement = _agreement(led, mobility, university, coordinator)
    return {
        "plans": {"pk": role.pk},
        "actors": {
            "pk": mobility.pk, "kind": "overloaded", "what": "actors", "uuid": uuids["actors"],
        },
        "agreements": agreement,
        "spaces": _space(led, mobility, university, coordinator),
        "commitments": {"pk": _commitment(led, university, coordinator), "verb": "report"},
        "files": _file(Agreement.objects.get(pk=agreement["pk"]), coordinator),
        "notices": {"record": "plans.initiative", "pk": _notice(led)},
        "notices:send_again": {"pk": Mail.objects.create(to="uno@example.org").pk},
        "territory": {
            "pk": Area.objects.order_by("pk").values_list("pk", flat=True)[0],
            "uuid": uuids["territory"],
        },
        "desk": {
            "token": token,
            "pk": Feed.objects.create(user=coordinator, token=hashed(token)).pk,
        },
        "analytics": {"name": "compliance_by_objective"},
        "analytics:file": {"name": "indicators.parquet"},
        **stage_measures(led, unit_of(mobility), coordinator),
    }  # fmt: skip


def unit_of(actor: Actor) -> Unit:
    assert actor.unit
    return actor.unit


def _agreement(led: Initiative, ours: Actor, theirs: Actor, by: User) -> Values:
    """In force, public, administered by mobility."""
    assert ours.unit
    articulation = led.articulations.get(number=1)
    made = draft.create(
        led.plan, by=by, title="Convenio de prueba", unit=ours.unit, articulations=[articulation],
        type=MechanismType.objects.get(code="convenio"), starts=days(-30), ends=days(300),
    )  # fmt: skip
    draft.add_party(made, theirs, by=by)
    party = made.parties.get(actor=theirs)
    money = draft.contribute(party, by=by, amount=Decimal(100))
    obligation = oblige(made, party, by=by, text="Entregar el informe", due=days(60))
    life.send_to_review(made, by=by)
    life.clear(made, by=by)
    for one in made.parties.all():
        sign(one, by=by, on=days(-20), note="consta en el archivo")
    life.bring_into_force(made, by=by)
    return {
        "pk": made.pk,
        "part": "text",
        "party": party.pk,
        "contribution": money.pk,
        "obligation": obligation.pk,
        "articulation": articulation.pk,
        "verb": "suspend",
    }


def _space(led: Initiative, ours: Actor, theirs: Actor, by: User) -> Values:
    """Constituted, public, with a session whose act is published."""
    assert ours.unit
    made = space.create(by=by, plan=led.plan, unit=ours.unit, name="Mesa de prueba")
    both = [members.add_member(made, actor, by=by) for actor in (ours, theirs)]
    delegate = members.add_delegate(both[1], name="Delegación de prueba", by=by)
    space.constitute(made, on=days(-10), by=by)
    began = timezone.now() - datetime.timedelta(days=1)
    held = sessions.plan(
        made, starts=began, ends=began + datetime.timedelta(hours=2), by=by,
        agenda=["Un punto"], place="Sala",
    )  # fmt: skip
    sessions.call(held, by=by)
    sessions.attend(held, {member: sessions.Came(True) for member in both}, by=by)
    sessions.open(held, by=by)
    line = minutes.add_line(held, kind="decision", text="Se aprueba", by=by)
    sessions.close(held, by=by)
    minutes.submit(held, by=by)
    minutes.approve(held, by=by)
    minutes.publish(held, by=by)
    return {
        "pk": made.pk,
        "number": held.number,
        "member": both[1].pk,
        "delegate": delegate.pk,
        "line": line.pk,
        "verb": "pause",
        "what": "spaces",
    }


def _commitment(led: Initiative, actor: Actor, by: User) -> int:
    unit = Actor.objects.get(name="Secretaría de Movilidad").unit
    return commitments.make(
        "Contar a quienes caminan", actor=actor, due=days(9), born_in=led, unit=unit,
        plan=led.plan, by=by,
    ).pk  # fmt: skip


def _file(agreement: Agreement, by: User) -> Values:
    content = BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    kept = attach(content, "prueba.pdf", agreement, Attachment.Kind.DOCUMENT, by=by).file
    return {"uuid": kept.uuid, "name": kept.name}


def _notice(led: Initiative) -> int:
    """The delegate's; to everybody else it is not there."""
    delegate = User.objects.get(memberships__role=Role.DELEGATE)
    return Notice.objects.create(
        to=delegate, kind="plans.edited", record="plans.initiative", object_id=led.pk,
        url=led.get_absolute_url(),
    ).pk  # fmt: skip
