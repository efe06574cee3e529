"""What people write about a document."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

VERBS = {
    "accept": gettext_lazy("Aceptar: queda como se leyó"),
    "correct": gettext_lazy("Corregir: el dato se cambió, o se cambiará, en la iniciativa"),
    "dismiss": gettext_lazy("Descartar: no es un problema"),
}


class DecideForm(forms.Form):
    verb = forms.ChoiceField(
        choices=[*VERBS.items(), ("reopen", gettext_lazy("Abrir de nuevo"))],
        error_messages={
            "required": gettext_lazy("Elija una decisión."),
            "invalid_choice": gettext_lazy("Elija una decisión."),
        },
    )
    reason = forms.CharField(required=False, max_length=2000, strip=True)

    def clean(self) -> dict[str, str]:
        data = super().clean() or {}
        if data.get("verb") == "dismiss" and not data.get("reason"):
            self.add_error("reason", _("Para descartar un hallazgo, escriba la razón."))
        return data
