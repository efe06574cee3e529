"""The import studio: a document is uploaded, read beside its source, corrected, and applied."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Studio(Domain):
    name = "minga.studio"
    verbose_name = _("Importar")
    prefix = "import/"
