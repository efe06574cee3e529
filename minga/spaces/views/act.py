"""The public page of the act of a session."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from minga.base import history
from minga.base.page import page
from minga.commitments.models import Commitment
from minga.files.models import Attachment
from minga.spaces import act as acts
from minga.spaces.invitations import when
from minga.spaces.models import Session
from minga.spaces.saying import quorum_in_words
from minga.spaces.views.reach import session_of


@require_safe
def act(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was published, for whoever sees the space; nothing before."""
    session = session_of(request, pk, number)
    if session.minutes != Session.Minutes.PUBLISHED:
        raise Http404
    read = acts.read(session)
    named = [line.commitment_id for line in read.lines] + [c.commitment_id for c in read.carried]
    seen = Commitment.objects.visible_to(request.user).filter(pk__in=[k for k in named if k])
    file = Attachment.objects.of(history.label(session), session.pk)
    context = {
        "plan": session.space.plan,
        "space": session.space,
        "session": session,
        "act": read,
        "when": when(session),
        "rule": quorum_in_words(session.space),
        "opened_with": acts.opened_with(session),
        "linked": set(seen.values_list("pk", flat=True)),
        "file": file.filter(kind=Attachment.Kind.ACT).last(),
    }
    return page(request, "spaces/act.html", context)
