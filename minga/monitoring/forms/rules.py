"""The form of a new version of a rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.base.forms import date_field
from minga.base.numbers import NumberField
from minga.monitoring.models import Rule

HUNDRED = Decimal(100)
BOUNDED = ("ok", "warn")  # the third light is for all the rest
PLACES = [(n + 2, str(n)) for n in range(5)]  # decimals of the percentage


def _percent(label: Any) -> NumberField:
    return NumberField(
        label=label, decimals=4, required=False, help_text=_("En porcentaje: 85 para 85 %.")
    )


class RuleForm(forms.Form):
    """It begins as the version it is copied from."""

    name = forms.CharField(label=_("Nombre"), max_length=200)
    since = date_field(
        _("Rige desde"),
        required=True,
        help_text=_("Puntúa los años que terminan ese día o después."),
    )
    source = forms.CharField(
        label=_("De dónde sale la regla"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("El acto o el documento, con su fecha."),
        error_messages={"required": _("Escriba de dónde sale la regla: qué acto o documento.")},
    )
    ok_from = _percent(_("Cumple desde"))
    ok_closed = forms.BooleanField(label=_("Ese porcentaje ya cumple"), required=False)
    warn_from = _percent(_("En alerta desde"))
    warn_closed = forms.BooleanField(
        label=_("Ese porcentaje ya está en alerta y no en incumplimiento"), required=False
    )
    thresholds_source = forms.CharField(
        label=_("De dónde salen los umbrales"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    places = forms.TypedChoiceField(
        label=_("Decimales del porcentaje con que se decide la luz"), choices=PLACES, coerce=int
    )
    interpolate = forms.BooleanField(
        label=_("Calcular la meta de los años que no la tienen"),
        required=False,
        help_text=_("En línea recta entre la línea base y la meta siguiente, y marcada así."),
    )
    confirmed = forms.BooleanField(
        label=_("Leí la fuente y la regla dice eso"),
        required=False,
        help_text=_("Si no, se muestra «por confirmar»."),
    )

    def __init__(self, data: Any = None, *, rule: Rule) -> None:
        super().__init__(data, initial=_initial(rule))
        if rule.kind != Rule.Kind.TARGET:
            del self.fields["interpolate"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("warn_from") is not None and values.get("ok_from") is None:
            self.add_error("ok_from", _("Escriba desde qué porcentaje cumple."))
        return values

    @property
    def thresholds(self) -> list[dict[str, Any]]:
        """As a rule holds them; none, where no bound is written."""
        values = self.cleaned_data
        found: list[dict[str, Any]] = [
            {
                "light": name,
                "from": f"{(least / HUNDRED).normalize():f}",
                "closed": values[f"{name}_closed"],
            }
            for name in BOUNDED
            if (least := values.get(f"{name}_from")) is not None
        ]
        return [*found, {"light": "bad"}] if found else []

    @property
    def params(self) -> dict[str, Any]:
        names = [name for name in ("places", "interpolate") if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}


def _initial(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: getattr(rule, name) for name in ("name", "source", "thresholds_source")
    }
    for threshold in rule.thresholds:
        if threshold.get("from"):
            found[f"{threshold['light']}_from"] = Decimal(threshold["from"]) * HUNDRED
            found[f"{threshold['light']}_closed"] = threshold.get("closed", False)
    return found | {
        "places": rule.params.get("places", 4),
        "interpolate": rule.params.get("interpolate", False),
    }
