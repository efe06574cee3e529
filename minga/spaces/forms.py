"""The forms that change spaces. What may be changed is decided by the actions."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.base.forms import date_field
from minga.base.models import Visibility
from minga.people.models import Membership, Role, Unit, User, is_coordinator
from minga.plans.models import Articulation
from minga.spaces.models import AgendaItem, Delegate, Line, Member, Session, Space

VISIBILITIES = [
    (Visibility.PUBLIC, _("Público, desde que se constituye")),
    (Visibility.PARTNERS, _("Solo las instituciones que participan")),
    (Visibility.INTERNAL, _("Interno: solo las unidades del gobierno")),
]


class _Time(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=_Time,
        error_messages={
            "invalid": _("Escriba la hora como 14:30."),
            "required": _("Escriba la hora."),
        },
    )


def _long(label: Any, rows: int, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class SpaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a space is constituted."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    mandate = _long(_("Mandato"), 4, _("Para qué se reúne y qué puede decidir."))
    legal_basis = _long(
        _("Base legal"), 2, _("La ordenanza, resolución o acuerdo que lo crea, si existe.")
    )
    visibility = forms.ChoiceField(
        label=_("Quién lo ve"), choices=VISIBILITIES, widget=forms.RadioSelect
    )

    class Meta:
        model = Space
        fields = [
            "name",
            "kind",
            "unit",
            "mandate",
            "legal_basis",
            "periodicity",
            "quorum_rule",
            "quorum_value",
            "visibility",
        ]
        help_texts = {
            "quorum_value": _("En blanco si el quórum es más de la mitad."),
        }
        widgets = {"name": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset, unit.empty_label = units_of(user), _("Elegir…")
        self.initial["version"] = self.instance.version
        self.order_fields(["name", "kind", "unit"])

    def _post_clean(self) -> None:
        """The actions check and write; the record stays as it was."""

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def units_of(user: User) -> Any:
    """The units for which the person may convene."""
    own = Unit.objects.filter(external=False)
    if is_coordinator(user):
        return own
    return own.filter(pk__in=user.units_as(Role.HEAD, Role.DELEGATE))


class ConstituteForm(forms.Form):
    on = date_field(_("Se constituyó el"), required=True)


class ReasonForm(forms.Form):
    reason = _long(_("Por qué"), 3, _("Lo leerá quien participa."))


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]
    starts = date_field(_("Desde"))
    ends = date_field(_("Hasta"), help_text=_("En blanco mientras no tenga fin."))

    class Meta:
        model = Member
        fields = ["position", "votes", "starts", "ends"]

    def _post_clean(self) -> None:
        """The actions check and write."""


class DelegateForm(forms.ModelForm):  # type: ignore[type-arg]
    email = forms.CharField(
        label=_("Correo"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        help_text=_("Ahí llegan las convocatorias. Sin correo, habrá que llamarle."),
    )
    starts = date_field(_("Desde"))
    ends = date_field(_("Hasta"), help_text=_("En blanco mientras no tenga fin."))

    class Meta:
        model = Delegate
        fields = ["name", "email", "alternate", "starts", "ends"]

    def __init__(self, data: Any = None, *, instance: Delegate | None = None) -> None:
        # it stands beside the form of the member, which has days too
        super().__init__(data, instance=instance, auto_id="delegate_%s")

    def _post_clean(self) -> None:
        """The actions check and write."""


class SessionForm(forms.Form):
    """The day and hours are those of the city."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    day = date_field(_("Día"), required=True)
    starts = _hour(_("Empieza a las"))
    ends = _hour(_("Termina a las"))
    place = forms.CharField(label=_("Lugar"), required=False, max_length=300)
    link = forms.URLField(
        label=_("Enlace para participar"),
        required=False,
        help_text=_("Lo ve solo quien está convocado."),
        error_messages={"invalid": _("Copie el enlace completo: https://…")},
    )
    extraordinary = forms.BooleanField(label=_("Es extraordinaria"), required=False)
    agenda = _long(_("Orden del día"), 6, _("Un punto en cada línea, en su orden."))

    def __init__(self, data: Any = None, *, session: Session | None = None) -> None:
        initial: dict[str, Any] = {}
        if session:
            starts, ends = localtime(session.starts), localtime(session.ends)
            initial = {
                "version": session.version,
                "day": starts.date(),
                "starts": starts.time(),
                "ends": ends.time(),
                "place": session.place,
                "link": session.link,
                "extraordinary": session.extraordinary,
                "agenda": "\n".join(item.text for item in session.agenda.all()),
            }
        super().__init__(data, initial=initial)

    def said(self) -> dict[str, Any]:
        """What the actions take."""
        found = self.cleaned_data
        return {
            "starts": _moment(found["day"], found["starts"]),
            "ends": _moment(found["day"], found["ends"]),
            "place": found["place"],
            "link": found["link"],
            "extraordinary": found["extraordinary"],
            "agenda": found["agenda"].splitlines(),
        }


def _moment(day: datetime.date, hour: datetime.time) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, hour))


class _People(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.email})"


class _Articulations(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Articulation) -> str:
        said = obj.objective or obj.initiative.name
        return f"{obj.initiative.code}: {said if len(said) < 90 else said[:90] + '…'}"


class LineForm(forms.Form):
    """A line of the minutes. The last fields are for commitments."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Qué es"), choices=Line.Kind, widget=forms.RadioSelect)
    text = _long(_("Qué se dijo, se decidió o se hará"), 2)
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label=_("Punto del orden del día"), required=False
    )
    actor = forms.ModelChoiceField(
        Actor.objects.none(), label=_("Institución que responde"), required=False
    )
    person = _People(User.objects.none(), label=_("Persona"), required=False)
    due = date_field(_("Para cuándo"))
    articulation = _Articulations(
        Articulation.objects.none(), label=_("De qué articulación"), required=False
    )

    def __init__(
        self,
        data: Any = None,
        *,
        session: Session,
        articulations: Sequence[int],
        line: Line | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(line))
        day = localtime(session.starts).date()
        members = Member.objects.filter(space=session.space_id).on(day)
        actors = Actor.objects.filter(pk__in=members.values("actor")).order_by("name")
        held = Membership.objects.held_on(datetime.date.today()).filter(
            unit__in=actors.order_by().values("unit")
        )
        people = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name")
        hosted = Articulation.objects.filter(pk__in=articulations).select_related("initiative")
        self._offer("item", session.agenda.all(), _("Ninguno en particular"))
        self._offer("actor", actors, gettext("Elija"))
        self._offer("person", people, _("Nadie en particular"))
        self._offer("articulation", hosted, _("Ninguna en particular"))
        self.fields["item"].label_from_instance = lambda item: item.text  # type: ignore[attr-defined]
        if not articulations:
            del self.fields["articulation"]

    def _offer(self, name: str, queryset: Any, empty: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = queryset
        field.empty_label = empty

    def said(self) -> dict[str, Any]:
        """What the actions take; of a line that promises nothing, nothing is promised."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if found["kind"] != Line.Kind.COMMITMENT:
            for name in ("actor", "person", "due", "articulation"):
                found.pop(name, None)
        return found


def _initial(line: Line | None) -> dict[str, Any]:
    if line is None:
        return {"kind": Line.Kind.INFORMATION}
    found: dict[str, Any] = {
        "version": line.version,
        "kind": line.kind,
        "text": line.text,
        "item": line.item_id,
    }
    if line.commitment:
        promised = line.commitment
        found |= {
            "actor": promised.actor_id,
            "person": promised.person_id,
            "due": promised.due,
            "articulation": promised.articulation_id,
        }
    return found
