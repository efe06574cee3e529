"""Fields that the forms of several domains have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Date(forms.DateInput):
    """The day picker of the browser, which reads and gives 2027-03-31."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def date_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=Date,
        error_messages={
            "invalid": _("Escriba la fecha como 2027-03-31."),
            "required": _("Escriba la fecha."),
        },
    )
