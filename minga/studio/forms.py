"""What a person fills in: files, a plan, answers about columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.intake.layout import Layout
from minga.plans.models import Plan


class IntoForm(forms.Form):
    """The plan that a document is brought into: one there is, or a new one."""

    into = forms.CharField(label=gettext_lazy("Plan"), max_length=60, required=False)
    new = forms.CharField(
        label=gettext_lazy("Código del plan nuevo"), max_length=40, required=False
    )
    withdraw = forms.BooleanField(required=False)
    edition = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code = cleaned.get("into") or ""
        if code and not Plan.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Ese plan ya no existe: elija otro."))
        if not code:
            code = (cleaned.get("new") or "").strip()
            if not code:
                raise forms.ValidationError(_("Escriba un código corto para el plan nuevo."))
            if code != slugify(code):
                raise forms.ValidationError(
                    _("El código de un plan lleva letras sin tilde, números y guiones: %s") % code
                )
        cleaned["code"] = code
        return cleaned


def layout_from(
    posted: QueryDict, columns: Sequence[str], tables: Iterable[str], base: Layout
) -> Layout:
    """The answers of the page of columns: one role a heading, what to skip, how numbers are
    written. Of tables that the page does not show, the answers of `base` stay."""
    answers = {}
    for number, heading in enumerate(columns):
        role = posted.get(f"column-{number}", "").strip()[:60]
        if role:
            answers[heading] = role
    skipped = set(posted.getlist("skip"))
    others = {name: answer for name, answer in base.tables.items() if name not in set(tables)}
    return Layout(
        name=posted.get("name", base.name)[:80],
        numbers=posted.get("numbers", base.numbers)[:20],
        dates=posted.get("dates", base.dates)[:20],
        columns={**base.columns, **answers},
        tables={**others, **_tables(tables, skipped, base)},
        hidden=posted.get("hidden") == "1",
    )


def _tables(tables: Iterable[str], skipped: set[str], base: Layout) -> dict[str, str]:
    """What is left unticked is read only where it was skipped before: else nobody said so."""
    said = {name: "read" for name in tables if base.tables.get(name) == "skip"}
    kept = {name: "read" for name in tables if base.tables.get(name) == "read"}
    return {**kept, **said, **{name: "skip" for name in tables if name in skipped}}
