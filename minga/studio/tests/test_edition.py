"""The comparison before a document becomes another edition, and correcting its matches."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from minga.intake.models import Import
from minga.plans import matching
from minga.plans.models import Initiative, Plan
from minga.studio import reviews
from minga.studio.tests.conftest import CSV, Bring, Upload, said

pytestmark = pytest.mark.django_db

SECOND = CSV.replace("Red de ciclovías".encode(), b"Sendas para bicicletas")


@pytest.fixture
def second(upload: Upload, bring: Bring) -> Import:
    bring(upload(("plan.csv", CSV)))
    return upload(("plan-2030.csv", SECOND))


@pytest.fixture
def correct(studio: Client, second: Import) -> Any:
    def correct(**form: str) -> str:
        address = f"/import/{second.uuid}/edition/ejemplo/"
        return said(studio.post(address, form, follow=True))

    return correct


def test_changes_are_told_kind_by_kind(studio: Client, second: Import) -> None:
    page = said(studio.get(f"/import/{second.uuid}/edition/ejemplo/"))
    assert page.index("1 nueva, 1 que ya no está") < page.index("No continúan ninguna iniciativa")
    assert page.index("Sendas para bicicletas") < page.index("Red de ciclovías")
    assert "En 2 Ciudad en movimiento" in page


def test_a_match_is_corrected_from_the_new_one_undone_and_said_from_the_old_one(
    studio: Client, second: Import, correct: Any
) -> None:
    key = reviews.of(second).draft.initiatives[2].key
    page = correct(key=key, **{"is": "2.1 Red de ciclovías"})
    assert "Continúa a la iniciativa 2.1" in page and "1 con otra redacción" in page
    assert "Corregida a mano" in page
    token = studio.session["studio"]["token"]
    page = said(studio.post(f"/import/{second.uuid}/unsay/{token}/", follow=True))
    assert "1 nueva, 1 que ya no está" in page
    assert "1 con otra redacción" in correct(gone="2.1", now="2.1 Sendas para bicicletas")
    assert "1 nueva, 1 que ya no está" in correct(key=key, back="1")


def test_a_corrected_match_is_what_gets_applied(second: Import, correct: Any, bring: Bring) -> None:
    old = Initiative.objects.get(plan__code="ejemplo", name="Red de ciclovías")
    correct(gone="2.1", now="2.1")
    bring(second, into="ejemplo", edition="1")
    old.refresh_from_db()
    assert old.name == "Sendas para bicicletas"


@pytest.mark.parametrize(
    "form, says",
    [
        ({"is": "9.9"}, "No hay una iniciativa 9.9 en el plan"),
        ({"gone": "2.1", "now": "9.9"}, "No hay una iniciativa 9.9 en la edición nueva"),
        ({"key": "9.9#9", "is": "2.1"}, "Esa iniciativa ya no está"),
    ],
)
def test_a_code_that_nobody_has_is_refused(
    second: Import, correct: Any, form: dict[str, str], says: str
) -> None:
    key = reviews.of(second).draft.initiatives[2].key
    assert says in correct(**{"key": key, **form})
    assert not second.corrections.exists()


def test_the_comparison_is_made_once(
    studio: Client,
    second: Import,
    correct: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: Any,
) -> None:
    made: list[int] = []
    match = matching.match

    def counted(before: Any, after: Any) -> Any:
        made.append(1)
        return match(before, after)

    monkeypatch.setattr(matching, "match", counted)
    address = f"/import/{second.uuid}/edition/ejemplo/"
    studio.get(address)
    with django_assert_max_num_queries(12):
        studio.get(address)
    correct(gone="2.1", now="2.1")
    assert len(made) == 1
    key = reviews.of(second).draft.initiatives[0].key
    studio.post(f"/import/{second.uuid}/decide/", {"key": key, "record": key, "verb": "skip"})
    assert "1 que ya no está" in said(studio.get(address))
    Plan.objects.filter(code="ejemplo").update(revision=99)
    studio.get(address)
    assert len(made) == 3


def test_undoing_is_refused_while_a_later_document_is_applied(
    studio: Client, second: Import, bring: Bring
) -> None:
    first = Import.objects.get(document__name="plan.csv")
    bring(second, into="ejemplo", edition="1")
    answer = studio.post(f"/import/{first.uuid}/undo/", follow=True)
    assert "deshaga primero ese" in said(answer)
    studio.post(f"/import/{second.uuid}/undo/")
    studio.post(f"/import/{first.uuid}/undo/")
    assert not Plan.objects.filter(code="ejemplo").exists()
