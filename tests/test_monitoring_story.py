"""How the real plan is going, from two indicators of one unit to what a city tells its people.

The chapters stand on each other, in this order, on one running demo.
`MINGA_WRITE_PICTURES=1 script/test -k monitoring_story` takes the pictures of the documents anew.
"""

from __future__ import annotations

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

FOLDER = Path(__file__).parent.parent / "docs" / "pictures" / "monitoring"
PICTURES = (
    *("1-sheet", "2-targets", "3-indicator", "4-workbook"),
    *("5-report", "6-wrong-390", "7-returned-390", "8-approve", "9-line"),
    *("10-means", "11-icm", "12-board", "13-board-390", "14-score", "15-report"),
    *("16-evaluation", "17-solution", "18-question"),
)


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


@pytest.fixture(scope="module")
def demo(mailing_demo: Site) -> Site:
    return mailing_demo


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    return {}


@pytest.fixture
def scene(
    open_page: OpenPage, demo: Site, tmp_path: Path, office: PostOffice, kept: dict[str, str]
) -> Scene:
    return Scene(open_page, demo, pictures_into(FOLDER, tmp_path), office, kept)


def test_the_head_says_what_is_measured_and_how_far_it_should_get(scene: Scene) -> None:
    head = scene.enter("head")
    trips = define.one_value(head, scene.folder)
    define.targets(head, trips, scene.folder, {YEAR: "18.500.000", YEAR + 2: "21.000.000"})
    take(head, scene.folder, "3-indicator", height=1000)
    crossings = define.a_ratio(head)
    define.targets(head, crossings, scene.folder, {YEAR: "60", YEAR + 3: "85"})
    define.others_by_workbook(head, scene.folder)
    scene.kept.update(trips=urlsplit(trips).path, crossings=urlsplit(crossings).path)


def test_a_month_of_twenty_indicators_is_reported_returned_corrected_and_approved(
    scene: Scene,
) -> None:
    coordinator, delegate, head = map(scene.enter, ("coordinator", "delegate", "head"))
    period = report.open_periods(coordinator)
    report.reminded(scene.site, delegate, scene.office)
    report.by_workbook(delegate)
    scene.kept["key"] = report.make_key(delegate)
    report.by_program(scene.site, scene.kept["key"])
    pressed = report.by_keyboard(delegate, period, scene.folder)
    assert pressed < 13 * report.ALL
    reading = report.give_back(head, scene.office)
    report.late(scene.site, scene.office)
    report.correct(delegate, scene.folder)
    report.preliminary(scene.open_page, scene.kept["trips"])
    report.approve(head, scene.folder, scene.office)
    report.approved(scene.open_page, scene.kept["trips"], scene.folder)
    scene.kept["reading"] = urlsplit(reading).path


def test_it_is_told_with_what_money_and_people_it_is_done(scene: Scene) -> None:
    coordinator, head = map(scene.enter, ("coordinator", "head"))
    for code in means.PROGRAMMES:
        lead(coordinator, code, MOBILITY)
    means.foresee(head)
    means.pay(head)
    means.staff(head)
    means.others_by_workbook(coordinator)
    means.choose_priorities(coordinator)
    means.visit(scene.open_page, scene.folder)


def test_a_visitor_opens_the_board_down_to_the_file_that_shows_a_reading(scene: Scene) -> None:
    visitor = scene.open_page("/")
    board.look(visitor, scene.folder)
    board.down(visitor, scene.folder)
    board.evidence(visitor, scene.kept["reading"])
    board.take_away(visitor)


def test_a_published_report_stays_when_a_reading_changes(scene: Scene) -> None:
    coordinator, delegate, head = map(scene.enter, ("coordinator", "delegate", "head"))
    address = board.account(coordinator, scene.folder)
    board.papers(coordinator, address)
    board.nothing_stale(scene.open_page, delegate, head, address, scene.kept["crossings"])


def test_the_workbook_goes_in_as_it_came_out_and_a_withdrawn_key_opens_nothing(
    scene: Scene,
) -> None:
    delegate, coordinator = map(scene.enter, ("delegate", "coordinator"))
    report.withdraw_key(delegate, scene.site, scene.kept["key"])
    define.round_trip(coordinator)


def test_what_was_learned_is_answered_assessed_and_asked(scene: Scene) -> None:
    coordinator, head = map(scene.enter, ("coordinator", "head"))
    evaluation = learn.evaluate(coordinator)
    learn.answer(head, evaluation, scene.folder, scene.open_page)
    learn.assess(head, scene.folder)
    learn.ask(scene.site, scene.open_page, scene.folder)


def test_the_pictures_in_the_documents_are_those_taken_here() -> None:
    assert {file.stem for file in FOLDER.glob("*.png")} == set(PICTURES)
