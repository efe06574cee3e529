"""Where an actor sits, when it turns out to be another."""

from __future__ import annotations

from typing import Any

from django.db import models

from minga.actors.models import Actor
from minga.actors.moves import Moved, Moves, carry, make_again, row
from minga.people.models import Visitor
from minga.spaces.models import Attendance, Delegate, Member, Space

RANK = [Member.Position.GUEST, Member.Position.MEMBER, Member.Position.SECRETARY]


def takes_part(visitor: Visitor) -> models.QuerySet[Any, Any]:
    seen = Space.objects.visible_to(visitor).order_by().values("pk")
    return Member.objects.filter(space__in=seen).order_by().values("actor")


def move(kept: Actor, gone: Actor) -> Moved:
    """Where both sit in one space they become one member, with the delegates of both."""
    own = {member.space_id: member for member in Member.objects.filter(actor=kept, ends=None)}
    joined, members = [], []
    for member in Member.objects.filter(actor=gone).order_by("pk"):
        twin = own.get(member.space_id) if member.ends is None else None
        if twin:
            joined.append(_join(member, twin))
        else:
            members.append(member.pk)
    carry(Member.objects.filter(pk__in=members), actor=kept)
    return {"members": members, "joined": joined} if members or joined else {}


def _join(drops: Member, stays: Member) -> dict[str, Any]:
    both = Attendance.objects.filter(member=stays).values("session")
    twice = Attendance.objects.filter(member=drops, session__in=both).order_by("pk")
    came = {a.session_id: a for a in Attendance.objects.filter(member=stays)}
    rows = [row(attendance) for attendance in twice]
    # whoever of the two came, the institution came
    present = [came[a.session_id].pk for a in twice if a.present and not came[a.session_id].present]
    twice.delete()
    Attendance.objects.filter(pk__in=present).update(present=True)
    told = {
        "stays": stays.pk,
        "row": row(drops),
        "attendance": carry(Attendance.objects.filter(member=drops), member=stays),
        "delegates": carry(Delegate.objects.filter(member=drops), member=stays),
        "dropped": rows,
        "present": present,
        "before": {"votes": stays.votes, "position": stays.position},
    }
    drops.delete()
    higher = max(stays.position, drops.position, key=_rank)
    Member.objects.filter(pk=stays.pk).update(votes=stays.votes or drops.votes, position=higher)
    return told


def _rank(position: str) -> int:
    return RANK.index(Member.Position(position)) if position in RANK else len(RANK)


def move_back(kept: Actor, gone: Actor, moved: Moved) -> None:
    carry(Member.objects.filter(pk__in=moved["members"], actor=kept), actor=gone)
    for told in moved["joined"]:
        if not Member.objects.filter(pk=told["stays"], actor=kept).exists():
            continue  # it left the space meanwhile
        back = told["row"]["pk"]
        Member.objects.filter(pk=told["stays"]).update(**told["before"])
        make_again([told["row"]])
        Attendance.objects.filter(pk__in=told["present"]).update(present=False)
        carry(Attendance.objects.filter(pk__in=told["attendance"]), member=back)
        carry(Delegate.objects.filter(pk__in=told["delegates"]), member=back)
        make_again(told["dropped"])


MEMBERS = Moves(takes_part, move, move_back)
