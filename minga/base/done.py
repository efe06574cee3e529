"""Telling a person that something was done, with the way to undo it, or why it was not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from minga.base.steps import Refused


def done(request: HttpRequest, says: str, *, undo: str = "") -> None:
    """`undo` is the address that takes it back; the message shows a button for it."""
    messages.success(request, says, extra_tags=undo)


@contextmanager
def or_why_not(request: HttpRequest) -> Iterator[None]:
    """What is done inside may be refused: the next page says why, and nothing was done."""
    try:
        yield
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
