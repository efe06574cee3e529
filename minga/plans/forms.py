"""The forms that change a plan. What may be changed is decided by the actions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, When
from django.utils.translation import gettext_lazy as _

from minga.base import history
from minga.base.forms import Date
from minga.base.models import Visibility
from minga.people.models import Unit
from minga.plans.models import Articulation, Initiative, MechanismType, Objective, Plan
from minga.territory.forms import ParentField, parent_of
from minga.territory.models import Area

# what a person edits together, and the fields that it takes
PARTS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "kind": ("kind",),
    "leads": ("leads",),
    "period": ("starts", "ends"),
    "areas": ("areas",),
    "aligned_with": ("aligned_with",),
    "visibility": ("visibility",),
}
BULK = {
    "lead": _("Asignar unidad responsable"),
    "step": _("Cambiar el estado"),
    "area": _("Añadir territorio"),
    "kind": _("Poner el tipo"),
    "visibility": _("Cambiar quién la ve"),
}
STEPS = {
    "start": _("Poner en marcha"),
    "finish": _("Dar por cumplida"),
    "stop": _("Detener"),
    "withdraw": _("Retirar del plan"),
    "restore": _("Restaurar como prevista"),
}
VISIBILITIES = [
    (Visibility.PUBLIC, _("Pública")),
    (Visibility.PARTNERS, _("Solo las instituciones que participan")),
    (Visibility.INTERNAL, _("Interna: solo las unidades del gobierno")),
]


class _Areas(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_kind_display()})"


class _Area(forms.ModelChoiceField):  # type: ignore[type-arg]
    label_from_instance = _Areas.label_from_instance


HIDDEN = ("version", "seen")


class InitiativeForm(forms.Form):
    """Some parts of an initiative, or all of them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)  # what the person was shown
    name = forms.CharField(
        max_length=1000,  # the index by name holds no more
        label=_("Nombre"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("El texto impreso se conserva al lado."),
    )
    kind = forms.ChoiceField(
        label=_("Tipo"), choices=[("", _("Falta")), *Initiative.Kind.choices], required=False
    )
    leads = forms.ModelMultipleChoiceField(
        Unit.objects.all(),
        label=_("Unidad responsable"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Quien responde por la iniciativa. Puede ser más de una."),
    )
    starts = forms.DateField(label=_("Empieza"), widget=Date, required=False)
    ends = forms.DateField(
        label=_("Termina"),
        widget=Date,
        required=False,
        help_text=_("En blanco si es indefinida."),
    )
    areas = _Areas(
        Area.objects.none(),
        label=_("Territorio"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Dónde ocurre: el distrito entero, zonas o parroquias."),
    )
    aligned_with = forms.ModelMultipleChoiceField(
        Objective.objects.none(),
        label=_("También contribuye a"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Quién la ve"), choices=VISIBILITIES, widget=forms.RadioSelect
    )

    def __init__(
        self, initiative: Initiative, parts: Collection[str], data: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(data, initial=_initial(initiative, parts), **kwargs)
        wanted = {name for part in parts for name in PARTS[part]}
        for name in list(self.fields):
            if name not in HIDDEN and name not in wanted:
                del self.fields[name]
        self.initial["seen"] = {n: history.plain(self.initial.get(n)) for n in sorted(wanted)}
        if "leads" in self.fields:
            self._offer("leads", Unit.objects.all(), "name")
        if "areas" in self.fields:
            self._offer_areas(initiative.plan)
        if "aligned_with" in self.fields:
            others = Objective.objects.filter(plan=initiative.plan_id).exclude(
                pk=initiative.objective_id
            )
            self.fields["aligned_with"].queryset = others  # type: ignore[attr-defined]

    def _offer(self, name: str, members: Any, *order: Any) -> None:
        """What is chosen stands first, so that it is seen in a long list."""
        chosen = self.initial.get(name, [])
        first = Case(When(pk__in=chosen, then=0), default=1, output_field=IntegerField())
        self.fields[name].queryset = members.order_by(first, *order)  # type: ignore[attr-defined]

    def _offer_areas(self, plan: Plan) -> None:
        """Those of the plan, and those chosen before, wherever they are."""
        offered = Area.objects.offered(plan.area_id)
        chosen = Area.objects.filter(pk__in=self.initial.get("areas", []))
        self._offer("areas", offered | chosen, *offered.query.order_by)

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN}

    def touched(self) -> dict[str, Any]:
        """Those that the person changed, whatever others have changed since."""
        return {
            name: value
            for name, value in self.changes().items()
            if self._differs(name, self[name].data)
        }

    def clashes(self) -> list[str]:
        """The touched fields that somebody else has changed too."""
        return [name for name in self.touched() if self._differs(name, self.initial.get(name))]

    def _differs(self, name: str, value: Any) -> bool:
        """Whether a value is another than the one the person was shown."""
        seen = (self.cleaned_data.get("seen") or {}).get(name)
        field = self.fields[name]
        if isinstance(field, forms.DateField):
            seen = field.to_python(seen)
        return field.has_changed(seen, value)


def _initial(initiative: Initiative, parts: Collection[str]) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "version": initiative.version,
        "name": initiative.name,
        "kind": initiative.kind,
        "starts": initiative.starts,
        "ends": initiative.ends,
        "visibility": initiative.visibility,
    }
    if "leads" in parts:
        initial["leads"] = [lead.unit_id for lead in initiative.lead_set.all()]
        hinted = Unit.objects.named(initiative.lead_printed) if initiative.lead_printed else None
        if hinted and not initial["leads"]:
            initial["leads"] = [hinted.pk]
    if "areas" in parts:
        initial["areas"] = list(initiative.areas.values_list("pk", flat=True))
    if "aligned_with" in parts:
        initial["aligned_with"] = list(initiative.aligned_with.values_list("pk", flat=True))
    return initial


class ArticulationForm(forms.Form):
    """What an articulation wants, and its mechanisms: one list a place, so that order counts."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    objective = forms.CharField(
        label=_("Objetivo de articulación"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Como lo diría a un vecino: qué se quiere lograr y con quién."),
    )

    def __init__(self, articulation: Articulation, data: Any = None) -> None:
        held = list(articulation.uses.values_list("mechanism", flat=True))
        initial = {
            "version": articulation.initiative.version,
            "objective": articulation.objective,
        } | {f"mechanism_{at}": pk for at, pk in enumerate(held, 1)}
        super().__init__(data, initial=initial)
        self.places = [f"mechanism_{at}" for at in range(1, max(3, len(held) + 2))]
        types = list(MechanismType.objects.all())
        for at, name in enumerate(self.places, 1):
            self.fields[name] = forms.TypedChoiceField(
                label=_("Mecanismo %d") % at,
                choices=[("", _("Ninguno"))] + [(m.pk, str(m)) for m in types],
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.types = {m.pk: m for m in types}

    def mechanisms(self) -> list[MechanismType]:
        chosen = [self.cleaned_data.get(name) for name in self.places]
        return [self.types[pk] for pk in dict.fromkeys(chosen) if pk]


class PlanForm(forms.Form):
    """What the coordination says of a plan itself."""

    short_title = forms.CharField(
        label=_("Nombre corto"),
        max_length=80,
        required=False,
        help_text=_("Está en la cabecera de cada página. En blanco, el título entero."),
    )
    status = forms.ChoiceField(label=_("Estado"), choices=Plan.Status.choices)
    area = ParentField(
        label=_("Territorio del plan"),
        required=False,
        help_text=_("El código o el nombre: 1701, Pichincha… En blanco si no se sabe."),
    )
    escalate_after = forms.IntegerField(
        label=_("Días de atraso para avisar a la jefatura"),
        min_value=1,
        max_value=365,
        help_text=_("Un compromiso atrasado más días que estos se avisa a quien dirige la unidad."),
    )

    @staticmethod
    def said(plan: Plan) -> dict[str, Any]:
        return {
            "short_title": plan.short_title,
            "status": plan.status,
            "area": parent_of(plan.area),
            "escalate_after": plan.escalate_after,
        }


class BulkForm(forms.Form):
    """The one thing to do to many initiatives."""

    value = forms.Field()

    def __init__(self, do: str, plan: Plan, data: Any = None) -> None:
        super().__init__(data)
        self.fields["value"] = _bulk_field(do, plan)


def _bulk_field(do: str, plan: Plan) -> forms.Field:
    if do == "lead":
        return forms.ModelChoiceField(
            Unit.objects.all(),
            label=_("Unidad responsable"),
            empty_label=_("Elegir…"),
            help_text=_("Se añade a las que ya tengan."),
            error_messages={"required": _("Elija la unidad responsable.")},
        )
    if do == "area":
        return _Area(
            Area.objects.offered(plan.area_id).defer("shape"),
            label=_("Territorio"),
            empty_label=_("Elegir…"),
            help_text=_("Se añade al que ya tengan."),
            error_messages={"required": _("Elija el territorio.")},
        )
    choices: dict[str, list[tuple[Any, Any]]] = {
        "step": [*STEPS.items()],
        "kind": [*Initiative.Kind.choices],
        "visibility": [*VISIBILITIES],
    }
    return forms.ChoiceField(
        label=BULK[do],
        choices=choices[do],
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija uno.")},
    )
