"""Forms for reports."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.base.forms import date_field
from minga.monitoring.models import Report


class ReportForm(forms.Form):
    """The title and the period of a report."""

    title = forms.CharField(
        label=_("Título"),
        max_length=300,
        help_text=_("Por ejemplo: Rendición de cuentas 2026."),
        error_messages={"required": _("Escriba el título del informe.")},
    )
    starts = date_field(_("Desde"), required=True)
    ends = date_field(
        _("Hasta"), required=True, help_text=_("Se puede publicar desde ese día, no antes.")
    )

    def __init__(self, data: Any = None, *, of: Report | None = None) -> None:
        if of:
            initial: dict[str, Any] = {"title": of.title, "starts": of.starts, "ends": of.ends}
        else:
            year = datetime.date.today().year
            initial = {
                "starts": datetime.date(year, 1, 1),
                "ends": datetime.date(year, 12, 31),
            }
        super().__init__(data, initial=initial)
