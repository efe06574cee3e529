"""The forms that change the territory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.territory.models import Area
from minga.territory.shapes.matching import Choices


class ParentField(forms.CharField):
    """An area by its code or its name: lists of a thousand cannot be chosen from."""

    def clean(self, value: Any) -> Area | None:
        said = super().clean(value).partition(" · ")[0].strip()
        if not said:
            return None
        found = list(Area.objects.filter(code=said)[:1]) or list(Area.objects.filter(name=said)[:2])
        if not found:
            raise forms.ValidationError(
                _("No hay un área con el código o el nombre «%s». Búsquela en el territorio.")
                % said
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("Hay varias áreas que se llaman «%s». Escriba su código.") % said
            )
        return found[0]


def parent_of(area: Area | None) -> str:
    """How a parent stands in its field."""
    if area is None:
        return ""
    return f"{area.code} · {area.name}" if area.code else area.name


class AreaForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nombre"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Clase"), choices=Area.Kind.choices)
    code = forms.CharField(
        label=gettext_lazy("Código"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("El oficial. En blanco si no está verificado."),
    )
    parent = ParentField(
        label=gettext_lazy("Pertenece a"),
        required=False,
        help_text=gettext_lazy(
            "El código o el nombre del área más grande. En blanco si es ninguna."
        ),
    )


class ShapesForm(forms.Form):
    """What the properties of a file are, and what to do with areas that are not there."""

    code = forms.ChoiceField(label=gettext_lazy("Propiedad con el código"), required=False)
    name = forms.ChoiceField(label=gettext_lazy("Propiedad con el nombre"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Clase de las áreas"),
        required=False,
        help_text=gettext_lazy("Para distinguir nombres iguales, y para las que se creen."),
    )
    create = forms.BooleanField(
        label=gettext_lazy("Crear las áreas que no están en Minga"), required=False
    )
    parent = ParentField(
        label=gettext_lazy("Las nuevas pertenecen a"),
        required=False,
        help_text=gettext_lazy("El código o el nombre del área más grande."),
    )
    source = forms.CharField(
        label=gettext_lazy("De dónde son las formas"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("La institución y la fecha: se publica al lado de cada área."),
    )

    def __init__(self, names: list[str], choices: Choices, data: Any = None) -> None:
        parent = Area.objects.filter(pk=choices.parent).first() if choices.parent else None
        initial = choices.stored() | {"parent": parent_of(parent)}
        super().__init__(data, initial=initial)
        columns = [("", gettext_lazy("ninguna")), *((name, name) for name in names)]
        for field in ("code", "name"):
            self.fields[field].choices = columns  # type: ignore[attr-defined]
        kinds = [("", gettext_lazy("la que diga el archivo")), *Area.Kind.choices]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def chosen(self, before: Choices) -> Choices:
        said = self.cleaned_data
        parent = said["parent"]
        return Choices(
            code=said["code"],
            name=said["name"],
            kind_from=before.kind_from,
            parent_from=before.parent_from,
            kind=said["kind"],
            parent=parent.pk if parent else None,
            create=said["create"],
            source=said["source"],
        )
