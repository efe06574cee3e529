"""What people do on any page of a story, and the letters that they get."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from minga.notices.tests.server import PostOffice
from tests.conftest import CHECKOUT, Site, axe

MOBILITY = "Secretaría de Movilidad"
TODAY = datetime.date.today()


def in_days(days: int) -> str:
    return (TODAY + datetime.timedelta(days)).isoformat()


def check(page: Page) -> None:
    """Nothing that axe finds, and nothing that scrolls sideways, at a desk and on a phone."""
    was = page.viewport_size
    assert was
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        found = axe(page)
        assert found == [], f"{page.url} at {width}: {found}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size(was)


def pictures_into(folder: Path, otherwise: Path) -> Path:
    """The folder of the documents when pictures are asked for, else one that is thrown away."""
    wanted = folder if os.environ.get("MINGA_WRITE_PICTURES") else otherwise
    wanted.mkdir(parents=True, exist_ok=True)
    return wanted


def take(
    page: Page, folder: Path, name: str, *, height: int = 800, at: Locator | None = None
) -> None:
    """The picture, with `at` near its top."""
    width = 390 if name.endswith("-390") else 1280
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.fonts.ready")
    if at is None:
        page.evaluate("scrollTo(0, 0)")
    else:
        at.evaluate("it => scrollTo(0, it.getBoundingClientRect().top + scrollY - 24)")
    # hiding the caret would leave a style on each field, which htmx copies and the policy refuses
    page.screenshot(path=folder / f"{name}.png", caret="initial")
    page.set_viewport_size({"width": 1280, "height": 800})


def press(page: Page, name: str, *, within: str = "main") -> None:
    page.locator(within).get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str], *, within: str = "main") -> None:
    page.locator(within).get_by_role("link", name=name).first.click()


def says(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("main, .m-messages").filter(has_text=words).first).to_be_visible()


def letter(office: PostOffice, to: str, said: str, *, after: int = 0) -> EmailMessage:
    """The letter that came to somebody: the worker sends it soon, alone or with others."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for found in office.letters[after:]:
            if to in str(found["To"]) and said in f"{found['Subject']} {text_of(found)}":
                return found
        time.sleep(0.1)
    pytest.fail(f"No letter «{said}» came to {to}, only {dict(office.subjects)}")


def text_of(found: EmailMessage) -> str:
    plain = found.get_body(("plain",))
    assert plain
    return str(plain.get_content())


def lead(page: Page, code: str, unit: str) -> None:
    """The coordinator says which unit answers for an initiative."""
    page.goto(f"/plans/quito/{code}/edit/?field=leads")
    page.get_by_label(unit).check()
    press(page, "Guardar")
    expect(page.locator("#f-leads")).to_contain_text(unit)


def minga(site: Site, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "minga.cli", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, "MINGA_HOME": str(site.home), "MINGA_DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def waiting(page: Page, title: str) -> Locator:
    return page.locator("li.m-waiting", has_text=title)
