"""What is refused, each in one sentence, with nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from minga.actors.models import Actor
from minga.agreements.actions import amend, draft, life, obligations
from minga.agreements.actions.sign import sign
from minga.agreements.models import Agreement, Party
from minga.agreements.tests.conftest import brought_into_force, days, read
from minga.base import history
from minga.base.steps import Refused
from minga.people.models import User
from minga.plans.models import Articulation, Initiative, MechanismType, Plan


def party(agreement: Agreement, actor: Actor) -> Party:
    return Party.objects.select_related("actor", "agreement").get(agreement=agreement, actor=actor)


def refuses(words: str, act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    with pytest.raises(Refused, match=words):
        act(*args, **kwargs)


def test_an_end_before_the_start(agreement: Agreement, delegate: User) -> None:
    refuses(
        "anterior a la de inicio",
        *(draft.edit, agreement),
        by=delegate,
        version=agreement.version,
        ends=days(-31),
    )
    assert read(agreement).ends == days(335)


def test_a_person_reads_it_beside_the_field(
    client: Client, agreement: Agreement, delegate: User
) -> None:
    client.force_login(delegate)
    said = {
        "version": agreement.version,
        "title": agreement.title,
        "type": agreement.type_id,
        "unit": agreement.unit_id,
        "starts": str(days(10)),
        "ends": str(days(9)),
        "renewal": "none",
    }
    answer = client.post(f"/agreements/{agreement.pk}/edit/text/", said)
    assert answer.status_code == 200
    assert "anterior a la de inicio" in answer.content.decode()
    assert "hay 1 dato por corregir" in answer.content.decode()


def test_an_indefinite_one_with_an_end(agreement: Agreement, delegate: User) -> None:
    refuses(
        "Es indefinido y tiene fin",
        *(draft.edit, agreement),
        by=delegate,
        version=agreement.version,
        indefinite=True,
    )


def test_a_renewal_that_does_not_say_for_how_long(agreement: Agreement, delegate: User) -> None:
    refuses(
        "por cuántos meses",
        *(draft.edit, agreement),
        by=delegate,
        version=agreement.version,
        renewal="automatic",
    )


def test_the_number_of_another(
    agreement: Agreement, delegate: User, kind: MechanismType, plan: Plan
) -> None:
    assert draft.edit(agreement, by=delegate, version=agreement.version, number="C-1")
    refuses(
        "ya tiene ese número",
        *(draft.create, plan),
        by=delegate,
        title="Otro",
        type=kind,
        unit=agreement.unit,
        number="C-1",
    )
    assert Agreement.objects.count() == 1


def test_the_second_of_two_people_who_edit(agreement: Agreement, delegate: User) -> None:
    stale = read(agreement)
    assert draft.edit(agreement, by=delegate, version=agreement.version, title="El primero")
    refuses(
        "Otra persona cambió",
        *(draft.edit, stale),
        by=delegate,
        version=stale.version,
        title="El segundo",
    )
    assert read(agreement).title == "El primero"


def test_signing_without_two_parties(
    agreement: Agreement, university: Actor, mobility: Actor, delegate: User, head: User
) -> None:
    draft.remove_party(party(agreement, university), by=delegate)
    life.send_to_review(agreement, by=delegate)
    refuses("al menos dos partes", life.clear, agreement, by=head)
    assert read(agreement).status == "review"
    Agreement.objects.filter(pk=agreement.pk).update(status="to_sign")
    only = party(agreement, mobility)
    refuses("al menos dos partes", sign, only, by=head, on=days(0))
    refuses("al menos dos partes", life.bring_into_force, read(agreement), by=head)


def test_a_signature_before_the_review(agreement: Agreement, mobility: Actor, head: User) -> None:
    refuses("falta la revisión", sign, party(agreement, mobility), by=head, on=days(0))


def test_a_signature_on_a_day_to_come(to_sign: Agreement, mobility: Actor, head: User) -> None:
    refuses("todavía no llega", sign, party(to_sign, mobility), by=head, on=days(1))
    assert not to_sign.parties.filter(signed_on__isnull=False).exists()


def test_a_second_signature(to_sign: Agreement, mobility: Actor, head: User) -> None:
    sign(party(to_sign, mobility), by=head, on=days(0))
    refuses("ya firmó", sign, party(to_sign, mobility), by=head, on=days(0))
    assert history.of(to_sign).filter(verb="signed").count() == 1


def test_force_without_every_signature(to_sign: Agreement, mobility: Actor, head: User) -> None:
    sign(party(to_sign, mobility), by=head, on=days(0))
    refuses("Falta la firma de 1 parte", life.bring_into_force, to_sign, by=head)
    assert (to_sign.status, read(to_sign).status) == ("to_sign", "to_sign")


def test_review_of_one_that_does_not_say_until_when(
    agreement: Agreement, delegate: User, head: User
) -> None:
    draft.edit(agreement, by=delegate, version=agreement.version, ends=None)
    life.send_to_review(agreement, by=delegate)
    refuses("Falta hasta cuándo rige", life.clear, agreement, by=head)


def test_a_party_that_leaves(
    to_sign: Agreement, university: Actor, mobility: Actor, head: User, delegate: User
) -> None:
    leaving = party(to_sign, university)
    refuses("devuélvalo para corregir", draft.remove_party, leaving, by=delegate)
    sign(party(to_sign, mobility), by=head, on=days(0))
    refuses("Ya hay firmas", draft.remove_party, leaving, by=delegate)
    brought = read(to_sign)
    sign(party(to_sign, university), by=head, on=days(0), note="consta")
    life.bring_into_force(brought, by=head)
    leaving = party(brought, university)
    refuses("registre una adenda, o termine", draft.remove_party, leaving, by=delegate)
    assert brought.parties.count() == 2


def test_a_changed_text_once_it_is_no_draft(to_sign: Agreement, delegate: User) -> None:
    refuses(
        "El texto ya no es un borrador",
        *(draft.edit, to_sign),
        by=delegate,
        version=to_sign.version,
        title="Otro",
    )
    assert draft.edit(to_sign, by=delegate, version=to_sign.version, notice_days=90)


def test_it_gives_back_and_the_signatures_are_gone(
    client: Client, to_sign: Agreement, mobility: Actor, head: User
) -> None:
    sign(party(to_sign, mobility), by=head, on=days(0))
    client.force_login(head)
    page = client.get(f"/agreements/{to_sign.pk}/step/give_back/").content.decode()
    assert "Se borra 1 firma" in page
    refuses("Escriba la razón", life.give_back, to_sign, by=head, reason="  ")
    life.give_back(to_sign, by=head, reason="Cambia el plazo.")
    assert not to_sign.parties.filter(signed_on__isnull=False).exists()
    assert history.of(to_sign).filter(verb="signatures_cleared").exists()


def test_settling_before_the_end(in_force: Agreement, head: User) -> None:
    refuses("se liquida cuando venza o se termine", life.settle, in_force, by=head)


def test_two_people_who_press_the_same_step(in_force: Agreement, head: User) -> None:
    stale = read(in_force)
    life.suspend(in_force, by=head, reason="Obras")
    refuses("el registro cambió", life.suspend, stale, by=head, reason="Obras")
    refuses("ese paso no corresponde", life.suspend, read(in_force), by=head, reason="Obras")
    assert history.of(in_force).filter(verb="suspend").count() == 1


def test_it_ends_and_pauses_only_with_a_reason(in_force: Agreement, head: User) -> None:
    refuses("Escriba la razón", life.suspend, in_force, by=head, reason="")
    refuses("Escriba la razón", life.terminate, in_force, by=head, reason=" ")


def test_an_extension_of_a_draft(agreement: Agreement, head: User) -> None:
    refuses(
        "cambie el borrador",
        *(amend.extend, agreement),
        by=head,
        signed_on=days(0),
        ends=days(900),
    )


def test_an_extension_after_it_lapsed(in_force: Agreement, head: User) -> None:
    life.lapse(in_force, today=days(0))
    refuses(
        "lo vencido no se prorroga",
        *(amend.extend, in_force),
        by=head,
        signed_on=days(0),
        ends=days(900),
    )
    assert not in_force.amendments.exists()


def test_an_extension_when_the_term_is_over_and_nobody_noticed_yet(
    in_force: Agreement, head: User
) -> None:
    Agreement.objects.filter(pk=in_force.pk).update(ends=days(-1), term_ends=days(-1))
    refuses(
        "lo vencido no se prorroga",
        *(amend.extend, read(in_force)),
        by=head,
        signed_on=days(0),
        ends=days(900),
    )


def test_an_extension_that_ends_no_later(in_force: Agreement, head: User) -> None:
    for end in (days(335), days(100)):
        refuses(
            "Una prórroga termina después",
            *(amend.extend, in_force),
            by=head,
            signed_on=days(0),
            ends=end,
        )
    refuses("Escriba el nuevo fin", amend.extend, in_force, by=head, signed_on=days(0))
    amend.extend(in_force, by=head, signed_on=days(0), indefinite=True)
    refuses(
        "no hay qué prorrogar",
        *(amend.extend, in_force),
        by=head,
        signed_on=days(0),
        ends=days(900),
    )


def test_an_amendment_signed_when_it_cannot_be(in_force: Agreement, head: User) -> None:
    for day, words in ((days(1), "todavía no llega"), (days(-21), "nada lo cambia antes")):
        refuses(
            words, amend.add_addendum, in_force, by=head, signed_on=day, text="Cambia el anexo."
        )


def test_an_addendum_that_takes_more_than_there_is(in_force: Agreement, head: User) -> None:
    refuses(
        "Quita más",
        *(amend.add_addendum, in_force),
        by=head,
        signed_on=days(0),
        text="Menos",
        amount=Decimal("-1500.51"),
    )


def test_an_articulation_of_another_plan(
    agreement: Agreement, delegate: User, articulation: Articulation
) -> None:
    other = Plan.objects.create(code="otro", title="Otro plan")
    level = other.levels.create(depth=1, name="Objetivo")
    objective = other.objectives.create(level=level, code="1", text="Uno", position=1)
    foreign = Initiative.objects.create(
        plan=other, objective=objective, number=1, code="1.1", position=1, name="De otro plan"
    )
    strange = foreign.articulations.create(number=1, objective="Otra")
    refuses("es de otro plan", draft.link, agreement, strange, by=delegate)
    refuses("ya formaliza", draft.link, agreement, articulation, by=delegate)
    assert list(agreement.articulations.all()) == [articulation]


def test_a_party_twice(agreement: Agreement, university: Actor, delegate: User) -> None:
    refuses("ya es parte", draft.add_party, agreement, university, by=delegate)


def test_a_new_obligation_without_an_addendum(
    in_force: Agreement, university: Actor, head: User
) -> None:
    owing = party(in_force, university)

    def oblige() -> None:
        obligations.oblige(in_force, owing, by=head, text="Informe final", due=days(30))

    refuses("se acuerda en una adenda", oblige)
    amend.add_addendum(in_force, by=head, signed_on=days(0), text="Un informe más")
    oblige()
    assert in_force.obligations.get().last_due == days(30)


def test_what_recurs_needs_its_first_day(
    agreement: Agreement, university: Actor, delegate: User
) -> None:
    owing = party(agreement, university)
    refuses(
        "el día de la primera vez",
        *(obligations.oblige, agreement, owing),
        by=delegate,
        text="Informe",
        recurrence="monthly",
    )


def test_an_obliged_party_is_not_removed(
    agreement: Agreement, university: Actor, delegate: User
) -> None:
    owing = party(agreement, university)
    obligations.oblige(agreement, owing, by=delegate, text="Informe")
    refuses("quítelas primero", draft.remove_party, owing, by=delegate)


def test_ending_it_says_first_what_would_lapse(
    client: Client, to_sign: Agreement, head: User, articulation: Articulation
) -> None:
    agreement = brought_into_force(to_sign, head)
    client.force_login(head)
    for verb in ("terminate", "suspend"):
        page = client.get(f"/agreements/{agreement.pk}/step/{verb}/").content.decode()
        assert "1 articulación deja de estar formalizada" in page
        assert articulation.initiative.code in page
