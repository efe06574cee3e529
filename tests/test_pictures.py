"""The pictures of the documents, taken from the running demo.

`MINGA_WRITE_PICTURES=1 script/test -k pictures` takes them anew into docs/pictures.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import OpenPage

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
PICTURES = {
    "front-1280": ("/", 1280, 1340),
    "plan-1280": ("/plans/quito/?objective=1.2", 1280, 1000),
    "initiative-1280": ("/plans/quito/1.1.12/", 1280, 1000),
    "matrix-1280": ("/plans/quito/matrix/", 1280, 1000),
    "completeness-1280": ("/plans/quito/completeness/", 1280, 1000),
    "initiative-390": ("/plans/quito/1.1.12/", 390, 844),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_show_the_running_demo(open_page: OpenPage, name: str, tmp_path: Path) -> None:
    path, width, height = PICTURES[name]
    page = open_page(path, width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("document.fonts.ready")
    folder = FOLDER if os.environ.get("MINGA_WRITE_PICTURES") else tmp_path
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 10_000  # not a blank page


def test_pictures_in_the_documents_are_those_taken_here() -> None:
    assert {file.stem for file in FOLDER.glob("*.png")} == set(PICTURES)
