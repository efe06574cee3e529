"""A calendar that other programs read at a secret address."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q


class FeedQuerySet(models.QuerySet["Feed"]):
    def at(self, token: str) -> FeedQuerySet:
        """The one with this address, as long as its owner has an account that works."""
        return self.filter(token=hashed(token), user__is_active=True)


class Feed(models.Model):
    """What its owner has to do or attend, or all of one thing that the owner may see."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")
    record = models.CharField(max_length=60, blank=True)  # "spaces.space"; "" for a person's own
    object_id = models.BigIntegerField(null=True)
    token = models.CharField(max_length=64, unique=True)  # only its hash: nobody can read it here
    made_at = models.DateTimeField(auto_now_add=True)
    read_on = models.DateField(null=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="feed_about_has_both",
                condition=Q(record="", object_id=None) | (~Q(record="") & ~Q(object_id=None)),
            )
        ]

    @property
    def about(self) -> tuple[str, int] | None:
        return (self.record, self.object_id) if self.object_id is not None else None


def hashed(token: str) -> str:
    """A long random secret needs no slow hash: nobody tries 2^256 of them."""
    return hashlib.sha256(token.encode()).hexdigest()
