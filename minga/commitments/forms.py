"""What is asked for to do each thing with a commitment, and doing it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.actors.models import Actor
from minga.base.steps import Refused
from minga.commitments import actions
from minga.commitments.models import Commitment
from minga.commitments.telling import OWNERS
from minga.people.models import User, people_of


def _words(label: Any, hint: Any = "", *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": gettext_lazy("Escriba aquí una o dos frases.")},
    )


class Doing(forms.Form):
    """One thing that may be done; `do` does it with what was written, or refuses."""

    title: Any = ""
    button: Any = ""
    done: Any = ""
    risky = False

    def __init__(self, commitment: Commitment, user: Any, *args: Any, **more: Any) -> None:
        self.commitment = commitment
        self.user = user
        super().__init__(*args, **{"auto_id": f"id_{type(self).__name__.lower()}_%s", **more})

    def do(self, by: User) -> None:
        raise NotImplementedError


class Report(Doing):
    title = gettext_lazy("Reportar lo que se hizo")
    button = gettext_lazy("Enviar el reporte")
    done = gettext_lazy("Su reporte está enviado: quien lo pidió decide si está cumplido.")
    text = _words(gettext_lazy("Qué se hizo"))
    evidence = forms.FileField(
        label=gettext_lazy("Medio de verificación"),
        help_text=gettext_lazy("Un documento, una foto o una hoja que lo muestre. Puede faltar."),
        required=False,
    )

    def do(self, by: User) -> None:
        file: Any = self.cleaned_data["evidence"]
        evidence = [(file, file.name)] if file else []
        actions.report(self.commitment, text=self.cleaned_data["text"], evidence=evidence, by=by)


class Accept(Doing):
    title = gettext_lazy("Aceptar el reporte")
    button = gettext_lazy("Aceptar: está cumplido")
    done = gettext_lazy("El compromiso está cumplido.")

    def do(self, by: User) -> None:
        actions.accept(self.commitment, by=by)


class GiveBack(Doing):
    title = gettext_lazy("Devolver el reporte")
    button = gettext_lazy("Devolver con esta razón")
    done = gettext_lazy("El reporte está devuelto, y quien responde sabe por qué.")
    text = _words(gettext_lazy("Qué falta"), gettext_lazy("Lo leerá quien tiene que completarlo."))

    def do(self, by: User) -> None:
        actions.give_back(self.commitment, reason=self.cleaned_data["text"], by=by)


class Reopen(Doing):
    title = gettext_lazy("Abrir de nuevo")
    button = gettext_lazy("Abrir de nuevo")
    done = gettext_lazy("El compromiso está abierto otra vez.")
    text = _words(gettext_lazy("Por qué se abre de nuevo"))

    def do(self, by: User) -> None:
        actions.reopen(self.commitment, reason=self.cleaned_data["text"], by=by)


class Cancel(Doing):
    title = gettext_lazy("Anular el compromiso")
    button = gettext_lazy("Anular el compromiso")
    done = gettext_lazy("El compromiso está anulado.")
    risky = True
    text = _words(gettext_lazy("Por qué ya no hay que hacerlo"))

    def do(self, by: User) -> None:
        actions.cancel(self.commitment, reason=self.cleaned_data["text"], by=by)


class Reschedule(Doing):
    title = gettext_lazy("Mover el plazo")
    button = gettext_lazy("Mover el plazo")
    done = gettext_lazy("El plazo está movido; el anterior queda en la historia.")
    due = forms.DateField(
        label=gettext_lazy("Nuevo plazo"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Elija el nuevo día."),
            "invalid": gettext_lazy("Escriba el día como 2027-03-31."),
        },
    )
    text = _words(gettext_lazy("Por qué se mueve"))

    def do(self, by: User) -> None:
        due: datetime.date = self.cleaned_data["due"]
        actions.reschedule(self.commitment, due=due, reason=self.cleaned_data["text"], by=by)


class Assign(Doing):
    title = gettext_lazy("Decir quién se encarga")
    button = gettext_lazy("Guardar")
    done = gettext_lazy("Está dicho quién se encarga.")
    person = forms.ModelChoiceField(
        label=gettext_lazy("Persona que se encarga"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Cualquiera de la unidad"),
    )

    def __init__(self, commitment: Commitment, user: Any, *args: Any, **more: Any) -> None:
        super().__init__(commitment, user, *args, **more)
        unit = commitment.actor.unit_id
        people = people_of({unit}, *OWNERS) if unit else User.objects.none()
        self.fields["person"].queryset = people.order_by("name")  # type: ignore[attr-defined]
        self.initial.setdefault("person", commitment.person_id)

    def do(self, by: User) -> None:
        actions.hand_over(self.commitment, person=self.cleaned_data["person"], by=by)


class HandOver(Doing):
    title = gettext_lazy("Pasar a otra organización o unidad")
    button = gettext_lazy("Pasar el compromiso")
    done = gettext_lazy("El compromiso tiene otro responsable, que ya lo sabe.")
    actor = forms.CharField(
        label=gettext_lazy("Quién responderá"),
        help_text=gettext_lazy("Su nombre o su sigla, como está en el directorio de actores."),
        max_length=300,
        error_messages={"required": gettext_lazy("Escriba el nombre de quien responderá.")},
    )

    def clean_actor(self) -> Actor:
        said = " ".join(self.cleaned_data["actor"].split())
        known = Actor.objects.visible_to(self.user)
        found = list(known.filter(Q(name__iexact=said) | Q(acronym__iexact=said))[:2])
        if not found:
            raise Refused(_("No hay ningún actor con ese nombre: cópielo del directorio."))
        if len(found) > 1:
            raise Refused(_("Hay varios actores con esa sigla: escriba el nombre completo."))
        return found[0]

    def do(self, by: User) -> None:
        actions.hand_over(self.commitment, actor=self.cleaned_data["actor"], by=by)


class Reword(Doing):
    title = gettext_lazy("Corregir el texto")
    button = gettext_lazy("Guardar el texto")
    done = gettext_lazy("El texto está corregido.")
    text = _words(gettext_lazy("Qué se hará"))

    def __init__(self, commitment: Commitment, user: Any, *args: Any, **more: Any) -> None:
        super().__init__(commitment, user, *args, **more)
        self.initial.setdefault("text", commitment.text)

    def do(self, by: User) -> None:
        actions.reword(self.commitment, text=self.cleaned_data["text"], by=by)


FORMS: dict[str, type[Doing]] = {
    "report": Report,
    "accept": Accept,
    "give_back": GiveBack,
    "reopen": Reopen,
    "assign": Assign,
    "reschedule": Reschedule,
    "hand_over": HandOver,
    "reword": Reword,
    "cancel": Cancel,
}
