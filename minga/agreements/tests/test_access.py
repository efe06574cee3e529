"""Who sees an agreement, and who may do what with it, in each of its states."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from minga.actors.models import Actor
from minga.agreements.models import Agreement
from minga.people.models import Membership, Role, Unit, User

ROLES = ("visitor", "partner", "stranger", "operator", "delegate", "head", "other", "coordinator")


@pytest.fixture
def cast(
    partner: User, operator: User, delegate: User, head: User, coordinator: User
) -> dict[str, User | None]:
    """One of each; `other` heads another unit, `stranger` speaks for another organisation."""
    other = User.objects.create_user("otra@example.org", name="Otra jefatura")
    unit = Unit.objects.filter(external=False).exclude(memberships__role=Role.HEAD).first()
    Membership.objects.create(user=other, role=Role.HEAD, unit=unit)
    stranger = User.objects.create_user("ajena@example.org", name="Otra organización")
    away = Unit.objects.create(name="Otra organización", external=True)
    Membership.objects.create(user=stranger, role=Role.PARTNER, unit=away)
    return {
        "visitor": None,
        "partner": partner,
        "stranger": stranger,
        "operator": operator,
        "delegate": delegate,
        "head": head,
        "other": other,
        "coordinator": coordinator,
    }


def those_who(cast: dict[str, User | None], url: str, method: str = "get") -> set[str]:
    """Who is not turned away."""
    found = set()
    for role in ROLES:
        client = Client()
        user = cast[role]
        if user:
            client.force_login(User.objects.get(pk=user.pk))
        answer: Any = getattr(client, method)(url)
        sent_to_sign_in = answer.status_code == 302 and "login" in answer.headers["Location"]
        assert answer.status_code in (200, 302, 404), (role, url, answer.status_code)
        if answer.status_code != 404 and not sent_to_sign_in:
            found.add(role)
    return found


EVERYBODY = set(ROLES)
GOVERNMENT = {"operator", "delegate", "head", "other", "coordinator"}
WRITERS = {"delegate", "head", "coordinator"}
HEADS = {"head", "coordinator"}


@pytest.mark.slow
def test_who_sees_it_in_each_state(agreement: Agreement, cast: dict[str, User | None]) -> None:
    expected = {
        ("draft", "public"): GOVERNMENT,
        ("review", "public"): GOVERNMENT | {"partner"},
        ("in_force", "public"): EVERYBODY,
        ("in_force", "partners"): GOVERNMENT | {"partner"},
        ("in_force", "internal"): GOVERNMENT,
        ("archived", "public"): EVERYBODY,
    }
    for (status, visibility), who in expected.items():
        Agreement.objects.filter(pk=agreement.pk).update(
            status=status, visibility=visibility, signed_on="2026-01-01"
        )
        assert those_who(cast, f"/agreements/{agreement.pk}/") == who, (status, visibility)
        listed = set()
        for role in ROLES:
            user = cast[role]
            seen = (
                Agreement.objects.visible_to(user)
                if user
                else Agreement.objects.visible_to(_nobody())
            )
            if seen.exists():
                listed.add(role)
        assert listed == who, (status, visibility)


@pytest.mark.slow
def test_who_changes_it(
    agreement: Agreement, cast: dict[str, User | None], university: Actor
) -> None:
    here = f"/agreements/{agreement.pk}"
    party = agreement.parties.get(actor=university)
    for page in (
        *("edit/text/", "edit/around/", "parties/", f"parties/{party.pk}/"),
        *("obligations/add/", "articulations/", "files/", "step/send_to_review/"),
    ):
        assert those_who(cast, f"{here}/{page}") == WRITERS, page
    for page in ("step/give_back/", "step/clear/", "step/terminate/", "extend/", "addendum/"):
        assert those_who(cast, f"{here}/{page}") == HEADS, page
    for page in (f"parties/{party.pk}/remove/", f"parties/{party.pk}/contribute/"):
        assert those_who(cast, f"{here}/{page}", "post") <= WRITERS, page
    assert those_who(cast, "/agreements/new/") == WRITERS | {"other"}
    for page in ("", "expiry/", "calendar/", "register.csv"):
        assert those_who(cast, f"/agreements/{page}") == EVERYBODY, page
    assert those_who(cast, f"{here}/step/lapse/") == set()


@pytest.mark.slow
def test_who_signs_for_whom(
    to_sign: Agreement,
    cast: dict[str, User | None],
    university: Actor,
    mobility: Actor,
) -> None:
    here = f"/agreements/{to_sign.pk}/parties"
    own = to_sign.parties.get(actor=mobility)
    theirs = to_sign.parties.get(actor=university)
    assert those_who(cast, f"{here}/{own.pk}/sign/") == HEADS
    # nobody heads the university here: who administers the agreement records its signature
    assert those_who(cast, f"{here}/{theirs.pk}/sign/") == WRITERS
    other = cast["other"]
    assert other
    unit = Unit.objects.get(memberships__user=other)
    actor = Actor.objects.get(unit=unit)
    third = to_sign.parties.create(actor=actor)
    assert those_who(cast, f"{here}/{third.pk}/sign/") == {"other", "coordinator"}


def test_a_partner_hears_nothing_of_an_internal_one(
    in_force: Agreement, partner: User, head: User
) -> None:
    from minga.agreements import telling

    assert partner in telling.everybody(in_force)
    in_force.visibility = "internal"
    assert partner not in telling.everybody(in_force)
    assert head in telling.everybody(in_force)


def _nobody() -> Any:
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()
