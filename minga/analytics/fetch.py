"""From the network: on the web only, never inside of ours, no more nor slower than is due."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Iterator
from functools import cache
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from django.utils.translation import gettext as _

from minga.base.steps import Refused

PATIENCE = 30  # seconds without a byte, and until the pace is looked at
PACE = 2048  # bytes in a second: less is nobody who wants to give something
CATALOG_SIZE = 32 * 2**20
CHUNK = 2**20


class Changed(Exception):
    """What came is not what was announced."""


def fetch(url: str, etag: str) -> tuple[bytes, str] | None:
    """A catalog, too long by a byte where it is too long; None where it is what we have."""
    request = Request(url, headers={"If-None-Match": etag} if etag else {})  # noqa: S310
    try:
        with _opener().open(request, timeout=PATIENCE) as answer:
            return b"".join(_pieces(answer, CATALOG_SIZE + 1)), answer.headers.get("ETag", "")
    except HTTPError as error:
        if error.code == 304 and etag:
            return None
        raise Refused(
            _("%(url)s responde %(code)s: no publica datos de Minga.")
            % {"url": url, "code": error.code}
        ) from None
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise Refused(_unreachable(url, error)) from None


def download(url: str, target: Path, said: dict[str, Any]) -> None:
    """A file of a catalog; raises Changed where it is another one."""
    digest = hashlib.sha256()
    try:
        with _opener().open(url, timeout=PATIENCE) as answer, target.open("wb") as out:
            for piece in _pieces(answer, said["bytes"] + 1):
                digest.update(piece)
                out.write(piece)
    except (URLError, HTTPException, TimeoutError, ConnectionError) as error:
        raise Refused(_unreachable(url, error)) from None
    if digest.hexdigest() != said["sha256"]:
        raise Changed


def _pieces(answer: HTTPResponse, most: int) -> Iterator[bytes]:
    """All of it, but never more than was announced, nor a drop at a time for ever."""
    began, came = time.monotonic(), 0
    while came < most and (piece := answer.read1(min(CHUNK, most - came))):
        came += len(piece)
        yield piece
        if (lasts := time.monotonic() - began) > PATIENCE and came < PACE * lasts:
            raise TimeoutError(_("va demasiado lento"))


class _Careful(HTTPRedirectHandler):
    """A redirection stays on the web, and does not lead from outside into our own network."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        was, now = urlsplit(req.full_url), urlsplit(newurl)
        away = now.scheme not in ("http", "https") or (was.scheme, now.scheme) == ("https", "http")
        if away or (_inside(now.hostname) and not _inside(was.hostname)):
            raise URLError(_("manda a otra parte"))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _inside(host: str | None) -> bool:
    """Whether a name, or one of its addresses, is of this machine or of a network of our own."""
    try:
        found = socket.getaddrinfo(host or "", None)
    except (OSError, UnicodeError):
        return False  # nobody answers there
    return any(not ip_address(str(where[0]).partition("%")[0]).is_global for *_of, where in found)


@cache  # each reads all certificates that the system trusts
def _opener() -> OpenerDirector:
    return build_opener(_Careful)


def _unreachable(url: str, error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return _("No se pudo tomar %(url)s (%(reason)s).") % {"url": url, "reason": str(reason)[:120]}
