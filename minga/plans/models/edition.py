"""A plan as each of its documents published it, and what became of its initiatives."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.intake.models import Import
from minga.plans.models.initiative import Initiative
from minga.plans.models.plan import Objective, Plan


class Edition(models.Model):
    """A plan as one document published it. It is kept as it was, to be read and cited."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    imported = models.OneToOneField(Import, models.CASCADE, related_name="edition")
    title = models.CharField(_("título"), max_length=300)
    published_on = models.DateField(_("publicado el"), null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="edition_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:edition", args=[self.plan.code, self.number])


class EditionObjective(models.Model):
    """An objective as one edition prints it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="objectives")
    objective = models.ForeignKey(Objective, models.SET_NULL, null=True, related_name="editions")
    code = models.CharField(max_length=40)
    parent = models.CharField(max_length=40, blank=True)
    depth = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="edition_objective_once")
        ]


class EditionEntry(models.Model):
    """An initiative as one edition prints it; `initiative` is the one that lives on.

    `articulations` holds [{"objective": …, "mechanisms": [code…], "printed": …}…].
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="entries")
    initiative = models.ForeignKey(
        Initiative, models.SET_NULL, null=True, related_name="edition_entries"
    )
    code = models.CharField(max_length=60)
    objective = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    name = models.TextField()
    articulations = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="edition_entry_once")
        ]


class Succession(models.Model):
    """What became of an initiative in a later edition, where it is not simply itself."""

    class Kind(models.TextChoices):
        SPLIT = "split", _("dividida")
        MERGED = "merged", _("unida")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="successions")
    before = models.ForeignKey(Initiative, models.CASCADE, related_name="successors")
    after = models.ForeignKey(Initiative, models.CASCADE, related_name="predecessors")
    kind = models.CharField(max_length=6, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "before", "after"], name="succession_once")
        ]
