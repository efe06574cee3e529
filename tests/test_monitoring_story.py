"""How the real plan is going, from two indicators of one unit to what a city tells its people.

The chapters stand on each other, in this order, on one running demo.
`MINGA_WRITE_PICTURES=1 script/test -k monitoring_story` takes the pictures of the documents anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from minga.notices.tests.server import PostOffice
from tests.acting import MOBILITY, lead, pictures_into, take
from tests.conftest import OpenPage, Site
from tests.monitoring import board, define, learn, means, report
from tests.monitoring.define import YEAR
from tests.test_browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Scene:
    """Where a chapter happens, and what those before it left."""

    open_page: OpenPage
    site: Site
    folder: Path
    office: PostOffice
    kept: dict[str, str]

    def enter(self, role: str) -> Page:
        page = self.open_page("/")
        sign_in(page, self.site, role)
        return page


def indicators(scene: Scene) -> None:
    head = scene.enter("head")
    trips = define.one_value(head, scene.folder)
    define.targets(head, trips, scene.folder, {YEAR: "18.500.000", YEAR + 2: "21.000.000"})
    take(head, scene.folder, "3-indicator", height=1000)
    crossings = define.a_ratio(head, scene.folder)
    define.targets(head, crossings, scene.folder, {YEAR: "60", YEAR + 3: "85"})
    define.others_by_workbook(head, scene.folder)
    found = {"trips": trips, "crossings": crossings}
    scene.kept.update({name: urlsplit(url).path for name, url in found.items()})


def readings(scene: Scene) -> None:
    coordinator, delegate, head = map(scene.enter, ("coordinator", "delegate", "head"))
    period = report.open_periods(coordinator)
    report.reminded(scene.site, delegate, scene.office)
    report.by_workbook(delegate)
    scene.kept["key"] = report.make_key(delegate)
    report.by_program(scene.site, scene.kept["key"])
    print("keys", report.by_keyboard(delegate, period, scene.folder))
    reading = report.give_back(head, scene.office)
    report.late(scene.site, scene.office)
    report.correct(delegate, scene.folder)
    report.preliminary(scene.open_page, scene.kept["trips"])
    report.approve(head, scene.folder, scene.office)
    report.approved(scene.open_page, scene.kept["trips"], scene.folder)
    scene.kept["reading"] = urlsplit(reading).path


def means_(scene: Scene) -> None:
    coordinator, head = map(scene.enter, ("coordinator", "head"))
    for code in means.PROGRAMMES:
        lead(coordinator, code, MOBILITY)
    means.foresee(head)
    means.pay(head)
    means.staff(head)
    means.others_by_workbook(coordinator)
    means.choose_priorities(coordinator)
    means.visit(scene.open_page, scene.folder)


def boards(scene: Scene) -> None:
    visitor = scene.open_page("/")
    board.look(visitor, scene.folder)
    board.down(visitor, scene.folder)
    board.evidence(visitor, scene.kept["reading"])
    board.take_away(visitor)


def accounts(scene: Scene) -> None:
    coordinator, delegate, head = map(scene.enter, ("coordinator", "delegate", "head"))
    address = board.account(coordinator, scene.folder)
    board.papers(coordinator, address)
    board.nothing_stale(scene.open_page, delegate, head, address, scene.kept["crossings"])


def programs(scene: Scene) -> None:
    delegate, coordinator = map(scene.enter, ("delegate", "coordinator"))
    report.withdraw_key(delegate, scene.site, scene.kept["key"])
    define.round_trip(coordinator)


def learning(scene: Scene) -> None:
    coordinator, head = map(scene.enter, ("coordinator", "head"))
    address = learn.evaluate(coordinator)
    learn.answer(head, address, scene.folder, scene.open_page)
    learn.assess(head, scene.folder)
    learn.ask(scene.site, scene.open_page, scene.folder)


CHAPTERS: list[Callable[[Scene], None]] = [
    indicators, readings, means_, boards, accounts, programs, learning
]
