"""The ground that every domain stands on: common fields, history, the search index."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    INTERNAL = "internal", _("interna")
    PARTNERS = "partners", _("para quienes participan")
    PUBLIC = "public", _("pública")


class Record(models.Model):
    """What every published thing has: an identity that never changes, and who may see it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visibility = models.CharField(
        _("visibilidad"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )

    class Meta:
        abstract = True


class Entry(models.Model):
    """One change of one thing."""

    record = models.CharField(max_length=60)  # "plans.initiative"
    object_id = models.BigIntegerField()
    verb = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["record", "object_id", "-at"], name="base_entry_of")]


class SearchEntry(models.Model):
    """The words of one thing, stemmed, so that both databases find the same.

    The full-text index over `stems` is made by the migration: FTS5 on SQLite, a tsvector with GIN
    on PostgreSQL.
    """

    record = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    stems = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "object_id"], name="base_search_one_each")
        ]
