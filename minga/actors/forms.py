"""The form of an actor, whole or one part of it. What may be written is decided by the actions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.actors.areas import Areas
from minga.actors.models import Actor, Identifier
from minga.actors.names import exact
from minga.actors.values import Values
from minga.base.models import Visibility
from minga.base.steps import Refused
from minga.people.models import Visitor
from minga.territory.models import Area

# what a person edits together: the values that it concerns
PARTS: dict[str, tuple[str, ...]] = {
    "name": ("name", "acronym"),
    "kind": ("type", "nature", "government"),
    "about": ("about", "website"),
    "parent": ("parent",),
    "areas": ("areas",),
    "identifiers": ("identifiers",),
    "contacts": ("contacts",),
    "visibility": ("visibility",),
}
SCHEMES = {"ruc": Identifier.Scheme.RUC, "org_id": Identifier.Scheme.ORG_ID,
           "other": Identifier.Scheme.OTHER}  # fmt: skip
VISIBILITIES = [
    (Visibility.PUBLIC, gettext_lazy("Cualquier persona")),
    (Visibility.INTERNAL, gettext_lazy("Solo las unidades del gobierno")),
]
CONTACT = {
    "name": gettext_lazy("Nombre"),
    "position": gettext_lazy("Cargo"),
    "email": gettext_lazy("Correo"),
    "phone": gettext_lazy("Teléfono"),
}
HIDDEN = ("version", "seen")


def _choices(kind: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Falta")), *kind.choices]


class ActorName(forms.CharField):
    """An actor by its name: in a directory of thousands nobody looks through a list."""

    def __init__(self, user: Visitor, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user
        self.widget.attrs["list"] = "actors"

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Actor.objects.filter(pk=value).values_list("name", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return named(text, self.user).pk if text else None


def named(text: str, user: Visitor) -> Actor:
    """The one actor that is called so, or that a search for it finds."""
    seen = Actor.objects.visible_to(user)
    found = list(seen.filter(name=text)[:2])
    if not found:
        some = list(seen.matching(text).order_by("name")[:20])
        found = [a for a in some if exact(text) in (exact(a.name), exact(a.acronym))] or some
    if not found:
        raise Refused(
            _("No hay un actor llamado «%s». Revise el nombre, o añádalo antes al directorio.")
            % text
        )
    if len(found) > 1:
        names = ", ".join(_("«%s»") % actor for actor in found[:5])
        raise Refused(_("Hay varios: %s. Escriba el nombre completo.") % names)
    return found[0]


class ActorForm(forms.Form):
    """Some parts of an actor, or all of them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)  # what the person was shown
    name = forms.CharField(label=gettext_lazy("Nombre"), max_length=300)
    acronym = forms.CharField(label=gettext_lazy("Sigla"), max_length=40, required=False)
    type = forms.ChoiceField(
        label=gettext_lazy("Tipo"), choices=_choices(Actor.Type), required=False
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("Índole"), choices=_choices(Actor.Nature), required=False
    )
    government = forms.ChoiceField(
        label=gettext_lazy("Nivel de gobierno"),
        choices=[("", gettext_lazy("Ninguno, o no se sabe")), *Actor.Government.choices],
        required=False,
        help_text=gettext_lazy("Solo si es parte de un gobierno."),
    )
    about = forms.CharField(
        label=gettext_lazy("Qué hace"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    website = forms.URLField(
        label=gettext_lazy("Sitio web"), assume_scheme="https", required=False, max_length=200
    )
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=gettext_lazy("Territorio"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    more_areas = forms.CharField(
        label=gettext_lazy("Añadir territorio"),
        required=False,
        help_text=gettext_lazy("Nombres o códigos, separados por punto y coma."),
    )
    ruc = forms.CharField(
        label="RUC", required=False, help_text=gettext_lazy("13 dígitos; varios, con punto y coma.")
    )
    org_id = forms.CharField(
        label=gettext_lazy("Identificador internacional (org-id)"),
        required=False,
        help_text=gettext_lazy("País, registro y número, como GB-COH-09506232."),
    )
    other = forms.CharField(
        label=gettext_lazy("Otro registro"),
        required=False,
        help_text=gettext_lazy("El número, con el nombre del registro."),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("El número es correcto: lo comprobé en el registro."), required=False
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Quién lo ve"), choices=VISIBILITIES, widget=forms.RadioSelect
    )

    def __init__(
        self, user: Visitor, held: Values, version: int, parts: Collection[str], data: Any = None
    ) -> None:
        self.wanted = [name for part in parts for name in PARTS[part]]
        self.held = {name: held[name] for name in self.wanted}
        super().__init__(data, initial=self._initial(version))
        self.fields["parent"] = ActorName(
            user,
            label=_("Pertenece a"),
            required=False,
            help_text=_("El actor del que es parte, por su nombre."),
        )
        fields = {name: [name] for name in self.wanted}
        fields["areas"] = ["areas", "more_areas"]
        fields["identifiers"] = [*SCHEMES, "sure"]
        fields["contacts"] = []
        keep = {field for name in self.wanted for field in fields[name]}
        for name in list(self.fields):
            if name not in HIDDEN and name not in keep:
                del self.fields[name]
        if "areas" in self.fields:
            chosen = Area.objects.filter(pk__in=held["areas"])
            self.fields["areas"].queryset = chosen  # type: ignore[attr-defined]
            if not held["areas"]:
                del self.fields["areas"]
        self.people = 0
        if "contacts" in self.wanted:
            self._offer_contacts(held["contacts"])

    def _initial(self, version: int) -> Values:
        initial: Values = {"version": version, "seen": self.held, **self.held}
        for field, scheme in SCHEMES.items():
            numbers = [v for s, v in self.held.get("identifiers", ()) if s == scheme]
            initial[field] = "; ".join(numbers)
        for at, contact in enumerate(self.held.get("contacts", ())):
            for name, value in zip((*CONTACT, "public"), contact, strict=True):
                initial[f"contact_{at}_{name}"] = value
        return initial

    def _offer_contacts(self, contacts: list[list[Any]]) -> None:
        self.people = len(contacts) + 1
        for at in range(self.people):
            for name, label in CONTACT.items():
                kind = forms.EmailField if name == "email" else forms.CharField
                self.fields[f"contact_{at}_{name}"] = kind(
                    label=label, required=False, max_length=40 if name == "phone" else 200
                )
            self.fields[f"contact_{at}_public"] = forms.BooleanField(
                label=_("Puede publicarse: la persona lo autorizó."), required=False
            )

    # --- for the page

    def plain_fields(self) -> Iterator[BoundField]:
        for name in self.fields:
            if name not in HIDDEN and not name.startswith("contact_") and name != "sure":
                yield self[name]

    def contact_rows(self) -> Iterator[list[BoundField]]:
        for at in range(self.people):
            yield [self[f"contact_{at}_{name}"] for name in (*CONTACT, "public")]

    # --- what was written

    def clean_more_areas(self) -> list[int]:
        return Areas().read(self.cleaned_data["more_areas"])

    def values(self) -> Values:
        found = {name: self.cleaned_data[name] for name in self.wanted if name in self.cleaned_data}
        if "areas" in self.wanted:
            chosen = [area.pk for area in self.cleaned_data.get("areas", ())]
            found["areas"] = sorted({*chosen, *self.cleaned_data["more_areas"]})
        if "identifiers" in self.wanted:
            found["identifiers"] = [
                [scheme.value, number.strip()]
                for field, scheme in SCHEMES.items()
                for number in self.cleaned_data[field].split(";")
                if number.strip()
            ]
        if "contacts" in self.wanted:
            found["contacts"] = [
                [
                    # both would part the cells of a sheet
                    *(
                        self.cleaned_data[f"contact_{at}_{name}"]
                        .replace(";", ",")
                        .replace("|", "/")
                        for name in CONTACT
                    ),
                    self.cleaned_data[f"contact_{at}_public"],
                ]
                for at in range(self.people)
            ]
        return found

    @property
    def seen_values(self) -> Values:
        said = self.cleaned_data.get("seen")
        return said if isinstance(said, dict) else {}
