"""A progress bar on long work, on standard error so that output stays clean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Yields a function to call with (done, total)."""
    if quiet:
        yield lambda done, total: None
        return
    from tqdm import tqdm

    with tqdm(
        desc=what,
        file=sys.stderr,
        mininterval=0,
        bar_format="{desc} {bar:30} {n_fmt} de {total_fmt}",
    ) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
