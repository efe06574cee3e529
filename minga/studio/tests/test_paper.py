"""The page of a PDF beside what was read from it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from minga.intake.models import Import
from minga.studio.tests.conftest import Upload

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PDF = Path(__file__).parents[3] / "tests" / "documents" / "pla-accio.pdf"


@pytest.fixture
def imported(upload: Upload) -> Import:
    return upload((PDF.name, PDF.read_bytes()))


def test_a_doubtful_cell_shows_its_row_as_printed(studio: Client, imported: Import) -> None:
    tree = LexborHTMLParser(studio.get(f"/import/{imported.uuid}/?show=unsure").content)
    shown = tree.css("details.m-paper[open] img")
    assert shown and all("?rows=" in str(img.attributes["src"]) for img in shown)
    assert tree.css("details.m-paper[open] svg rect")
    strip = studio.get(str(shown[0].attributes["src"]))
    assert strip["Content-Type"] == "image/png"
    page = studio.get(str(shown[0].attributes["src"]).partition("?")[0])
    cut, whole = (Image.open(io.BytesIO(answer.content)) for answer in (strip, page))
    assert cut.width == whole.width and cut.height < whole.height / 4


@pytest.mark.parametrize("page, query", [(999, ""), (0, ""), (999, "?rows=0.1-0.2")])
def test_a_page_that_is_not_there_is_not_found(
    studio: Client, imported: Import, page: int, query: str
) -> None:
    assert studio.get(f"/import/{imported.uuid}/pages/{page}.png{query}").status_code == 404


def test_a_strip_that_makes_no_sense_is_the_whole_page(studio: Client, imported: Import) -> None:
    address = f"/import/{imported.uuid}/pages/1.png"
    whole = studio.get(address).content
    assert studio.get(f"{address}?rows=9-nada").content == whole
    assert studio.get(f"{address}?rows=0.9-0.1").status_code == 200
