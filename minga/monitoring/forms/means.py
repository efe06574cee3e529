"""Forms for milestones, money, people and priorities."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.base.forms import date_field
from minga.base.numbers import NumberField
from minga.monitoring.actions import budget, milestones, posts
from minga.monitoring.actions.means import seen
from minga.monitoring.actions.priorities import RANKS
from minga.monitoring.means import broken_stages, stages
from minga.monitoring.models import BudgetLine, BudgetTotal, Milestone, Post
from minga.people.models import Role, Unit, User, is_coordinator
from minga.plans.models import Competence, Initiative, Plan

AS_REPORTED = _("Así consta en el reporte financiero")


class Remembering(forms.Form):
    """A form that knows what its row was when it was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    edited: tuple[str, ...] = ()

    def __init__(self, *data: Any, of: Any = None, initial: Any = None) -> None:
        start = dict(initial or {})
        if of is not None:
            start |= {name: getattr(of, name) for name in self.edited}
            start["seen"] = seen(of)
        super().__init__(data[0] if data else None, initial=start)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.edited if name in self.fields}


def text(label: Any, most: int, *, wrong: Any = "", help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(wrong),
        help_text=help_text,
        error_messages={"required": wrong} if wrong else {},
    )


def year_field() -> forms.IntegerField:
    wrong = _("Escriba el año con cuatro cifras, como 2027.")
    return forms.IntegerField(
        label=_("Año"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        localize=False,
        error_messages={"required": wrong, "invalid": wrong},
    )


class MilestoneForm(Remembering):
    edited = milestones.EDITED

    name = text(_("Qué se alcanza"), 300, wrong=_("Escriba qué se alcanza."))
    due = date_field(_("Para cuándo"), required=True)
    weight = NumberField(
        label=_("Peso"),
        decimals=4,
        help_text=_("Qué parte del trabajo es, frente a los otros hitos. 1 si todos pesan igual."),
        error_messages={"required": _("Escriba el peso; 1 si todos pesan igual.")},
    )
    note = forms.CharField(
        label=_("Comentario"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *data: Any, of: Milestone | None = None) -> None:
        super().__init__(*data, of=of, initial={"weight": 1})
        if of is not None and of.status != Milestone.Status.PLANNED:
            self.fields["due"].disabled = True


class ReachForm(forms.Form):
    on = date_field(_("Se alcanzó el"), required=True)
    evidence = forms.FileField(
        label=_("Medio de verificación"),
        required=False,
        help_text=_("Un documento, una foto o una hoja que lo muestre. Puede faltar."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Por qué"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Queda en la historia del hito."),
        error_messages={"required": _("Escriba por qué: queda en la historia del hito.")},
    )


class Money(NumberField):
    """An amount; a percentage is none."""

    def to_python(self, value: Any) -> Any:
        if "%" in str(value or ""):
            raise forms.ValidationError(_("Escriba el monto, no un porcentaje."))
        return super().to_python(value)


class Share(NumberField):
    """A part of one, which may be written as a percentage."""

    def to_python(self, value: Any) -> Any:
        number = super().to_python(value)
        if number is None or "%" not in str(value):
            return number
        return (number / 100).quantize(Decimal("0.0001"))


def amount(label: Any, *, wrong: Any = "", help_text: Any = "") -> Money:
    return Money(
        label=label,
        decimals=2,
        least=0,
        required=bool(wrong),
        help_text=help_text,
        error_messages={"required": wrong} if wrong else {},
    )


def currency_field() -> forms.CharField:
    return text(_("Moneda"), 3, wrong=_("Escriba la moneda con sus tres letras, como USD."))


class LineForm(Remembering):
    edited = budget.EDITED

    year = year_field()
    source = text(_("Fuente de financiamiento"), 200)
    code = text(_("Partida"), 60, help_text=_("El código del presupuesto, si lo sabe."))
    name = text(_("Concepto"), 300)
    currency = currency_field()
    codified = amount(
        _("Codificado"),
        wrong=_("Escriba el codificado; 0 si no se le asignó nada."),
        help_text=_("Lo asignado, con sus reformas. 0 quiere decir que no se asignó nada."),
    )
    committed = amount(
        _("Comprometido"), help_text=_("En blanco si no se sabe: quedará «Sin dato», que no es 0.")
    )
    accrued = amount(_("Devengado"), help_text=_("En blanco si no se sabe."))
    paid = amount(_("Pagado"), help_text=_("En blanco si no se sabe."))
    as_of = date_field(_("Corte"), help_text=_("El día del reporte financiero."))
    competence = forms.ModelChoiceField(
        Competence.objects.none(),
        label=_("Competencia"),
        required=False,
        empty_label=_("La de sus articulaciones"),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unidad que lo ejecuta"),
        required=False,
        empty_label=_("La que responde por la iniciativa"),
    )
    as_reported = forms.BooleanField(
        label=AS_REPORTED,
        required=False,
        help_text=_("Márquelo solo si el reporte lo dice así: la línea quedará señalada."),
    )

    def __init__(
        self, *data: Any, plan: Plan, of: BudgetLine | None = None, initial: Any = None
    ) -> None:
        super().__init__(*data, of=of, initial={"currency": "USD", **(initial or {})})
        _choices(self, "competence", plan.competences.all())
        _choices(self, "unit", Unit.objects.filter(external=False))
        if of is not None and broken_stages(stages(of)):
            self.initial["as_reported"] = True
        self.shows_as_reported = bool(self.initial.get("as_reported")) or "as_reported" in (
            data[0] if data and data[0] else {}
        )


class TotalForm(forms.Form):
    amount = amount(_("Monto total"), help_text=_("De todos los años. En blanco si no se sabe."))
    currency = currency_field()
    act = text(_("Acto o fuente"), 300, help_text=_("Qué documento lo dice."))

    def __init__(self, *data: Any, of: BudgetTotal | None) -> None:
        start = {"currency": "USD"}
        if of is not None:
            start = {name: getattr(of, name) for name in ("amount", "currency", "act")}
        super().__init__(data[0] if data else None, initial=start)


class PostForm(Remembering):
    edited = posts.EDITED

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unidad"),
        empty_label=_("Elegir…"),
        error_messages={"required": _("Elija la unidad de los puestos.")},
    )
    name = text(
        _("Puesto"),
        200,
        wrong=_("Escriba el puesto, no quién lo ocupa: «Técnica de movilidad»."),
        help_text=_("El nombre del puesto, nunca el de una persona."),
    )
    year = year_field()
    count = forms.IntegerField(
        label=_("Cuántos puestos"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Escriba cuántos puestos son: al menos 1."),
            "invalid": _("Escriba cuántos puestos son, con cifras enteras."),
        },
    )
    share = Share(
        label=_("Parte de su tiempo"),
        decimals=4,
        help_text=_("1 es todo el tiempo de cada puesto; la mitad es 0,5 o 50 %."),
        error_messages={"required": _("Escriba qué parte de su tiempo: la mitad es 0,5.")},
    )
    initiative = forms.CharField(
        label=_("Iniciativa"),
        required=False,
        max_length=60,
        help_text=_("Su código, como 2.3.1. En blanco si es para toda la competencia."),
    )
    competence = forms.ModelChoiceField(
        Competence.objects.none(),
        label=_("Competencia"),
        required=False,
        empty_label=_("La de la iniciativa"),
    )

    def __init__(self, *data: Any, plan: Plan, user: User, of: Post | None = None) -> None:
        super().__init__(*data, of=of, initial={"count": 1, "share": 1})
        units = Unit.objects.filter(external=False)
        if not is_coordinator(user):
            units = units.filter(pk__in=user.units_as(Role.HEAD))
        _choices(self, "unit", units)
        _choices(self, "competence", plan.competences.all())
        if of is not None:
            self.initial["initiative"] = of.initiative.code if of.initiative else ""
        self.known = Initiative.objects.visible_to(user).filter(plan=plan)

    def clean_initiative(self) -> Initiative | None:
        return _by_code(self.known, self.cleaned_data["initiative"])


class PrioritiesForm(forms.Form):
    """Five codes, the first the highest priority."""

    def __init__(self, *data: Any, plan: Plan, user: User, held: dict[int, Initiative]) -> None:
        super().__init__(*data)
        self.known = Initiative.objects.visible_to(user).filter(plan=plan)
        for rank in RANKS:
            one = held.get(rank)
            self.fields[f"rank{rank}"] = forms.CharField(
                label=_("Prioridad %(n)d") % {"n": rank},
                required=False,
                max_length=60,
                initial=one.code if one else "",
                help_text=one.name if one else _("El código de la iniciativa, como 2.3.1."),
            )

    def clean(self) -> dict[str, Any]:
        self.ranked: dict[int, Initiative | None] = {}
        for rank in RANKS:
            try:
                self.ranked[rank] = _by_code(self.known, self.cleaned_data.get(f"rank{rank}", ""))
            except forms.ValidationError as wrong:
                self.add_error(f"rank{rank}", wrong)
        return self.cleaned_data


def _by_code(known: Any, code: str) -> Initiative | None:
    if not code.strip():
        return None
    found: Initiative | None = known.filter(code=code.strip().replace("\0", "")).first()
    if found is None:
        raise forms.ValidationError(
            _("No hay una iniciativa «%(code)s» en el plan: escriba su código, como 2.3.1."),
            params={"code": code.strip()},
        )
    return found


def _choices(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
