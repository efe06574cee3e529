"""XML elements as nested data: attributes and elements are fields, what repeats is a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from minga.intake.read import nested
from minga.intake.read.shapes import Record, Value, text_of
from minga.intake.reading import Reading, Unreadable

_HOLDER = 4  # letters that the name of a list shares with what it holds: "acciones", "accion"
_HEAD = 65_536
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ELEMENT = re.compile(r"<([^\W\d][\w.:-]*)")
_DOCTYPE_HTML = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_HTML = frozenset(
    {"html", "head", "body", "table", "div", "p", "span", "section", "article", "main", "header"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "center", "font", "b", "i", "a", "br"}
    | {"meta", "title", "style", "script", "strong", "em", "img", "hr", "pre", "form", "nav"}
)
_UNSAID = "{http://www.w3.org/2001/XMLSchema-instance}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_LANGUAGE = f"{_XML}lang"


def read(content: bytes, name: str, encoding: str) -> Reading:
    """Raises lxml's XMLSyntaxError where the content is no XML."""
    from lxml import etree

    builder = _Builder()
    parser = etree.XMLParser(
        target=builder,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    value: Value = etree.fromstring(content, parser)
    found = nested.find(value)
    return Reading(
        name,
        "application/xml",
        encoding,
        tuple(found.prose),
        tuple(found.tables),
        notes=found.notes(),
    )


def is_xml(text: str, named: bool) -> bool:
    """Whether the text is XML and not HTML, by its first element; a name may say so too."""
    bare = _COMMENT.sub("", text[:_HEAD]).lstrip("\ufeff \t\r\n")
    first = _ELEMENT.search(bare)
    if not first or _DOCTYPE_HTML.search(bare[: first.start()]):
        return False
    root = first[1].rpartition(":")[2]
    if named or bare.startswith(("<?xml", "<!DOCTYPE")):
        return root.lower() != "html"
    return root.lower() not in _HTML and text.rstrip().endswith(f"</{first[1]}>")


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


@dataclass(slots=True)
class _Kind:
    """All the elements with one path."""

    name: str
    below: dict[str, _Kind] = field(default_factory=dict)
    repeats: bool = False
    says: bool = False  # has text or attributes of its own


@dataclass(slots=True)
class _Open:
    """An element that has not ended yet."""

    kind: _Kind
    fields: Record
    children: dict[str, list[Value]] = field(default_factory=dict)
    pieces: list[str | list[Value]] = field(default_factory=list)  # text and elements in order


class _Builder:
    """Takes the parser's events; no tree is ever held."""

    def __init__(self) -> None:
        self.top = _Kind("")
        self.stack = [_Open(self.top, {})]
        self.language = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.stack) > nested.MAX_DEPTH:
            raise Unreadable(nested.too_deep())
        name = local(tag) + self._language(attributes)
        above = self.stack[-1].kind.below
        kind = above.get(name) or above.setdefault(name, _Kind(name))
        fields: Record = {
            local(key): value
            for key, value in attributes.items()
            if not key.startswith((_UNSAID, _XML))
        }
        self.stack.append(_Open(kind, fields))

    def data(self, text: str) -> None:
        self.stack[-1].pieces.append(text)

    def end(self, tag: str) -> None:
        done = self.stack.pop()
        value = _value(done)
        parent = self.stack[-1]
        beside = parent.children.setdefault(done.kind.name, [])
        beside.append(value)
        if len(beside) > 1:
            done.kind.repeats = True
        parent.pieces.append([value])

    def close(self) -> Value:
        return _unwrapped(dict(self.stack[0].children), self.top)

    def _language(self, attributes: dict[str, str]) -> str:
        """A text in a second language is a field of its own."""
        said = attributes.get(_LANGUAGE, "")
        self.language = self.language or said
        return f" {said}" if said and said != self.language else ""


def _value(element: _Open) -> Value:
    text = "".join(piece for piece in element.pieces if isinstance(piece, str)).strip()
    if element.children and text:  # a sentence with marked words in it
        text = "".join(p if isinstance(p, str) else text_of(p) for p in element.pieces)
        element.children.clear()
        element.kind.below.clear()
    text = " ".join(text.split(" ")).strip()
    if text or element.fields:
        element.kind.says = True
    if not element.children and not element.fields:
        return text or None
    value: Record = {}
    for key, said in element.fields.items():
        value[f"@{key}" if key in element.children else key] = said
    if text:
        value[""] = text
    value.update(element.children)
    return value


def _unwrapped(value: Value, kind: _Kind) -> Value:
    """Elements that never repeat in any place are no lists."""
    if not isinstance(value, dict):
        return value
    if len(kind.below) == 1 and not kind.says:
        only = next(iter(kind.below.values()))
        only.repeats = only.repeats or _holds(kind.name, only.name)
    made: Record = {}
    for key, said in value.items():
        below = kind.below.get(key)
        if below is None or not isinstance(said, list):
            made[key] = said
        elif below.repeats:
            made[key] = [_unwrapped(each, below) for each in said]
        else:
            made[key] = _unwrapped(said[0], below)
    return made


def _holds(outer: str, inner: str) -> bool:
    shared = inner[:_HOLDER].casefold()
    return len(outer) > len(inner) and outer.casefold().startswith(shared)
