"""Documents of XML in a zip, written by hand for what no library writes."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD_NAMES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_ODF_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "draw": "drawing",
    }.items()
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def repacked(content: bytes, **changes: bytes) -> bytes:
    """The same archive with some parts changed: `a__b_xml` is "a/b.xml"."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w") as target:
        named = {name.replace("__", "/").replace("_xml", ".xml"): c for name, c in changes.items()}
        for name in dict.fromkeys([*source.namelist(), *named]):
            target.writestr(name, named[name] if name in named else source.read(name))
    return file.getvalue()


def relations(**targets: str) -> str:
    """`styles="styles.xml"`; an address is external."""
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{TYPES}/{kind}" Target="{target}"'
        f"{" TargetMode='External'" if '://' in target else ''}/>"
        for number, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'


def word(
    body: str, *, styles: str = "", numbering: str = "", more: dict[str, str] | None = None
) -> bytes:
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/_rels/document.xml.rels": relations(
            styles="styles.xml", numbering="numbering.xml", footnotes="footnotes.xml"
        ),
        "word/document.xml": f"<w:document {_WORD_NAMES}><w:body>{body}</w:body></w:document>",
    }
    if styles:
        parts["word/styles.xml"] = f'<w:styles xmlns:w="{W}">{styles}</w:styles>'
    if numbering:
        parts["word/numbering.xml"] = f'<w:numbering xmlns:w="{W}">{numbering}</w:numbering>'
    return packed({**parts, **(more or {})})


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(content: str, properties: str = "") -> str:
    if not content.startswith("<"):
        content = paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def sheets(content: str, styles: str = "") -> bytes:
    """An ODS with these tables."""
    return _odf(f"<office:spreadsheet>{content}</office:spreadsheet>", styles, "spreadsheet")


def writing(content: str, styles: str = "", common: str = "") -> bytes:
    """An ODT with this text."""
    return _odf(f"<office:text>{content}</office:text>", styles, "text", common)


def _odf(body: str, styles: str, kind: str, common: str = "") -> bytes:
    parts: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {_ODF_NAMES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body>{body}</office:body></office:document-content>",
    }
    if common:
        parts["styles.xml"] = (
            f"<office:document-styles {_ODF_NAMES}><office:styles>{common}</office:styles>"
            "</office:document-styles>"
        )
    return packed(parts)
