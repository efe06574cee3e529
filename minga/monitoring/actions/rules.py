"""The rules of a plan: a new version of one; what was once used is never changed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused
from minga.monitoring.models import Rule
from minga.monitoring.scoring.lights import wrong
from minga.monitoring.scoring.recompute import recompute_soon
from minga.monitoring.scoring.refresh import claim
from minga.people.models import User

TOLD = ("name", "source", "since", "params", "thresholds", "thresholds_source", "confirmed")


@transaction.atomic
def new_version(
    rule: Rule,
    *,
    by: User,
    since: datetime.date,
    source: str,
    thresholds: Sequence[Mapping[str, Any]],
    thresholds_source: str = "",
    params: Mapping[str, Any] | None = None,
    name: str = "",
    confirmed: bool = False,
) -> Rule:
    """A new version of a rule, which from now on scores every year that ends on `since` or later.

    `params` are changed one by one; what is not named stays as in `rule`. The years concerned are
    scored anew: at once, or in the queue where that is much work.
    """
    said = source.strip()
    if not said:
        raise Refused({"source": _("Escriba de dónde sale la regla: qué acto o qué documento.")})
    if says := wrong(thresholds):
        raise Refused(says)
    if thresholds and not thresholds_source.strip():
        raise Refused(
            {"thresholds_source": _("Escriba de dónde salen los umbrales, aunque sea de usted.")}
        )
    claim([rule.plan_id])  # two who write one at once: the second gets the next number
    of_kind = Rule.objects.filter(plan=rule.plan_id, kind=rule.kind)
    last = of_kind.aggregate(last=Max("version"))["last"]
    made = Rule.objects.create(
        plan=rule.plan,
        kind=rule.kind,
        version=last + 1,
        name=name.strip() or rule.name,
        source=said,
        since=since,
        params={**rule.params, **(params or {})},
        thresholds=[dict(one) for one in thresholds],
        thresholds_source=thresholds_source.strip(),
        confirmed=confirmed,
        by=by,
    )
    before = {field: history.plain(getattr(rule, field)) for field in TOLD}
    after = {field: history.plain(getattr(made, field)) for field in TOLD}
    history.record(made, "versioned", by=by, before=before, after=after)
    if rule.kind == Rule.Kind.TARGET:
        recompute_soon(rule.plan)
    return made
