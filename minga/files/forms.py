"""Adding a file and taking it away, for the pages of the things that files belong to."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import models
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.done import or_why_not
from minga.base.steps import Refused
from minga.files import actions
from minga.files.kinds import ACCEPT, IN_WORDS
from minga.files.models import Attachment
from minga.people.models import User


class FileField(forms.FileField):
    """A file, with what is taken in said beside it. Whether it is that, the action looks."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        super().__init__(label=label, required=required, help_text=help_text or _hint())


def _hint() -> str:
    return _("%(kinds)s; hasta %(limit)s.") % {"kinds": IN_WORDS, "limit": actions.limit()}


def add(
    request: HttpRequest,
    to: models.Model,
    kind: Attachment.Kind = Attachment.Kind.DOCUMENT,
    *,
    by: User,
    field: str = "file",
) -> Attachment | None:
    """Attach what a form with `files/add.html` brings, and tell the person how it went."""
    uploaded = request.FILES.get(field)
    if uploaded is None:
        messages.error(request, _("Elija un archivo."))
        return None
    try:
        attached = actions.attach(uploaded, uploaded.name or "", to, kind, by=by)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return None
    messages.success(request, _("Se añadió «%s».") % attached.file.name)
    return attached


def remove(request: HttpRequest, of: models.Model, attachment: int, *, by: User) -> None:
    """Take a file away from a thing that the person was already let edit."""
    found = get_object_or_404(Attachment.objects.of(history.label(of), of.pk), pk=attachment)
    with or_why_not(request):
        actions.detach(found, by=by)
        messages.success(request, _("Se quitó «%s».") % found.file.name)


def limits() -> dict[str, str]:
    """What `files/add.html` says of the files that are taken in."""
    return {"accept": ACCEPT, "hint": _hint(), "limit": str(settings.FILE_LIMIT)}
