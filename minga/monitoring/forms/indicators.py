"""The forms of an indicator's sheet and of its targets."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.base.forms import date_field
from minga.base.numbers import NumberField
from minga.base.templatetags.look import sentence
from minga.monitoring.access import owners
from minga.monitoring.actions.targets import Wish
from minga.monitoring.models import Indicator, Target, end_of_year
from minga.monitoring.sheet import VISIBILITIES, until_label
from minga.people.models import User, is_coordinator

PARTS: dict[str, tuple[str, ...]] = {  # what a person edits together
    "what": (
        *("name", "code", "definition", "formula", "unit", "decimals"),
        *("measure", "numerator_name", "denominator_name", "factor"),
    ),
    "how": (
        *("direction", "tolerance", "frequency", "accumulation", "yearly", "weight"),
        *("owner", "source", "by_area", "categories", "limits", "visibility"),
    ),
    "base": ("base_value", "base_date", "base_source"),
}
TITLES = {
    "what": gettext_lazy("Qué es"),
    "how": gettext_lazy("Cómo se mide"),
    "base": gettext_lazy("Línea base"),
}
RADIOS = ("measure", "direction", "accumulation", "yearly", "frequency")


class Lines(forms.CharField):
    """A list, a line each."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        said = (" ".join(line.split()) for line in (super().to_python(value) or "").splitlines())
        return [line for line in said if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


class IndicatorForm(forms.ModelForm):  # type: ignore[type-arg]
    """A whole new sheet, or one part of it. What may be is said by the action."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    factor = NumberField(
        label=gettext_lazy("Por cada"),
        decimals=2,
        required=False,
        help_text=gettext_lazy("100 si es un porcentaje; 1 si no se multiplica por nada."),
    )
    tolerance = NumberField(
        label=gettext_lazy("Tolerancia"),
        required=False,
        help_text=gettext_lazy("Solo para mantener: cuánto puede alejarse de la meta y cumplir."),
    )
    weight = NumberField(
        label=gettext_lazy("Peso"),
        decimals=4,
        required=False,
        help_text=gettext_lazy("1 si pesa igual que los demás al promediar."),
    )
    base_value = NumberField(label=gettext_lazy("Valor de la línea base"), required=False)
    base_date = date_field(
        gettext_lazy("Fecha de la línea base"),
        help_text=gettext_lazy("Sin fecha no se calculan las metas de los años intermedios."),
    )
    categories = Lines(
        label=gettext_lazy("Categorías"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Una en cada línea, si se mide por grupos: mujeres, hombres…"),
    )

    class Meta:
        model = Indicator
        fields = [name for part in PARTS.values() for name in part]
        labels = {
            "code": gettext_lazy("Código"),
            "name": gettext_lazy("Nombre"),
            "definition": gettext_lazy("Definición"),
            "formula": gettext_lazy("Fórmula"),
            "unit": gettext_lazy("Unidad de medida"),
            "decimals": gettext_lazy("Decimales que se muestran"),
            "measure": gettext_lazy("Qué se anota en cada lectura"),
            "numerator_name": gettext_lazy("Numerador"),
            "denominator_name": gettext_lazy("Denominador"),
            "direction": gettext_lazy("Qué se quiere"),
            "accumulation": gettext_lazy("Cada lectura"),
            "yearly": gettext_lazy("El valor del año es"),
            "frequency": gettext_lazy("Cada cuánto se mide"),
            "source": gettext_lazy("Fuente"),
            "owner": gettext_lazy("Unidad responsable"),
            "by_area": gettext_lazy("Se mide por área: cada parroquia o zona da su valor"),
            "limits": gettext_lazy("Limitaciones"),
            "visibility": gettext_lazy("Quién lo ve"),
            "base_source": gettext_lazy("Fuente de la línea base"),
        }
        help_texts = {
            "name": gettext_lazy("Corto y claro: «Viajes en transporte público»."),
            "definition": gettext_lazy("Qué se cuenta y qué no, en pocas frases."),
            "unit": gettext_lazy("viajes, %, hectáreas, personas…"),
            "numerator_name": gettext_lazy("Qué se cuenta arriba, si es una proporción."),
            "denominator_name": gettext_lazy("Sobre qué se divide."),
            "yearly": gettext_lazy("Solo si cada lectura dice lo de su período."),
            "source": gettext_lazy("De qué registro o encuesta sale."),
            "owner": gettext_lazy("La unidad que lo reporta."),
            "limits": gettext_lazy("Qué no alcanza a decir este indicador."),
        }
        widgets = {
            "name": forms.Textarea(attrs={"rows": 2}),
            "definition": forms.Textarea(attrs={"rows": 3}),
            "formula": forms.Textarea(attrs={"rows": 2}),
            "limits": forms.Textarea(attrs={"rows": 2}),
            **dict.fromkeys(RADIOS, forms.RadioSelect),
        }
        error_messages = {
            "name": {"required": gettext_lazy("Escriba el nombre del indicador.")},
            "unit": {
                "required": gettext_lazy(
                    "Escriba la unidad de medida, por ejemplo viajes, % o hectáreas."
                )
            },
            "code": {"required": gettext_lazy("Escriba el código.")},
            "direction": {
                "required": gettext_lazy(
                    "Diga si se quiere aumentar, reducir, mantener o entregar."
                )
            },
            "frequency": {"required": gettext_lazy("Diga cada cuánto se mide.")},
            "owner": {"required": gettext_lazy("Elija la unidad que lo reporta.")},
            "decimals": {"required": gettext_lazy("Escriba cuántos decimales se muestran.")},
        }

    def __init__(
        self,
        data: Any = None,
        *,
        instance: Indicator,
        user: User,
        parts: Iterable[str] = PARTS,
    ) -> None:
        super().__init__(data, instance=instance, initial={"version": instance.version})
        shown = [name for part in parts for name in PARTS[part]]
        self.parts = [(TITLES[part], PARTS[part]) for part in parts]
        for name in list(self.fields):
            if name != "version" and name not in shown:
                del self.fields[name]
        for name in (name for name in RADIOS if name in self.fields):
            choices = Indicator._meta.get_field(name).choices or ()  # type: ignore[union-attr]
            self.fields[name].choices = [  # type: ignore[attr-defined]
                (value, sentence(label)) for value, label in choices
            ]
        if "owner" in self.fields:
            self.fields["owner"].queryset = owners(user, instance)  # type: ignore[attr-defined]
            self.fields["owner"].empty_label = _("Ninguna todavía")  # type: ignore[attr-defined]
            self.fields["owner"].required = not is_coordinator(user)
            self.fields["visibility"] = forms.ChoiceField(
                label=_("Quién lo ve"), choices=VISIBILITIES, widget=forms.RadioSelect
            )

    def _post_clean(self) -> None:
        """The action writes; until then the indicator stays as it was read."""

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.parts]

    def changes(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in ("factor", "weight"):
            if name in said and said[name] is None:
                said[name] = Decimal(1)
        return said


class TargetsForm(forms.Form):
    """A grid: a row a day, with its value and the act that sets it."""

    act = forms.CharField(
        label=gettext_lazy("Acto que fija las metas que usted cambie"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Por ejemplo: Resolución 012-2026. O escríbalo en cada fila."),
    )
    act_date = date_field(gettext_lazy("Fecha del acto"))

    def __init__(
        self, data: Any = None, *, targets: Sequence[Target], years: Iterable[int]
    ) -> None:
        super().__init__(data)
        self.held = {target.until: target for target in targets}
        self.days = sorted({end_of_year(year) for year in years} | set(self.held))
        for day in self.days:
            target = self.held.get(day)
            label = until_label(day)
            self.fields[f"value_{day}"] = NumberField(
                label=_("Meta de %s") % label,
                required=False,
                initial=target and target.value,
            )
            self.fields[f"act_{day}"] = forms.CharField(
                label=_("Acto de %s") % label,
                max_length=300,
                required=False,
                initial=target.act if target else "",
            )
            self.fields[f"date_{day}"] = date_field(_("Fecha del acto de %s") % label)
            self.fields[f"date_{day}"].initial = target and target.act_date
            for name in ("value", "act", "date"):
                self.fields[f"{name}_{day}"].widget.attrs["class"] = "form-control"

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "label": until_label(day),
                "day": day,
                "target": self.held.get(day),
                "value": self[f"value_{day}"],
                "act": self[f"act_{day}"],
                "date": self[f"date_{day}"],
            }
            for day in self.days
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for day in self.days:
            if f"value_{day}" in self.errors or said.get(f"value_{day}") is not None:
                continue
            if day in self.held:
                self.add_error(
                    f"value_{day}",
                    _("Una meta no se borra: escriba el valor nuevo y el acto que lo fija."),
                )
            elif said.get(f"act_{day}") or said.get(f"date_{day}"):
                self.add_error(f"value_{day}", _("Escriba la meta que ese acto fija."))
        return said

    def wishes(self) -> list[Wish]:
        """What the rows say; a changed value whose row names no new act gets that of the form."""
        said = self.cleaned_data
        wishes = []
        for day in self.days:
            if (value := said[f"value_{day}"]) is None:
                continue
            held = self.held.get(day)
            act, on = said[f"act_{day}"], said[f"date_{day}"]
            as_held = held is not None and (act, on) == (held.act, held.act_date)
            new = held is None or held.value != value
            if new and (said["act"] or said["act_date"]) and (as_held or not (act or on)):
                act, on = said["act"], said["act_date"]
            wishes.append(Wish(day, value, act, on))
        return wishes

    def place(self, until: datetime.date, says: str) -> None:
        """Show a refusal at its row."""
        self.add_error(f"value_{until}", says)
