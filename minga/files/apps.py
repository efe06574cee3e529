"""Evidence and documents, kept under the hash of their content."""

from django.utils.translation import gettext_lazy as _

from minga.base.domain import Domain


class Files(Domain):
    name = "minga.files"
    verbose_name = _("Archivos")
    prefix = "files/"
    daily = {"files.clean": "actions.clean"}
