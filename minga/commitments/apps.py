"""What somebody promised, wherever it was born."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Commitments(Domain):
    name = "minga.commitments"
    verbose_name = _("Compromisos")
    prefix = "commitments/"
