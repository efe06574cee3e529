"""A workbook that somebody brought: what it holds, what it would change, and what it changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from minga.people.models import User
from minga.plans.models import Plan


class Workbook(models.Model):
    """Its rows are kept until they are applied; those that were rejected, also after."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    mark = models.CharField(max_length=1, blank=True)  # the decimal mark that was declared
    send = models.BooleanField(default=False)  # readings are sent, and not kept as drafts
    rows = models.JSONField(default=dict)  # by table: [[row, {column: cell}], …]
    told = models.JSONField(default=dict)  # by table: what becomes of its rows
    changed = models.JSONField(default=dict)  # by table: what was made and changed, to undo it
    by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("libro")
        verbose_name_plural = _("libros")

    def __str__(self) -> str:
        return self.name
