"""What cannot be read is refused with one sentence that says what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from minga.intake import read as package
from minga.intake.read import read
from minga.intake.reading import Unreadable

pytestmark = pytest.mark.pure


def xlsx(*rows: Sequence[str]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(**members: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name.replace("__", "/").replace("_x", ".x"), content)
    return file.getvalue()


def sheet_with(cell: str, row: int) -> bytes:
    """A workbook whose only sheet says it has a far cell."""
    good = io.BytesIO(xlsx(["a", "b"], ["c", "d"]))
    file = io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = f'<row r="{row}"><c r="{cell}" t="n"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far.encode())
            target.writestr(name, content)
    return file.getvalue()


GOOD = xlsx(["Iniciativas", "Mecanismos"], ["Plan", "Convenios"])
HTML = b"<!doctype html><html><body><table><tr><td>a</td></tr></table></body></html>"

REFUSED = {
    "empty": (b"", "plan.csv", "vacío"),
    "white space": (b" \t\r\n\n  ", "plan.txt", "vacío"),
    "white space in utf-16": ("\n \n".encode("utf-16"), "plan.txt", "vacío"),
    "a million blank rows": (b"\n" * 1_000_000, "plan.csv", "vacío"),
    "truncated xlsx": (GOOD[: len(GOOD) // 2], "plan.xlsx", "dañado"),
    "xlsx with a broken member": (GOOD.replace(b"PK\x01\x02", b"PK\x01\x03"), "a.xlsx", "dañado"),
    "another zip": (archive(a_xml="1"), "plan.zip", "ZIP"),
    "docx without text": (archive(word__document_xml="<w/>"), "plan.docx", "no tiene texto"),
    "pptx": (archive(ppt__presentation_xml="<p/>"), "plan.pptx", "PowerPoint"),
    "rtf": (b"{\\rtf1 Plan}", "plan.rtf", "RTF"),
    "zip named csv": (archive(a_xml="1"), "plan.csv", "termina en .csv"),
    "xlsx named csv": (GOOD, "plan.csv", "termina en .csv"),
    "docx named xlsx": (archive(word__document_xml="<w/>"), "plan.xlsx", "termina en .xlsx"),
    "html named xlsx": (HTML, "plan.xlsx", "termina en .xlsx"),
    "html named csv": (HTML, "plan.csv", "termina en .csv"),
    "text named xlsx": (b"a;b;c\n1;2;3\n", "plan.xlsx", "termina en .xlsx"),
    "text named html": (b"a\tb\nc\td\n", "plan.html", "termina en .html"),
    "text named pdf": (b"a\tb\nc\td\n", "plan.pdf", "termina en .pdf"),
    "pdf that breaks off": (b"%PDF-1.7\n\x00\x01", "plan.pdf", "dañado"),
    "pdf named txt": (b"%PDF-1.7\n\x00\x01", "plan.txt", "termina en .txt"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "plan.xls", "97-2003"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "plan.png", "PNG"),
    "NUL in text": (b"a\tb\nc\x00\td\n", "plan.txt", "dañado"),
    "control characters": (b"a;b;c\n\x01;\x02;\x1b\n", "plan.csv", "dañado"),
    "NUL in utf-16": ("a\tb\n\x00\td\n".encode("utf-16"), "plan.txt", "dañado"),
    "half of a utf-16 letter": ("año\tb\n".encode("utf-16")[:-1], "plan.txt", "codificación"),
    "noise": (bytes(range(128, 256)) * 40, "plan.txt", ""),
    "far row": (sheet_with("A1048576", 1_048_576), "plan.xlsx", "1048576 filas"),
    "far column": (sheet_with("XFD3", 3), "plan.xlsx", "16384 columnas"),
    "sheet without data": (xlsx(), "plan.xlsx", "ninguna hoja"),
    "a cell without end": (b'a,b,c\n1,2,3\n"' + b"x" * 1_100_000, "plan.csv", "comillas"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_refuses(case: str) -> None:
    content, name, said = REFUSED[case]
    with pytest.raises(Unreadable) as refusal:
        read(content, name)
    sentence = str(refusal.value)
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_it_refuses_a_file_over_the_limit() -> None:
    with pytest.raises(Unreadable, match="demasiado grande"):
        read(b"a,b\n" * 100, "plan.csv", limit=100)


def test_it_refuses_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_ROWS", 10)
    with pytest.raises(Unreadable, match="12 filas"):
        read(b"a,b,c\n" * 12, "plan.csv")


def test_it_refuses_a_workbook_that_unpacks_into_gigabytes() -> None:
    bomb = archive(xl__workbook_xml="<w/>", xl__media__a_xml=b"0" * 401 * 1024 * 1024)
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Unreadable, match="ocupa demasiado"):
        read(bomb, "plan.xlsx")


def test_it_refuses_a_member_larger_than_it_says() -> None:
    """The directory of the archive may lie about sizes; the content is measured by reading it."""
    good = bytearray(GOOD)
    at = good.rfind(b"PK\x01\x02")
    good[at + 24 : at + 28] = (1).to_bytes(4, "little")
    with pytest.raises(Unreadable):
        read(bytes(good), "plan.xlsx")


def test_the_refusal_of_a_format_names_those_that_are_read() -> None:
    with pytest.raises(Unreadable, match="DOCX, ODT, XLSX, ODS, CSV, HTML, TXT o Markdown"):
        read(b"{\\rtf1 Plan}", "plan.rtf")
