"""What people are told, what they do not want to hear of, and the letters on their way."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Mail(models.Model):
    """A letter to one person, written when the thing happened and sent by the worker.

    It is claimed, then handed over: a letter whose hand-over was not seen to end is never sent
    again by itself, because the other side may have it.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("por enviar")
        SENDING = "sending", _("en camino")  # claimed; nothing of it has left yet
        HANDING = "handing", _("entregándose")  # the server may have it already
        SENT = "sent", _("enviado")
        UNSURE = "unsure", _("sin confirmar")
        FAILED = "failed", _("no se pudo enviar")

    STOPPED = (Status.UNSURE, Status.FAILED)  # until a person decides

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its Message-ID
    to = models.EmailField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="mails"
    )
    subject = models.CharField(max_length=250)
    text = models.TextField()
    calendar = models.TextField(blank=True)  # an iCalendar part
    method = models.CharField(max_length=10, blank=True)  # REQUEST or CANCEL
    key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 # once each
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=100, blank=True)  # host and process of a worker
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=250, blank=True)

    class Meta:
        indexes = [models.Index(fields=["status", "at"], name="notices_mail_by_status")]


class Notice(models.Model):
    """Something that a person is told. How it is said comes from its kind, in their language."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)  # "agreements.lapsing"
    record = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    url = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, related_name="notices")
    # waits for the person's next daily letter
    for_digest = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["to", "-at"], name="notices_notice_to"),
            models.Index(
                fields=["to"], name="notices_notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(
                fields=["to"], name="notices_notice_for_digest", condition=Q(for_digest=True)
            ),
            models.Index(fields=["to", "record", "object_id"], name="notices_notice_about"),
        ]


class Mute(models.Model):
    """A person does not want to hear of one thing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    record = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "record", "object_id"], name="mute_once")
        ]


class DayDone(models.Model):
    """What is done once a day was done that day: the row is the claim."""

    name = models.CharField(max_length=60)
    day = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    finished = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="day_done_once")]
