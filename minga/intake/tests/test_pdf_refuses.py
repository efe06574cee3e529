"""A PDF that cannot be read is refused in one sentence; no damage hangs or crashes the reader."""

from __future__ import annotations

import io
import os
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.intake.read import read
from minga.intake.read.pdf import opening, page_image
from minga.intake.reading import Unreadable
from minga.intake.tests.drawn_pdf import pdf, table

pytestmark = pytest.mark.pure


def _page(canvas: Any) -> None:
    table(canvas, [("Objetivo", "Acción", "Nota"), ("Agua", "Cuidar el río", "")] * 5)


GOOD = pdf(_page, _page)


def _saved(**options: Any) -> bytes:
    import pikepdf

    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(GOOD)) as document:
        document.save(file, **options)
    return file.getvalue()


def _refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        read(content, "plan.pdf")
    return str(refusal.value)


def test_a_scan_says_that_it_needs_ocr() -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.new("L", (600, 800), 200).save(file, "PDF")
    assert "OCR" in _refusal(file.getvalue())


def test_a_password_is_asked_to_be_taken_off() -> None:
    import pikepdf

    content = _saved(encryption=pikepdf.Encryption(user="secreto", owner="otro"))
    assert "contraseña" in _refusal(content)


def test_a_password_that_only_forbids_printing_does_not_matter() -> None:
    import pikepdf

    content = _saved(encryption=pikepdf.Encryption(user="", owner="otro"))
    assert len(read(content, "plan.pdf").tables) == 1


def test_pages_without_anything_are_refused() -> None:
    assert "ningún texto" in _refusal(pdf(lambda canvas: None))


def test_a_document_without_pages_is_refused() -> None:
    import pikepdf

    file = io.BytesIO()
    pikepdf.new().save(file)
    assert "página" in _refusal(file.getvalue())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_is_refused_rather_than_read_in_part(share: float) -> None:
    assert "dañado" in _refusal(GOOD[: int(len(GOOD) * share)])


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_PAGES", 1)
    assert "2 páginas" in _refusal(GOOD)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damage_is_read_or_refused_but_never_more(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    started = time.monotonic()
    try:
        read(bytes(content), "plan.pdf")
    except Unreadable as refusal:
        assert "\n" not in str(refusal)
    assert time.monotonic() - started < 5


def test_noise_after_the_signature_is_refused() -> None:
    assert "dañado" in _refusal(b"%PDF-1.7\n" + os.urandom(4000))


def test_a_page_can_be_shown() -> None:
    from PIL import Image

    with Image.open(io.BytesIO(page_image(GOOD, 2, width=300))) as picture:
        assert picture.width == 300 and abs(picture.height - 424) < 2
        assert len(picture.convert("L").getcolors() or ()) > 2  # something is drawn on it


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(Unreadable):
        page_image(GOOD, 3)
