"""Documents taken in, what was read from them, and what was found odd in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minga.base.models import Record, Visibility
from minga.base.steps import Step


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> DocumentQuerySet:
        return self.all() if user.is_authenticated else self.filter(visibility=Visibility.PUBLIC)


class Document(Record):
    """A file as it was published. It is kept whole, under the hash of its content."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("nombre"), max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("documento")
        verbose_name_plural = _("documentos")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.DOCUMENTS) / self.sha256


class Import(models.Model):
    """One taking-in of a document, or of several that belong together, into one plan.

    It is read and applied in the background; `problem` is the one sentence of what stopped it.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("en espera")
        READING = "reading", _("leyendo")
        READ = "read", _("en revisión")
        APPLYING = "applying", _("aplicando")
        APPLIED = "applied", _("aplicado")
        UNDONE = "undone", _("deshecho")
        FAILED = "failed", _("no se pudo leer")
        DISCARDED = "discarded", _("descartado")

    STEPS = {
        "queue": Step((Status.READ, Status.FAILED, Status.UNDONE), Status.QUEUED),
        "read": Step((Status.QUEUED,), Status.READING),
        "review": Step((Status.READING,), Status.READ),
        "fail": Step((Status.QUEUED, Status.READING), Status.FAILED),
        "start": Step((Status.READ, Status.UNDONE), Status.APPLYING),
        "apply": Step((Status.READ, Status.APPLYING, Status.UNDONE), Status.APPLIED),
        "stop": Step((Status.APPLYING,), Status.READ),
        "undo": Step((Status.APPLIED,), Status.UNDONE),
        "discard": Step(
            (Status.QUEUED, Status.READ, Status.FAILED, Status.UNDONE), Status.DISCARDED
        ),
    }

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="imports")
    linked = models.ManyToManyField(Document, related_name="linked_imports", blank=True)
    into = models.CharField(max_length=60, blank=True)  # the code of a plan; "" until it is known
    status = models.CharField(max_length=10, choices=Status, default=Status.READ)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    tally = models.JSONField(default=dict)  # what it declared, what was found, what changed
    layout = models.JSONField(default=dict)  # the answers it is read with
    problem = models.TextField(blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    # what it changed, so that it can be undone: packed, because nobody searches in it
    before = models.BinaryField(null=True, editable=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["into", "-at"], name="intake_import_into")]


class KeptLayout(models.Model):
    """The answers given for the documents of one city, by name, to be used again."""

    name = models.CharField(_("nombre"), max_length=80, unique=True)
    answers = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """What a person says, before it is applied, about one thing that was read.

    `key` names it as the draft does: "1.1#3" an initiative, "1.1#3/2" its second articulation.
    """

    class Verb(models.TextChoices):
        ACCEPT = "accept", _("aceptar")
        EDIT = "edit", _("corregir")
        SKIP = "skip", _("omitir")

    imported = models.ForeignKey(Import, models.CASCADE, related_name="corrections")
    key = models.CharField(max_length=120)
    field = models.CharField(max_length=40, blank=True)  # which field of it; "" all of it
    verb = models.CharField(max_length=6, choices=Verb)
    value = models.JSONField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imported", "key", "field"], name="correction_once")
        ]


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: Any) -> FindingQuerySet:
        """What is odd in a public document is public too."""
        if user.is_authenticated:
            return self.all()
        return self.filter(
            visibility=Visibility.PUBLIC, imported__document__visibility=Visibility.PUBLIC
        )

    def about(self, code: str) -> FindingQuerySet:
        """Those of the document that one plan was last made from."""
        latest = Import.objects.filter(into=code, status=Import.Status.APPLIED)
        return self.filter(imported__in=latest.order_by("-applied_at").values("pk")[:1])

    def open(self) -> FindingQuerySet:
        return self.filter(decision=Finding.Decision.OPEN)

    def concerning(self, record: str, object_id: int) -> FindingQuerySet:
        return self.filter(subjects__record=record, subjects__object_id=object_id)


class Finding(Record):
    """Something odd in a document, with its evidence, and what a person decided about it."""

    class Severity(models.TextChoices):
        HIGH = "high", _("alta")
        MEDIUM = "medium", _("media")
        LOW = "low", _("baja")

    class Certainty(models.TextChoices):
        CERTAIN = "certain", _("seguro")
        PROBABLE = "probable", _("probable")
        TO_CONFIRM = "to_confirm", _("por confirmar")

    class Decision(models.TextChoices):
        OPEN = "open", _("abierto")
        ACCEPTED = "accepted", _("aceptado")
        CORRECTED = "corrected", _("corregido")
        DISMISSED = "dismissed", _("descartado")

    STEPS = {
        "accept": Step((Decision.OPEN,), Decision.ACCEPTED),
        "correct": Step((Decision.OPEN,), Decision.CORRECTED),
        "dismiss": Step((Decision.OPEN,), Decision.DISMISSED),
        "reopen": Step((Decision.ACCEPTED, Decision.CORRECTED, Decision.DISMISSED), Decision.OPEN),
    }

    imported = models.ForeignKey(Import, models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField()  # within its import, in the order of the document
    kind = models.CharField(_("clase"), max_length=40)
    severity = models.CharField(_("gravedad"), max_length=10, choices=Severity)
    certainty = models.CharField(_("certeza"), max_length=10, choices=Certainty)
    lines = models.JSONField(default=list)
    params = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)
    decision = models.CharField(
        _("decisión"), max_length=10, choices=Decision, default=Decision.OPEN
    )
    reason = models.TextField(_("razón"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("hallazgo")
        verbose_name_plural = _("hallazgos")
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="finding_number_once"),
            models.CheckConstraint(
                name="finding_dismissed_with_reason",
                condition=~Q(decision="dismissed") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.lines}"


class FindingSubject(models.Model):
    """A record that a finding concerns. Intake knows its name and number, no more."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="subjects")
    record = models.CharField(max_length=60)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "record", "object_id"], name="finding_subject_once"
            )
        ]
        indexes = [models.Index(fields=["record", "object_id"], name="intake_subject_of")]


class FromDocument(models.Model):
    """What an imported record keeps of where it came from.

    `source` holds, for each imported field, the printed text and where it stands:
    {"name": {"text": …, "lines": [72], "column": 3}}. An import changes a field only when the
    document's own text changed, so what people wrote since is never overwritten.
    """

    imported = models.ForeignKey(
        Import, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    source = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True
