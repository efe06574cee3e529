"""Reading pages in tests."""

from __future__ import annotations

import re

from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

Piece = LexborHTMLParser | LexborNode


def read(client: Client, url: str, data: dict[str, str] | None = None) -> LexborHTMLParser:
    """A page that has to be there."""
    response = client.get(url, data)
    assert response.status_code == 200, f"{url}: {response.status_code}"
    return LexborHTMLParser(response.content)


def one(piece: Piece, selector: str) -> LexborNode:
    """The first of something that has to be there."""
    node = piece.css_first(selector)
    assert node is not None, selector
    return node


def words(piece: Piece, selector: str) -> str:
    """Its text, with single spaces."""
    return " ".join(one(piece, selector).text(separator=" ").split())


def href(node: LexborNode) -> str:
    return node.attributes["href"] or ""


def next_page(piece: Piece) -> str:
    """The address of the page after this one, or ""."""
    link = piece.css_first("a[rel=next]")
    return href(link) if link else ""


def flat(html: str) -> str:
    """A page without the white space that its template is laid out with."""
    return re.sub(r"\s+", " ", re.sub(r"(?<=>)\s+|\s+(?=[<>])", "", html)).strip()
