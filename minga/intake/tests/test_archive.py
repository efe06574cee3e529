"""Documents in a zip are refused in one sentence when they are locked, broken or hostile."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import openpyxl
import pytest

from minga.intake.read import read
from minga.intake.reading import Unreadable
from minga.intake.tests.packages import (
    cell,
    packed,
    paragraph,
    relations,
    repacked,
    sheets,
    table,
    word,
    writing,
)

pytestmark = pytest.mark.pure

LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    for number in range(50):
        book.active.append([f"Iniciativa {number}", "Convenios", number])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


ODS = sheets(
    '<table:table table:name="A"><table:table-row><table:table-cell><text:p>a</text:p>'
    "</table:table-cell></table:table-row></table:table>"
)
GOOD = {
    "plan.docx": word(table(cell("a") + cell("b"), cell("c") + cell("d"))),
    "plan.xlsx": xlsx(),
    "plan.ods": ODS,
    "plan.odt": writing("<text:p>Un plan</text:p>"),
}
MAIN = {
    "plan.docx": "word/document.xml",
    "plan.xlsx": "xl/worksheets/sheet1.xml",
    "plan.ods": "content.xml",
    "plan.odt": "content.xml",
}


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(GOOD[name])) as archive:
        return archive.read(MAIN[name])


def with_main(name: str, content: bytes) -> bytes:
    return repacked(GOOD[name], **{MAIN[name].replace("/", "__").replace(".", "_"): content})


@pytest.mark.parametrize("name", GOOD)
def test_all_of_them_are_read(name: str) -> None:
    reading = read(GOOD[name], name)
    assert (reading.tables or reading.prose) and reading.notes == ()


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE])
def test_declared_entities_are_refused(name: str, declared: str) -> None:
    content = part(name)
    start = content.find(b"?>") + 2 if content.startswith(b"<?") else 0
    with pytest.raises(Unreadable, match="definiciones XML"):
        read(with_main(name, content[:start] + declared.encode() + content[start:]), name)


def test_declared_entities_are_refused_in_utf_16_too() -> None:
    content = f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}<x>&c;</x>'.encode("utf-16")
    with pytest.raises(Unreadable, match="definiciones XML"):
        read(with_main("plan.docx", content), "plan.docx")


@pytest.mark.parametrize("name", GOOD)
def test_a_part_that_unpacks_two_hundred_times_larger_is_refused(name: str) -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(GOOD[name])) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.namelist():
            target.writestr(member, source.read(member))
        target.writestr("more.xml", b" " * 60 * 1024 * 1024)
    assert len(file.getvalue()) < 200_000
    with pytest.raises(Unreadable, match="ocupa demasiado"):
        read(file.getvalue(), name)


@pytest.mark.parametrize("name", GOOD)
def test_a_part_larger_than_it_says_is_refused(name: str) -> None:
    content = bytearray(GOOD[name])
    with zipfile.ZipFile(io.BytesIO(GOOD[name])) as archive:
        place = archive.namelist().index(MAIN[name])
    at = -1
    for _number in range(place + 1):
        at = content.index(b"PK\x01\x02", at + 1)
    struct.pack_into("<I", content, at + 24, 20)
    with pytest.raises(Unreadable, match="dañado"):
        read(bytes(content), name)


@pytest.mark.parametrize("name", GOOD)
def test_a_locked_archive_asks_for_one_without_password(name: str) -> None:
    content = bytearray(GOOD[name])
    for mark, flags in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)]:
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    with pytest.raises(Unreadable, match="contraseña"):
        read(bytes(content), name)


def test_a_locked_opendocument_asks_for_one_without_password() -> None:
    manifest = b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    content = repacked(ODS, **{"META-INF__manifest_xml": manifest, "content_xml": b"\x8a\x01\xff"})
    with pytest.raises(Unreadable, match="contraseña"):
        read(content, "plan.ods")


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx"])
def test_a_locked_office_file_asks_for_one_without_password(name: str) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    content += "EncryptedPackage".encode("utf-16-le") + bytes(600)
    with pytest.raises(Unreadable, match="contraseña"):
        read(content, name)


def test_an_archive_of_too_many_parts_is_refused() -> None:
    parts: dict[str, str | bytes] = {f"word/media/{number}.png": "" for number in range(20_001)}
    with pytest.raises(Unreadable, match="ocupa demasiado"):
        read(packed({"word/document.xml": "<w/>", **parts}), "plan.docx")


@pytest.mark.parametrize("name", GOOD)
def test_a_cut_file_is_refused_wherever_it_is_cut(name: str) -> None:
    content = GOOD[name]
    for end in range(4, len(content) - 22, max(1, len(content) // 60)):
        with pytest.raises(Unreadable):
            read(content[:end], name)


@pytest.mark.parametrize("name", GOOD)
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    chance = random.Random(3)
    for _time in range(60):
        content = bytearray(GOOD[name])
        for _byte in range(chance.randint(1, 6)):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        try:
            reading = read(bytes(content), name)
        except Unreadable as refusal:
            assert str(refusal).endswith(".") and "\n" not in str(refusal)
        else:
            assert reading.tables or reading.prose


@pytest.mark.parametrize("name", GOOD)
def test_xml_that_breaks_off_is_refused(name: str) -> None:
    content = part(name)
    with pytest.raises(Unreadable, match="dañado"):
        read(with_main(name, content[: len(content) // 2]), name)


@pytest.mark.parametrize("name", ["plan.docx", "plan.ods", "plan.odt"])
def test_xml_nested_without_end_is_refused(name: str) -> None:
    content = part(name)
    at = content.rfind(b"</")
    deep = content[:at] + b"<a>" * 50_000 + b"</a>" * 50_000 + content[at:]
    with pytest.raises(Unreadable, match=r"dañado|ocupa"):
        read(with_main(name, deep), name)


def test_a_broken_picture_does_not_hide_the_plan() -> None:
    whole = word(paragraph("Un plan"), more={"word/media/a.png": "una imagen que nadie abre"})
    content = bytearray(whole)
    at = content.find(b"word/media/a.png") + len("word/media/a.png")
    content[at : at + 4] = b"\xff\xff\xff\xff"
    assert read(bytes(content), "plan.docx").prose[0].text == "Un plan"


@pytest.mark.parametrize(
    ("name", "macros"),
    [
        ("plan.docx", "word/vbaProject.bin"),
        ("plan.xlsx", "xl/vbaProject.bin"),
        ("plan.ods", "Basic/Standard/Module1.xml"),
    ],
)
def test_macros_are_not_run_and_it_is_told(name: str, macros: str) -> None:
    file = io.BytesIO(GOOD[name])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(macros, "<x/>")
    named = name.replace("docx", "docm").replace("xlsx", "xlsm")
    reading = read(file.getvalue(), named)
    assert [(note.kind, note.severity) for note in reading.notes] == [("macros_ignored", "low")]


def test_what_stands_outside_the_file_is_not_looked_up_and_it_is_told() -> None:
    outside = relations(
        attachedTemplate="http://127.0.0.1:9/a.dotm",
        image="file:///etc/hostname",
        hyperlink="https://example.org",
    )
    content = word(paragraph("Un plan"), more={"word/_rels/document.xml.rels": outside})
    reading = read(content, "plan.docx")
    assert [(note.kind, note.params) for note in reading.notes] == [
        ("external_ignored", {"count": 2})
    ]


@pytest.mark.parametrize(
    ("name", "other", "said"),
    [
        ("plan.docx", "plan.xlsx", r"Excel \(.xlsx\)"),
        ("plan.xlsx", "plan.docx", r"Word \(.docx\)"),
        ("plan.xls", "plan.xlsx", r"Excel \(.xlsx\)"),
        ("plan.ods", "plan.odt", r"OpenDocument \(.odt\)"),
        ("plan.xlsx", "plan.ods", r"OpenDocument \(.ods\)"),
        ("plan.txt", "plan.docx", r"Word \(.docx\)"),
    ],
)
def test_a_name_that_says_another_format_is_refused(name: str, other: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(GOOD[other], name)
