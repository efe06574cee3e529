"""How a person wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from minga.base.templatetags.look import sentence
from minga.people.models import Mailing, User


class MailingForm(forms.Form):
    mail = forms.ChoiceField(
        label=_("Por correo"),
        widget=forms.RadioSelect,
        help_text=_("Aquí, en la aplicación, los verá todos de cualquier manera."),
    )
    language = forms.ChoiceField(
        label=_("Idioma de los correos"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data, initial={"mail": user.mail, "language": user.language})
        choice = self.fields["mail"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(value, sentence(label)) for value, label in Mailing.choices]
