"""Calling people to a session: each delegate of today's members, once for each version of it.

`send` looks at who should have which version and writes only what is missing, so that calling,
changing, cancelling and a new delegate are the same thing, and none of them is told twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.base.templatetags.look import day
from minga.notices.letters import write
from minga.people.models import User
from minga.spaces import ical
from minga.spaces.models import Delegate, Invitation, Member, Session, Space


@dataclass(frozen=True, slots=True)
class Silent:
    """An institution whom no letter reaches: somebody has to call."""

    member: Member
    delegates: tuple[Delegate, ...]  # none, or none with an address

    @property
    def names(self) -> str:
        return ", ".join(delegate.name for delegate in self.delegates)


def delegates_of(session: Session) -> list[Delegate]:
    """Who speaks for the members on the day of the session, the titular before the alternate."""
    on = localtime(session.starts).date()
    members = Member.objects.filter(space=session.space_id).on(on)
    return list(
        Delegate.objects.filter(member__in=members)
        .on(on)
        .select_related("member__actor", "user")
        .order_by("member", "alternate", "pk")
    )


def silent(session: Session) -> list[Silent]:
    """The institutions with no delegate that a letter would reach."""
    on = localtime(session.starts).date()
    known: dict[int, list[Delegate]] = {}
    for delegate in delegates_of(session):
        known.setdefault(delegate.member_id, []).append(delegate)
    members = Member.objects.filter(space=session.space_id).on(on).select_related("actor")
    return [
        Silent(member, tuple(known.get(member.pk, ())))
        for member in members.order_by("actor__name")
        if not any(delegate.email for delegate in known.get(member.pk, ()))
    ]


def send(session: Session) -> int:
    """Write to whoever does not have this version of the session yet; returns how many letters.

    To be called inside the transaction of the change. Whoever was called and is no delegate any
    more is told that they need not come. Of what is over nobody is told.
    """
    if session.ends <= timezone.now():
        return 0
    Session.objects.select_for_update().get(pk=session.pk)  # two at once would both write
    wanted = {} if session.status == Session.Status.CANCELLED else _addresses(session)
    known = {i.email: i for i in Invitation.objects.filter(session=session)}
    sent = 0
    for email, delegate in wanted.items():
        invitation = known.get(email)
        if invitation is None:
            invitation = Invitation(session=session, email=email, name=delegate.name)
        elif invitation.sequence == session.sequence and not invitation.cancelled:
            continue
        first = invitation.pk is None or invitation.cancelled
        invitation.sequence = session.sequence
        invitation.cancelled = False
        invitation.save()
        sent += _write(session, invitation, ical.REQUEST, new=first)
    for email, invitation in known.items():
        if email in wanted or invitation.cancelled:
            continue
        invitation.sequence = session.sequence
        invitation.cancelled = True
        invitation.save()
        sent += _write(session, invitation, ical.CANCEL)
    return sent


def send_coming(space: Space) -> int:
    """The same for every session of a space that is still to come; its delegates changed."""
    coming = Session.objects.filter(
        space=space, status=Session.Status.CALLED, ends__gt=timezone.now()
    ).select_related("space__unit")
    return sum(send(session) for session in coming)


def users_of(session: Session) -> list[User]:
    """The delegates who have an account here."""
    return [delegate.user for delegate in delegates_of(session) if delegate.user]


def _addresses(session: Session) -> dict[str, Delegate]:
    found: dict[str, Delegate] = {}
    for delegate in delegates_of(session):
        if delegate.email:
            found.setdefault(delegate.email.lower(), delegate)
    return found


def _write(session: Session, invitation: Invitation, method: str, *, new: bool = False) -> int:
    invited = ical.Invited(invitation.name, invitation.email)
    with override(settings.LANGUAGE_CODE):
        if method == ical.REQUEST:
            calendar = ical.request(session, invited)
            subject = (_("Convocatoria: %s") if new else _("Cambió la sesión: %s")) % session
            lines = _told(session)
        else:
            calendar = ical.cancellation(session, invited)
            off = session.status == Session.Status.CANCELLED
            subject = (_("Se canceló: %s") if off else _("Ya no se espera su asistencia: %s")) % (
                session
            )
            lines = [session.reason] if off else []
            lines = [when(session), *lines]
    written = write(
        to=invitation.email,
        subject=subject,
        text="\n".join([subject, "", *lines, ""]),
        calendar=calendar,
        method=method,
        # who is taken off and called again has the same sequence, and later letters win
        key=f"session:{session.uuid}:{invitation.sequence}:{invitation.pk}:{_turn(invitation)}",
    )
    return 1 if written else 0


def _turn(invitation: Invitation) -> str:
    return f"{invitation.at:%Y%m%d%H%M%S%f}"


def when(session: Session) -> str:
    """The day and hours, in the zone of the city: 22 nov 2026, de 09:00 a 11:00."""
    starts, ends = localtime(session.starts), localtime(session.ends)
    told = {"day": day(starts.date()), "from": f"{starts:%H:%M}", "to": f"{ends:%H:%M}"}
    return _("%(day)s, de %(from)s a %(to)s") % told


def _told(session: Session) -> Iterable[str]:
    yield when(session)
    if session.place:
        yield _("Lugar: %s") % session.place
    if session.link:
        yield _("Para participar: %s") % session.link
    points = list(session.agenda.all())
    if points:
        yield ""
        yield _("Orden del día:")
    for at, item in enumerate(points, 1):
        yield f"{at}. {item.text}"
    yield ""
    yield f"{settings.URL}{session.get_absolute_url()}"
