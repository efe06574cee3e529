"""Telling a person that something was done, with the way to undo it, or why it was not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms.forms import BaseForm
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

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


def pressed(request: HttpRequest, says: str, act: Callable[..., Any], **kwargs: Any) -> bool:
    """Do what a button says, and tell what came of it at the top of the next page."""
    try:
        act(**kwargs)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return False
    done(request, says)
    return True


def tried(form: BaseForm, act: Callable[..., Any], /, *args: Any, **kwargs: Any) -> bool:
    """Do it; a refusal stands on the form, at its field where it names one."""
    try:
        act(*args, **kwargs)
    except Refused as refusal:
        place(form, refusal)
        return False
    return True


def place(form: BaseForm, refusal: Refused) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def back(request: HttpRequest, otherwise: str = "") -> str:
    """Where to go on afterwards: an address of ours that the form names as `next`."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe and wanted.startswith("/") else otherwise
