"""Two articulations of the real plan, from an intention to what people did: a table that meets,
and an agreement that is signed, extended, and lapses.

`MINGA_WRITE_PICTURES=1 script/test -k coordination_story` takes the pictures of the documents anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from minga.notices.tests.server import PostOffice
from tests.acting import (
    MOBILITY,
    check,
    lead,
    minga,
    pictures_into,
    press,
    take,
    waiting,
)
from tests.conftest import OpenPage, Site
from tests.coordination import agreement as river
from tests.coordination import table
from tests.coordination.acting import (
    CYCLISTS,
    NATURE,
    PARISH,
    PASSWORD,
    add_actor,
)
from tests.test_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = Path(__file__).parent.parent / "docs" / "pictures" / "coordination"
PICTURES = (
    *("1-initiative", "2-space", "3-members", "4-no-quorum", "5-minutes", "6-act", "7-act-390"),
    *("8-carried", "9-returned-390", "10-timeline"),
    *("11-agreement", "12-to-sign", "13-in-force", "14-alert", "15-lapsed", "16-timeline"),
)


@pytest.fixture(scope="module")
def demo(mailing_demo: Site) -> Site:
    return mailing_demo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return pictures_into(FOLDER, tmp_path)


def test_a_table_that_the_plan_names_meets_promises_and_keeps_its_word(
    open_page: OpenPage, demo: Site, folder: Path, office: PostOffice
) -> None:
    def enter(role: str) -> Page:
        page = open_page("/")
        sign_in(page, demo, role)
        return page

    coordinator, delegate, head, partner = map(
        enter, ("coordinator", "delegate", "head", "partner")
    )
    add_actor(coordinator, CYCLISTS, "colectivo")
    check(coordinator)
    lead(coordinator, "2.3.10", MOBILITY)
    space = table.constitute(delegate, folder)
    session = table.call(delegate, space, folder, office)
    table.hold(delegate, session, folder)
    table.publish(delegate, head, session, folder, office)
    table.visit(open_page, session, folder)
    table.following(delegate, space, folder)
    table.keep_their_word(partner, head, folder, office)
    delegate.goto("/plans/quito/2.3.10/")
    expect(delegate.locator("#a-1")).to_contain_text("formalizada", ignore_case=True)
    line = delegate.locator("#linea")
    for told in ("Se constituyó", "Se realizó la sesión 1", "Se publicó el acta", "Universidad"):
        expect(line).to_contain_text(told)
    check(delegate)
    take(delegate, folder, "10-timeline", at=line, height=1160)


def test_an_agreement_of_three_lives_is_extended_and_lapses(
    open_page: OpenPage, demo: Site, folder: Path, office: PostOffice
) -> None:
    coordinator = open_page("/")
    sign_in(coordinator, demo)
    lead(coordinator, "2.4.4", NATURE)
    for role, name in (("delegate", "Técnica"), ("head", "Jefa")):
        named = ("--name", f"{name} de demostración", "--unit", NATURE)
        account = (f"{role}-ambiente@demo.invalid", "--role", role, "--password", PASSWORD)
        minga(demo, "createuser", *account, *named)
    delegate, head = open_page("/"), open_page("/")
    for page, role in ((delegate, "delegate"), (head, "head")):
        river.enter_as(page, f"{role}-ambiente@demo.invalid")
    add_actor(delegate, PARISH, "gobierno_autonomo")

    agreement = river.draft(delegate)
    river.give_back(delegate, head, office)
    river.complete(delegate, agreement, folder)
    press(delegate, "Enviar a revisión jurídica")
    head.goto("/my-work/")
    waiting(head, "DEMO-001").get_by_role("button", name="Dar paso a la firma").click()
    river.sign(delegate, head, agreement, folder)
    river.formalised(head, agreement, folder)
    river.extend(head, agreement)
    river.warned(demo, head, agreement, folder, office)
    river.lapse(demo, open_page, head, agreement, folder, office)


def test_the_pictures_in_the_documents_are_those_taken_here() -> None:
    assert {file.stem for file in FOLDER.glob("*.png")} == set(PICTURES)
