"""Answering with a page, or with the part of it that the browser asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    parts: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only the named partial of it that HTMX is about to swap in."""
    target = request.headers.get("HX-Target", "")
    if target in parts:  # the header is the visitor's word: only parts we named
        template = f"{template}#{target}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Target"])
    return response
