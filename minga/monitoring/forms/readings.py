"""The forms of readings and periods."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base.forms import date_field
from minga.base.numbers import NumberField
from minga.files.actions import limit
from minga.files.forms import FileField
from minga.files.kinds import IN_WORDS, Other, kind_of
from minga.monitoring.actions.checks import LONGEST_NOTE
from minga.monitoring.models import Indicator, Reading

NUMBERS = ("value", "numerator", "denominator")
NUMBER = NumberField(required=False, strip=True)


def read_typed(text: str) -> Any:
    """A Decimal, or None where nothing was typed; raises ValidationError with a sentence."""
    return NUMBER.clean(text)


def wrong_file(file: UploadedFile[Any]) -> str:
    """Why a file cannot be taken in, "" if it can: asked before anything is stored."""
    name = file.name or ""
    if not file.size:
        return _("«%s» está vacío. Revise el archivo y súbalo otra vez.") % name
    if file.size > settings.FILE_LIMIT:
        return _("«%(name)s» pesa más de %(limit)s. Suba uno más liviano.") % {
            "name": name,
            "limit": limit(),
        }
    found = kind_of(file)  # type: ignore[arg-type]
    file.seek(0)
    if isinstance(found, Other):
        return _("«%(name)s» es %(what)s; aquí se reciben %(kinds)s.") % {
            "name": name,
            "what": found.what,
            "kinds": IN_WORDS,
        }
    return ""


class ReadingForm(forms.Form):
    """One reading: its value or its two parts. With `asks`, also why an approved one changes."""

    value = NumberField(required=False, label=gettext_lazy("Valor"))
    numerator = NumberField(required=False, label=gettext_lazy("Numerador"))
    denominator = NumberField(required=False, label=gettext_lazy("Denominador"))
    note = forms.CharField(
        required=False,
        label=gettext_lazy("Comentario"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lower = forms.BooleanField(
        required=False, label=gettext_lazy("Sí, bajó: el acumulado es menor que el anterior")
    )
    reason = forms.CharField(
        label=gettext_lazy("Por qué se rectifica"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Escriba por qué se rectifica.")},
    )

    def __init__(self, reading: Reading, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        names = (*NUMBERS, "note")
        kwargs.setdefault("initial", {name: getattr(reading, name) for name in names})
        super().__init__(*args, **kwargs)
        self.fields["evidence"] = FileField(label=_("Medio de verificación"), required=False)
        indicator = reading.indicator
        if indicator.measure == Indicator.Measure.RATIO:
            del self.fields["value"]
            for name, said in (
                ("numerator", indicator.numerator_name),
                ("denominator", indicator.denominator_name),
            ):
                self.fields[name].label = said.capitalize() or self.fields[name].label
        else:
            del self.fields["numerator"], self.fields["denominator"]
            self.fields["value"].label = _("Valor, en %(unit)s") % {"unit": indicator.unit}
        if not asks:
            del self.fields["reason"]
        if asks or indicator.accumulation != Indicator.Accumulation.CUMULATIVE:
            del self.fields["lower"]

    def told(self) -> dict[str, Any]:
        """What the actions ask for: numbers, note, evidence…"""
        told = dict(self.cleaned_data)
        file = told.pop("evidence", None)
        return {**told, "evidence": [(file, file.name)] if file else []}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Qué hay que corregir"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Escriba qué hay que corregir: quien la reportó lo leerá.")
        },
    )


class DueForm(forms.Form):
    due = date_field(gettext_lazy("Reportar hasta"), required=True)


class YearForm(forms.Form):
    year = forms.IntegerField(
        label=gettext_lazy("Año"),
        min_value=1900,
        max_value=2200,
        error_messages={
            "required": gettext_lazy("Escriba el año."),
            "invalid": gettext_lazy("Escriba el año con cuatro cifras, como 2027."),
            "min_value": gettext_lazy("El año está demasiado lejos: revíselo."),
            "max_value": gettext_lazy("El año está demasiado lejos: revíselo."),
        },
    )
