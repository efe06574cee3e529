"""Telling a person that something was done, with the way to undo it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def done(request: HttpRequest, says: str, *, undo: str = "") -> None:
    """`undo` is the address that takes it back; the message shows a button for it."""
    messages.success(request, says, extra_tags=undo)
