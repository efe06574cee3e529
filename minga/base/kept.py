"""Answers worth keeping while what they were computed from has not changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

ANSWERS = 200

_kept: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()


def kept[T](key: Hashable, make: Callable[[], T]) -> T:
    """The answer for `key`, made once in this process.

    The key must hold everything the answer depends on, above all the revision of the plan: a new
    revision is a new key, so nothing stale is ever shown and nothing has to be thrown away by hand.
    """
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]  # type: ignore[return-value]
    answer = make()
    with _lock:
        _kept[key] = answer
        while len(_kept) > ANSWERS:
            _kept.popitem(last=False)
    return answer


def forget_all() -> None:
    """Begin anew: a test takes its changes back, revisions too, and would meet its own answers."""
    with _lock:
        _kept.clear()
