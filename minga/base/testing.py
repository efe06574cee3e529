"""Reading pages in tests, and acting at the same moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from minga.base.steps import Refused

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


def together(times: int, *acts: Callable[[int], object]) -> list[str]:
    """Each in a thread of its own, let go at once again and again; what was refused is told."""
    gate, said, wrong = Barrier(len(acts), timeout=60), [], []

    def run(act: Callable[[int], object]) -> None:
        try:
            for at in range(times):
                gate.wait()
                try:
                    act(at)
                except Refused as refusal:
                    said.append(" ".join(refusal.messages))
        except BaseException as error:
            wrong.append(error)
            gate.abort()
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong
    return said
