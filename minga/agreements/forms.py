"""The forms that change an agreement. What may be changed is decided by the actions."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from minga.agreements.models import Agreement, Obligation, Party
from minga.base.forms import date_field
from minga.base.models import Visibility
from minga.base.templatetags.look import sentence
from minga.files.models import Attachment
from minga.people.models import Role, Unit, User, is_coordinator
from minga.plans.models import MechanismType

VISIBILITIES = [
    (Visibility.PUBLIC, _("Pública, desde que entra en vigor")),
    (Visibility.PARTNERS, _("Solo las instituciones que participan")),
    (Visibility.INTERNAL, _("Interna: solo las unidades del gobierno")),
]
PARTS: dict[str, tuple[str, ...]] = {  # what a person edits together
    "text": (
        *("title", "number", "type", "object", "unit"),
        *("starts", "ends", "indefinite", "renewal", "renewal_months"),
    ),
    "around": (
        *("administrator", "notice_days", "visibility"),
        *("authorised_by", "authorised_on", "published_in", "published_on"),
    ),
}


class Amount(forms.DecimalField):
    """Money as people write it: 12.500,00 or 12,500.00 or 12500.

    Cents have two figures, so three after the only sign are thousands: 12.500 is never 12,5.
    """

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        said = re.sub(r"USD|[$\s]", "", value or "", flags=re.IGNORECASE)
        if thousands := _THOUSANDS.fullmatch(said):
            said = thousands[0].replace(".", "").replace(",", "")
        elif cents := _CENTS.fullmatch(said):
            said = f"{re.sub('[.,]', '', cents[1])}.{cents[2]}"
        return super().to_python(said)


_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+|[+-]?\d{1,3}(?:,\d{3})+")
_CENTS = re.compile(
    r"([+-]?(?:\d+|\d{1,3}(?:\.\d{3})+(?=,)|\d{1,3}(?:,\d{3})+(?=\.)))[.,](\d{1,2})"
)


def _amount(label: Any, *, required: bool = True, help_text: Any = "") -> Amount:
    return Amount(
        label=label,
        required=required,
        help_text=help_text,
        max_digits=18,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": _("Escriba el monto en dólares, por ejemplo 12.500,00."),
            "required": _("Escriba el monto en dólares."),
        },
    )


class AgreementForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new agreement, or one part of it: the text, or what stands around it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts = date_field(_("Empieza"))
    ends = date_field(_("Termina"), help_text=_("En blanco si no tiene plazo de fin."))
    authorised_on = date_field(_("Fecha de la autorización"))
    published_on = date_field(_("Fecha de publicación"))

    class Meta:
        model = Agreement
        fields = [name for part in PARTS.values() for name in part]
        labels = {
            "title": _("Título"),
            "number": _("Número"),
            "type": _("Tipo"),
            "object": _("Objeto"),
            "unit": _("Unidad administradora"),
            "indefinite": _("Sin plazo de fin"),
            "renewal": _("Renovación"),
            "renewal_months": _("Meses de cada renovación"),
            "administrator": _("Quién lo administra"),
            "notice_days": _("Avisar antes del fin, en días"),
            "authorised_by": _("Autorización del concejo"),
            "published_in": _("Publicado en"),
        }
        help_texts = {
            "object": _("Qué harán las partes, en pocas frases."),
            "number": _("En blanco si todavía no lo tiene."),
            "notice_days": _("Se cuentan hacia atrás desde el fin actual, con sus prórrogas."),
        }
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "object": forms.Textarea(attrs={"rows": 4}),
            "renewal": forms.RadioSelect,
        }

    def __init__(self, data: Any = None, *, instance: Agreement, part: str, user: User) -> None:
        super().__init__(data, instance=instance, initial={"version": instance.version})
        for name in list(self.fields):
            if name != "version" and name not in PARTS[part]:
                del self.fields[name]
        if "type" in self.fields:
            types = MechanismType.objects.exclude(family=MechanismType.Family.SPACE)
            self._offer("type", types)
            self.fields["type"].label_from_instance = sentence  # type: ignore[attr-defined]
            self.fields["renewal"].choices = _said(Agreement.Renewal)  # type: ignore[attr-defined]
            self._offer("unit", _units(user, instance))
        if "administrator" in self.fields:
            self._offer("administrator", _people(instance))
            self.fields["visibility"] = forms.ChoiceField(
                label=_("Quién lo ve"), choices=VISIBILITIES, widget=forms.RadioSelect
            )

    def _offer(self, name: str, members: Any) -> None:
        self.fields[name].queryset = members  # type: ignore[attr-defined]
        self.fields[name].empty_label = _("Elegir…")  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The action writes; until then the agreement stays as it was read."""

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _units(user: User, agreement: Agreement) -> Any:
    """The coordinator chooses any unit of the government; others those they work in."""
    own = Unit.objects.filter(external=False)
    if is_coordinator(user):
        return own
    mine = user.units_as(Role.HEAD, Role.DELEGATE) | {agreement.unit_id or 0}
    return own.filter(pk__in=mine)


def _said(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """Choices as a form shows them: with a capital."""
    return [(value, sentence(label)) for value, label in choices.choices]


def _people(agreement: Agreement) -> Any:

    inside = Q(
        memberships__unit=agreement.unit_id, memberships__role__in=[Role.HEAD, Role.DELEGATE]
    )
    return (
        User.objects.filter(inside | Q(pk=agreement.administrator_id)).distinct().order_by("name")
    )


class PartyForm(forms.Form):
    capacity = forms.CharField(label=_("En calidad de"), max_length=200, required=False)
    signatory = forms.CharField(label=_("Quién firma"), max_length=200, required=False)
    position = forms.CharField(label=_("Cargo de quien firma"), max_length=200, required=False)


class ContributionForm(forms.Form):
    amount = _amount(_("Monto en dólares"))
    source = forms.CharField(
        label=_("Fuente"),
        max_length=200,
        required=False,
        help_text=_("De qué presupuesto o fondo, o qué bien o trabajo si es en especie."),
    )
    in_kind = forms.BooleanField(label=_("En especie"), required=False)


class ObligationForm(forms.Form):
    party: forms.ModelChoiceField[Party] = forms.ModelChoiceField(
        Party.objects.none(),
        label=_("Quién se obliga"),
        empty_label=_("Elegir…"),
        error_messages={"required": _("Elija la parte que se obliga.")},
    )
    text = forms.CharField(
        label=_("Qué tiene que hacer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escriba qué tiene que hacer la parte.")},
    )
    due = date_field(
        _("Para cuándo, la primera vez"),
        help_text=_("En blanco: hasta el fin del convenio."),
    )
    recurrence = forms.ChoiceField(
        label=_("Se repite"), choices=Obligation.Recurrence.choices, initial="once"
    )

    def __init__(self, data: Any = None, *, agreement: Agreement) -> None:
        super().__init__(data)
        self.fields["recurrence"].choices = _said(Obligation.Recurrence)  # type: ignore[attr-defined]
        field = self.fields["party"]
        field.queryset = agreement.parties.select_related("actor")  # type: ignore[attr-defined]
        field.label_from_instance = lambda party: party.actor.name  # type: ignore[attr-defined]


class SignForm(forms.Form):
    on = date_field(_("Día de la firma"), required=True)
    note = forms.CharField(
        label=_("Cómo consta"),
        max_length=300,
        required=False,
        help_text=_("Si registra la firma de otra institución: dónde está el documento firmado."),
    )
    document = forms.FileField(label=_("Documento firmado"), required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"on": datetime.date.today()})


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Razón"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La leen quienes reciben el aviso, y queda en la historia."),
        error_messages={"required": _("Escriba la razón: quienes reciben el aviso la van a leer.")},
    )


class ExtendForm(forms.Form):
    signed_on = date_field(_("Suscrita el"), required=True)
    ends = date_field(_("Nuevo fin"))
    indefinite = forms.BooleanField(label=_("Queda sin plazo de fin"), required=False)
    text = forms.CharField(
        label=_("Qué dice"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class AddendumForm(forms.Form):
    signed_on = date_field(_("Suscrita el"), required=True)
    text = forms.CharField(
        label=_("Qué cambia"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Escriba qué cambia la adenda.")},
    )
    amount = _amount(
        _("Cambia el monto en"),
        required=False,
        help_text=_("En dólares; con signo menos si lo reduce. En blanco si no cambia."),
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Archivo"), error_messages={"required": _("Elija el archivo que va a añadir.")}
    )
    kind = forms.ChoiceField(
        label=_("Clase"),
        choices=[
            (kind.value, kind.label)
            for kind in (
                Attachment.Kind.SIGNED,
                Attachment.Kind.DOCUMENT,
                Attachment.Kind.EVIDENCE,
            )
        ],
    )
