"""Each column of a plan finds its role, as cities print plans; and what is no plan is refused."""

from __future__ import annotations

import time

import pytest

from minga.intake.layout import Layout
from minga.plans.importer import mapping
from minga.plans.tests import printed

pytestmark = pytest.mark.pure

PLANS = printed.plans()
OTHERS = printed.others()


def roles(understood: mapping.Understood) -> dict[str, str]:
    assert understood.sheets, understood.why
    sheet = understood.sheets[0]
    return dict(zip(sheet.block.printed, (role.name for role in sheet.roles), strict=True))


@pytest.mark.parametrize("title", PLANS)
def test_every_column_of_a_plan_finds_its_role(title: str) -> None:
    columns = PLANS[title]
    found = mapping.mapped([printed.block(title, columns)], Layout())
    assert roles(found) == {heading: role for heading, role, _kind in columns}
    assert found.language == title[:2]


@pytest.mark.parametrize("title", PLANS)
def test_two_dozen_rows_tell_as_much(title: str) -> None:
    columns = PLANS[title]
    found = mapping.mapped([printed.block(title, columns, rows=24)], Layout())
    assert roles(found) == {heading: role for heading, role, _kind in columns}


@pytest.mark.parametrize("title", OTHERS)
def test_what_is_no_plan_is_refused_in_one_sentence(title: str) -> None:
    columns = OTHERS[title]
    found = mapping.mapped([printed.block(title, columns)], Layout())
    assert not found.sheets
    assert found.why.endswith(".")
    assert columns[0][0] in found.why


@pytest.mark.slow
def test_twenty_thousand_rows_take_a_fraction_of_a_second() -> None:
    title = "es machine names"
    block = printed.block(title, PLANS[title], rows=20_000)
    began = time.perf_counter()
    found = mapping.mapped([block], Layout())
    assert time.perf_counter() - began < 0.6
    assert roles(found)["nombre_accion"] == "initiative"
