"""Files that people add, and what each of them belongs to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file that somebody added. Its content stands once in the store, under its hash."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("nombre"), max_length=200)
    media_type = models.CharField(max_length=100)  # by its content, never by its name
    size = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("archivo")
        verbose_name_plural = _("archivos")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:file", args=[self.uuid, self.name])


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def of(self, record: str, *ids: int) -> AttachmentQuerySet:
        found = self.filter(record=record, object_id__in=ids)
        return found.select_related("file", "file__by")


class Attachment(models.Model):
    """A file belongs to a thing; who sees the thing sees the file."""

    class Kind(models.TextChoices):
        EVIDENCE = "evidence", _("medio de verificación")
        SIGNED = "signed", _("documento firmado")
        ACT = "act", _("acta")
        DOCUMENT = "document", _("documento")

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    record = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    kind = models.CharField(_("clase"), max_length=10, choices=Kind, default=Kind.DOCUMENT)
    at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["record", "object_id"], name="files_attachment_of")]
