"""Taking documents in. It knows no domain; domains tell it what their columns are called."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Intake(Domain):
    name = "minga.intake"
    verbose_name = _("Documentos")
    prefix = "documents/"
    finds = {"intake.document": "found.documents"}
