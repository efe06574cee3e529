"""A table as a Word document: styles, title page and footer by python-docx, the rows as text.

The rows are written straight into the archive, a block at a time: building an object for each cell
takes a hundred times as long, and memory for the whole table.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import batched
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.opendata.annex.sizes import widths
from minga.opendata.annex.words import tidy
from minga.opendata.datasets import Cell, Cover, Row, Table

HERE = "the table goes here"
MAIN = "word/document.xml"
FONT = "Calibri"
MM = 1440 / 25.4  # in twentieths of a point
LANDSCAPE = (297, 210)
MARGIN = 15
SHADE = "E6E9F5"
LINE = "8F8A80"
ROWS = 500  # at a time
FAST = 4  # of 9 levels of compression


def docx(table: Table) -> Iterator[bytes]:
    """Nothing is held: what is ready is sent."""
    cover = table.cover or Cover(table.title)
    skeleton = zipfile.ZipFile(io.BytesIO(_skeleton(table, cover)))
    before, after = _around(skeleton.read(MAIN).decode())
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
        for name in skeleton.namelist():
            if name != MAIN:
                archive.writestr(name, skeleton.read(name))
        with archive.open(MAIN, "w") as body:
            body.write((before + _opening(table, cover)).encode())
            for rows in _rows(table):
                body.write(rows.encode())
                yield sink.taken()
            body.write(f"</w:tbl>{after}".encode())
    yield sink.taken()


class _Sink(io.RawIOBase):
    """What the archive writes until somebody takes it."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        content = b"".join(self.pieces)
        self.pieces.clear()
        return content


# --- the table


def _opening(table: Table, cover: Cover) -> str:
    described = _("Una fila por cada articulación; las celdas unidas valen para todas sus filas.")
    language = get_language() or "es"
    measures = _widths(table)
    headings = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="ColumnHeading"/></w:pPr><w:r><w:rPr><w:lang w:val="{language}"/></w:rPr>'
        f"{_text(str(column.label))}</w:r></w:p></w:tc>"
        for column, width in zip(table.columns, measures, strict=True)
    )
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="75" w:type="dxa"/>'
        '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="75" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0020" w:firstRow="1"/>'
        f"<w:tblCaption w:val={quoteattr(tidy(cover.subtitle or cover.title))}/>"
        f"<w:tblDescription w:val={quoteattr(described)}/></w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in measures)
        + f"</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>{headings}</w:tr>"
    )


def _widths(table: Table) -> list[int]:
    return [round(width * MM) for width in widths(table, LANDSCAPE[0] - 2 * MARGIN)]


def _rows(table: Table) -> Iterator[str]:
    """Some rows at a time, with their merged cells."""
    opening, covered = [], []
    starts = [sum(table.groups[:depth]) for depth in range(len(table.groups))]
    ends = [start + width for start, width in zip(starts, table.groups, strict=True)]
    merged = sum(table.groups)
    for place, width in enumerate(_widths(table)):
        size = f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
        merge = '<w:vMerge w:val="restart"/>' if place < merged else ""
        opening.append(f"{size}{merge}</w:tcPr><w:p>")
        covered.append(f"{size}<w:vMerge/></w:tcPr><w:p/></w:tc>")
    above: Row | None = None
    for rows in batched(table.rows, ROWS):
        texts = _Texts()
        lines: list[str] = []
        for row in rows:
            same = 0  # how many cells at the left go on from the row above
            for start, end in zip(starts, ends, strict=True):
                if above is None or row[start] != above[start]:
                    break
                same = end
            lines += "<w:tr>", *covered[:same]
            for place in range(same, len(row)):
                lines += opening[place], texts[row[place]]
            lines.append("</w:tr>")
            above = row
        yield "".join(lines)


class _Texts(dict[Cell, str]):
    """The inside of a cell. A matrix repeats many of its texts: each is written once a block."""

    def __missing__(self, cell: Cell) -> str:
        said = "" if cell is None else tidy(str(cell))
        self[cell] = f"<w:r>{_text(said)}</w:r></w:p></w:tc>" if said else "</w:p></w:tc>"
        return self[cell]


def _text(said: str) -> str:
    lines = escape(said).split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)


# --- the rest of the document


def _skeleton(table: Table, cover: Cover) -> bytes:
    """All but the table, whose place is marked."""
    from docx import Document
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.shared import Mm

    document = Document()
    _styles(document, cover.language or get_language() or "es")
    core = document.core_properties
    core.title = tidy(f"{cover.title}: {cover.subtitle}" if cover.subtitle else cover.title)
    core.author, core.subject = tidy(cover.author), cover.subtitle
    core.language, core.comments = cover.language or get_language() or "es", ""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = map(Mm, LANDSCAPE)
    section.left_margin = section.right_margin = Mm(MARGIN * 2)
    section.top_margin, section.bottom_margin = Mm(17), Mm(17)
    section.header_distance = section.footer_distance = Mm(9)
    if cover.author:
        document.add_paragraph(tidy(cover.author), style="Author")
    document.add_paragraph(tidy(cover.title), style="Title")
    document.add_heading(tidy(cover.subtitle or table.title), level=1)
    if cover.period:
        document.add_paragraph(cover.period, style="Period")
    for label, value in cover.facts:
        document.add_paragraph(tidy(f"{label}: {value}"), style="Fact")
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.footer.is_linked_to_previous = False
    _footer(section.footer, tidy(cover.title))
    document.add_paragraph(HERE)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _around(main: str) -> tuple[str, str]:
    """What stands before and after the paragraph that marks the place of the table.

    A table may not be the last of a document, so an empty paragraph follows it.
    """
    before, after = main.split(HERE)
    return before[: before.rindex("<w:p>")], "<w:p/>" + after[after.index("</w:p>") + 6 :]


def _styles(document: Any, language: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for properties in document.styles.element.iter(qn("w:rPrDefault")):
        for old in list(properties.iter(qn("w:lang"))):
            old.set(qn("w:val"), language)
    sizes = {
        "Normal": (9, 0, 0), "Title": (27, 90, 6), "Heading 1": (18, 0, 6),
        "Author": (13, 60, 0), "Period": (15, 0, 90), "Fact": (10, 0, 3),
        "ColumnHeading": (8, 0, 0), "Footer": (8, 0, 0),
    }  # fmt: skip
    for name, (size, before, after) in sizes.items():
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), FONT
        style.font.bold = name in ("Title", "ColumnHeading")
        style.font.color.rgb = RGBColor.from_string("1E2D72" if name == "Title" else "181713")
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)


def _footer(footer: Any, title: str) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    paragraph = footer.paragraphs[0]
    paragraph.style.paragraph_format.tab_stops.clear_all()
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(LANDSCAPE[0] - 2 * MARGIN), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{title}\t")
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    for part in re.split(r"(\{pages?\})", _("página {page} de {pages}")):
        if part in fields:
            _field(paragraph, fields[part])
        elif part:
            paragraph.add_run(part)


def _field(paragraph: Any, name: str) -> None:
    """A number that the word processor fills in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
