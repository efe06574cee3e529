"""What was approved can be rectified after its indicator was retired, or is measured otherwise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.monitoring.actions.decide import approve, give_back, rectify
from minga.monitoring.actions.define import retire
from minga.monitoring.actions.report import report
from minga.monitoring.models import Frequency, Indicator, Reading
from minga.monitoring.tests.readings_cast import month, sent
from minga.people.models import User
from minga.plans.models import Plan


@pytest.fixture
def approved(indicator: Indicator, plan: Plan, delegate: User, head: User) -> Reading:
    made = sent(indicator, month(plan, 3), 120, by=delegate)
    approve(made, by=head)
    return made


def retired(indicator: Indicator, by: User) -> None:
    retire(indicator, by=by)


def quarterly(indicator: Indicator, by: User) -> None:
    Indicator.objects.filter(pk=indicator.pk).update(frequency=Frequency.QUARTERLY)
    indicator.refresh_from_db()


def without_areas(indicator: Indicator, by: User) -> None:
    Reading.objects.update(category="mujeres")  # one that the indicator no longer has


@pytest.mark.parametrize("changed", [retired, quarterly, without_areas])
def test_it_is_rectified_returned_corrected_and_approved(
    approved: Reading, indicator: Indicator, delegate: User, head: User, changed: Any
) -> None:
    changed(indicator, head)
    with pytest.raises(Refused, match="Escriba por qué"):
        rectify(approved, value=Decimal(118), reason="", by=delegate)
    new = rectify(approved, value=Decimal(118), reason="Se contó dos veces.", by=delegate)
    give_back(new, reason="¿Y la fuente?", by=head)
    again = report(
        indicator,
        approved.period,
        category=new.category,
        value=Decimal(117),
        by=delegate,
        send=True,
    )
    assert again.pk == new.pk
    approve(again, by=head)
    states = dict(Reading.objects.values_list("value", "status"))
    assert states == {Decimal(120): "rectified", Decimal(117): "approved"}


def test_nothing_new_is_taken_in_for_it(
    approved: Reading, indicator: Indicator, plan: Plan, delegate: User, head: User, partner: User
) -> None:
    retire(indicator, by=head)
    with pytest.raises(Refused, match="está retirado"):
        sent(indicator, month(plan, 4), 130, by=delegate)
    with pytest.raises(Refused, match="está retirado"):
        sent(indicator, approved.period, 130, by=delegate)
    with pytest.raises(Refused, match="solo esa unidad"):
        rectify(approved, value=Decimal(1), reason="Error.", by=partner)


def test_the_page_offers_it_to_who_may(
    client: Client,
    approved: Reading,
    indicator: Indicator,
    delegate: User,
    head: User,
    partner: User,
) -> None:
    retire(indicator, by=head)
    url = approved.get_absolute_url()
    client.force_login(delegate)
    assert "cambia lo que dice su historia" in words(read(client, url), ".m-decide")
    said = {"rectify-value": "118", "rectify-reason": "Se contó dos veces."}
    client.post(f"{url}rectify/", said)
    assert Reading.objects.get(value=Decimal(118)).status == "sent"
    client.force_login(partner)
    assert not read(client, url).css(".m-decide")
