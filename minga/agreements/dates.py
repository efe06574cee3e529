"""The days of agreements in a calendar: when the term ends, and when it has to be thought of."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from minga.agreements.models import Agreement, Party
from minga.base.dated import Dated
from minga.people.models import User


def dated(
    user: User | None,
    about: tuple[str, int] | None,
    first: datetime.date,
    last: datetime.date,
    most: int | None = None,
) -> Iterator[Dated]:
    """For a person, those that his or her units administer or are parties of."""
    rows = Agreement.objects.live().exclude(term_ends=None)
    if about is not None:
        if about[0] != "agreements.agreement":
            return
        rows = rows.filter(pk=about[1])
    elif user is None:
        return
    else:
        parties = Party.objects.filter(actor__unit__in=user.own_units).values("agreement")
        mine = Q(unit__in=user.own_units) | Q(administrator=user) | Q(pk__in=parties)
        rows = rows.visible_to(user).filter(mine)
    falls = Q(term_ends__range=(first, last))
    for days in (
        Agreement.objects.live().order_by().values_list("notice_days", flat=True).distinct()
    ):
        notice = datetime.timedelta(days)
        falls |= Q(notice_days=days, term_ends__range=(first + notice, last + notice))
    only = ("uuid", "number", "title", "term_ends", "notice_days", "version")
    found = sorted(rows.filter(falls).only(*only), key=lambda a: (_soonest(a, first), a.pk))
    for agreement in found[:most]:
        yield from of_agreement(agreement, first, last)


def _soonest(agreement: Agreement, first: datetime.date) -> datetime.date:
    """The first of its days that is to come."""
    ends = agreement.term_ends or datetime.date.max
    notice = ends - datetime.timedelta(agreement.notice_days)
    return notice if notice >= first else ends


def of_agreement(
    agreement: Agreement, first: datetime.date, last: datetime.date
) -> Iterator[Dated]:
    """The end of its present term and the day of notice, where they fall between two days."""
    ends = agreement.term_ends
    if ends is None:
        return
    notice = ends - datetime.timedelta(days=agreement.notice_days)
    title = str(agreement)
    for name, on, says in (
        ("end", ends, _("Vence: %(title)s")),
        ("notice", notice, _("Empieza el aviso de fin: %(title)s")),
    ):
        if first <= on <= last and (name == "end" or agreement.notice_days):
            yield Dated(
                uid=f"agreement-{agreement.uuid}-{name}",
                summary=says % {"title": title},
                starts=on,
                url=agreement.get_absolute_url(),
                sequence=agreement.version,
                kind=_("Convenio"),
            )
