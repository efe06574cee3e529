"""How a notice is said, in the language of whoever reads it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from minga.base.domain import offered
from minga.base.templatetags.look import day, sentence
from minga.notices.models import Notice

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?)?")


class Told(dict[str, Any]):
    """What fills a sentence; a name that was not given leaves a mark and no error."""

    def __missing__(self, name: str) -> str:
        return "…"


def say(notice: Notice, kinds: Mapping[str, Any] | None = None) -> str:
    """The sentence of a notice, in the active language; `kinds` spares looking them up again."""
    kinds = offered("notices") if kinds is None else kinds
    told = Told((name, as_written(value)) for name, value in notice.params.items())
    said = kinds.get(notice.kind)
    if said is None:  # its domain is no longer installed
        return _("Hay novedades en «%(about)s».") % told
    return sentence(str(said) % told)


def as_written(value: Any) -> Any:
    """A date or a time as people write it; a list with commas; anything else as it is."""
    if isinstance(value, list):
        return ", ".join(str(as_written(item)) for item in value)
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return value
    try:
        if len(value) == len("2026-11-22"):
            return day(datetime.date.fromisoformat(value))
        moment = datetime.datetime.fromisoformat(value)
    except ValueError:
        return value
    moment = localtime(moment) if is_aware(moment) else moment
    return f"{day(moment.date())}, {date_format(moment, 'H:i')}"
