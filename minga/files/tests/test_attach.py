"""Adding files: what is taken in, what is refused and why, and what becomes of them."""

from __future__ import annotations

import datetime
import io
import os
import time
import zipfile

import pytest
from django.conf import settings as configured
from django.db import transaction
from pytest_django import Settings

from minga.base import history
from minga.base.steps import Refused
from minga.files.actions import attach, clean, detach
from minga.files.models import Attachment, StoredFile
from minga.files.names import cleaned
from minga.files.store import Folder, Gone, digest, store
from minga.files.tests.samples import PDF, REFUSED, TAKEN
from minga.people.models import User
from minga.plans.models import Initiative

DOCUMENT = Attachment.Kind.DOCUMENT
TODAY = datetime.date(2027, 3, 1)


def add(led: Initiative, content: bytes = PDF, name: str = "acta.pdf", by: User | None = None):  # type: ignore[no-untyped-def]
    return attach(io.BytesIO(content), name, led, DOCUMENT, by=by)


def folder() -> Folder:
    found = store()
    assert isinstance(found, Folder)
    return found


@pytest.mark.parametrize("media_type", TAKEN)
def test_what_a_file_is_comes_from_its_content(led: Initiative, media_type: str) -> None:
    kept = add(led, TAKEN[media_type], "nombre.cualquiera").file
    assert kept.media_type == media_type
    assert store().get(kept.sha256).read() == TAKEN[media_type]


@pytest.mark.parametrize("kind", REFUSED)
def test_the_rest_is_refused_saying_what_it_is(led: Initiative, kind: str) -> None:
    content, what = REFUSED[kind]
    with pytest.raises(Refused) as refusal:
        add(led, content, "acta.pdf")
    (said,) = refusal.value.messages
    assert said.startswith(f"«acta.pdf» es {what}")
    assert "aquí se reciben PDF" in said
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_package_whose_parts_cannot_be_read_is_damaged(led: Initiative) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", os.urandom(4000).hex())
    broken = bytearray(packed.getvalue())
    broken[60:600] = b"\xff" * 540
    with pytest.raises(Refused, match="un archivo dañado o incompleto"):
        add(led, bytes(broken), "acta.docx")


@pytest.mark.parametrize("before", ["\f", "\v", "\x85", "\u2028", "\ufeff \n\f"])
def test_a_page_is_a_page_after_any_white_space(led: Initiative, before: str) -> None:
    with pytest.raises(Refused, match="una página web"):
        add(led, f"{before}<html><script>1</script>".encode(), "acta.pdf")


def test_an_empty_one_is_refused(led: Initiative) -> None:
    with pytest.raises(Refused, match=r"«acta\.pdf» está vacío"):
        add(led, b"")


def test_one_that_is_too_large_is_refused_before_it_is_read_whole(
    led: Initiative, settings: Settings
) -> None:
    settings.FILE_LIMIT = 3 * 2**20

    class Endless(io.BytesIO):
        given = 0

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None and size > 0
            self.given += size
            return b"%PDF-" + b"x" * (size - 5)

    endless = Endless()
    with pytest.raises(Refused, match=r"«acta.pdf» pesa más de 3 MB\."):
        attach(endless, "acta.pdf", led, DOCUMENT, by=None)
    assert endless.given < 4 * 2**20


def test_it_is_in_the_history_with_who_did_it(led: Initiative, delegate: User) -> None:
    attached = add(led, by=delegate)
    detach(attached, by=delegate)
    taken, added = history.of(led)[:2]
    assert (added.verb, added.by, added.after["file"]) == ("attached", delegate, "acta.pdf")
    assert (taken.verb, taken.by, taken.before["file"]) == ("detached", delegate, "acta.pdf")
    with pytest.raises(Refused, match="ya se había quitado"):
        detach(attached, by=delegate)


def test_pressed_twice_it_is_added_once(led: Initiative) -> None:
    assert add(led) == add(led, name="otra vez.pdf")
    assert Attachment.objects.count() == 1


def test_the_same_content_stands_once_and_stays_while_anything_needs_it(led: Initiative) -> None:
    other = Initiative.objects.exclude(pk=led.pk).order_by("pk")[0]
    first, second = add(led), add(other, name="la misma.pdf")
    path = folder().path(first.file.sha256)
    assert first.file.sha256 == second.file.sha256
    detach(first, by=None)
    _make_old(first.file, second.file)
    clean(TODAY)
    assert list(StoredFile.objects.all()) == [second.file]
    assert path.exists()
    detach(second, by=None)
    clean(TODAY)
    assert not StoredFile.objects.exists()
    assert not path.exists()


def test_what_belongs_to_nothing_stays_a_day(led: Initiative) -> None:
    attached = add(led)
    detach(attached, by=None)
    clean(TODAY)
    assert store().get(attached.file.sha256)


def test_what_was_given_again_today_is_not_cleaned(led: Initiative) -> None:
    """Its row may be about to be written, by somebody who found the content there already."""
    attached = add(led)
    _make_old(attached.file)
    detach(attached, by=None)
    store().put(io.BytesIO(PDF), attached.file.sha256)
    clean(TODAY)
    assert store().get(attached.file.sha256)


def test_what_was_taken_back_leaves_no_row(led: Initiative) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        add(led)
        raise RuntimeError
    assert not StoredFile.objects.exists()


def _make_old(*files: StoredFile) -> None:
    before = time.time() - 2 * 86_400
    for file in files:
        StoredFile.objects.filter(pk=file.pk).update(
            at=datetime.datetime.fromtimestamp(before, datetime.UTC)
        )
        os.utime(folder().path(file.sha256), (before, before))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("acta.pdf", "acta.pdf"),
        ("ACTA.PDF", "ACTA.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Documentos\\acta.pdf", "acta.pdf"),
        ("acta.docx", "acta.docx.pdf"),
        ("acta\r\nX-Header: 1.pdf", "acta X-Header 1.pdf"),
        ("acta\u202efdp.exe", "acta fdp.exe.pdf"),
        ("acta\u200b\0.pdf", "acta.pdf"),
        ("…/  .pdf", "archivo.pdf"),
        ("..", "archivo.pdf"),
        ("", "archivo.pdf"),
        ('a<b>:"c|?*.pdf', "a b c.pdf"),
        ("ñandú (2).pdf", "ñandú (2).pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_safe_and_end_as_what_they_are(given: str, kept: str) -> None:
    assert cleaned(given, (".pdf",)) == kept


@pytest.mark.pure
def test_a_damaged_content_is_noticed_and_mended_when_it_is_given_again() -> None:
    kept = Folder(configured.HOME / "damaged")
    sha256 = digest(io.BytesIO(PDF))
    kept.put(io.BytesIO(PDF), sha256)
    kept.path(sha256).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(Gone):
        kept.get(sha256)
    kept.put(io.BytesIO(PDF), sha256)
    assert kept.get(sha256).read() == PDF


@pytest.mark.pure
def test_half_a_file_never_has_a_name() -> None:
    class Breaks(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("the disk is full")

    kept = Folder(configured.HOME / "broken")
    with pytest.raises(OSError, match="full"):
        kept.put(Breaks(), "ab" * 32)
    assert [path for path in kept.root.rglob("*") if path.is_file()] == []
