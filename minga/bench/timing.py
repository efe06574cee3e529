"""What an answer took inside the server, as a Server-Timing header."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def server_timing(answer: Answer) -> Answer:
    def timed(request: HttpRequest) -> HttpResponse:
        count, spent = 0, 0.0

        def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal count, spent
            count += 1
            began = time.perf_counter()
            try:
                return execute(*arguments)
            finally:
                spent += time.perf_counter() - began

        began = time.perf_counter()
        with connection.execute_wrapper(counted):
            response = answer(request)
        took = time.perf_counter() - began
        response["Server-Timing"] = (
            f'app;dur={took * 1000:.3f}, db;dur={spent * 1000:.3f};desc="{count}"'
        )
        return response

    return timed
