"""Keeping files that people add, and saying what they belong to."""

from __future__ import annotations

import datetime
import hashlib
import logging
import tempfile
from typing import BinaryIO

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.base import history
from minga.base.steps import Refused
from minga.files.kinds import IN_WORDS, Other, kind_of
from minga.files.models import Attachment, StoredFile
from minga.files.names import LONGEST, cleaned
from minga.files.store import CHUNK, store
from minga.people.models import User

log = logging.getLogger(__name__)

KEPT_FOR = datetime.timedelta(days=1)  # before what belongs to nothing is cleaned away


def attach(
    content: BinaryIO, name: str, to: models.Model, kind: Attachment.Kind, *, by: User | None
) -> Attachment:
    """Keep a file and tie it to a thing.

    Refuses what is empty, too large, or of a kind that is not taken in. The same content given
    again to the same thing, as when a button is pressed twice, is the same attachment.
    """
    with tempfile.SpooledTemporaryFile(max_size=8 * CHUNK) as spooled:
        whole: BinaryIO = spooled  # type: ignore[assignment]  # typeshed calls it IO[bytes]
        sha256, size = _copied(content, whole, shown := _shown(name))
        found = kind_of(whole)
        if isinstance(found, Other):
            raise Refused(
                _("«%(name)s» es %(what)s; aquí se reciben %(kinds)s.")
                % {"name": shown, "what": found.what, "kinds": IN_WORDS}
            )
        record = history.label(to)
        same = Attachment.objects.of(record, to.pk).filter(kind=kind, file__sha256=sha256).first()
        if same:
            return same
        _keep(whole, sha256)  # a file without a row does no harm
    with transaction.atomic():
        kept = StoredFile.objects.create(
            sha256=sha256,
            name=cleaned(name, found.endings),
            media_type=found.media_type,
            size=size,
            by=by,
        )
        attached = Attachment.objects.create(file=kept, record=record, object_id=to.pk, kind=kind)
        history.record(to, "attached", by=by, after={"file": kept.name, "kind": str(kind)})
    return attached


def detach(attachment: Attachment, *, by: User | None) -> None:
    """Untie a file from its thing. Its content stays while anything else needs it."""
    thing = apps.get_model(attachment.record)(pk=attachment.object_id)
    with transaction.atomic():
        gone, _kinds = Attachment.objects.filter(pk=attachment.pk).delete()
        if not gone:
            raise Refused(_("Este archivo ya se había quitado."))
        before = {"file": attachment.file.name, "kind": attachment.kind}
        history.record(thing, "detached", by=by, before=before)


def clean(today: datetime.date) -> None:
    """Forget what has belonged to nothing for more than a day, and its content."""
    moment = timezone.now() - KEPT_FOR
    StoredFile.objects.filter(attachments=None, at__lt=moment).delete()
    kept = store()
    for sha256 in list(kept.kept_before(moment)):
        if not StoredFile.objects.filter(sha256=sha256).exists():
            kept.delete(sha256)


def _keep(whole: BinaryIO, sha256: str) -> None:
    try:
        store().put(whole, sha256)
    except OSError:
        log.exception("A file could not be kept")
        raise Refused(
            _(
                "El archivo no se pudo guardar. Súbalo otra vez en unos minutos; si sigue igual,"
                " avise a quien opera el sistema."
            )
        ) from None


def _copied(content: BinaryIO, whole: BinaryIO, name: str) -> tuple[str, int]:
    """Copy all of it, no more than is allowed; the hash and size."""
    hashed, size = hashlib.sha256(), 0
    while part := content.read(CHUNK):
        size += len(part)
        if size > settings.FILE_LIMIT:
            raise Refused(
                _("«%(name)s» pesa más de %(limit)s. Suba uno más liviano.")
                % {"name": name, "limit": limit()}
            )
        hashed.update(part)
        whole.write(part)
    if not size:
        raise Refused(_("«%s» está vacío. Revise el archivo y súbalo otra vez.") % name)
    return hashed.hexdigest(), size


def limit() -> str:
    """The largest file that is taken in, in words."""
    return f"{settings.FILE_LIMIT / 2**20:.3g} MB"


def _shown(name: str) -> str:
    """The name as the person gave it, safe to be shown."""
    return cleaned(name, ("",))[:LONGEST]
