"""What is said of spaces: their steps, their history, their quorum, and the notices they send."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.spaces.models import Space

CALLED = gettext_lazy("%(by)s convocó a %(about)s: %(when)s.")
CHANGED = gettext_lazy("Cambió la convocatoria de %(about)s: ahora es %(when)s.")
CANCELLED = gettext_lazy("Se canceló %(about)s, prevista para %(when)s: %(reason)s")
TO_APPROVE = gettext_lazy("El acta de %(about)s espera su aprobación.")
RETURNED = gettext_lazy("%(by)s devolvió el acta de %(about)s: %(reason)s")
APPROVED = gettext_lazy("%(by)s aprobó el acta de %(about)s.")
PUBLISHED = gettext_lazy("Se publicó el acta de %(about)s.")

STEPS = {
    "constitute": gettext_lazy("Constituir el espacio"),
    "pause": gettext_lazy("Poner en pausa"),
    "resume": gettext_lazy("Reanudar"),
    "close": gettext_lazy("Cerrar el espacio"),
    "call": gettext_lazy("Convocar"),
    "open": gettext_lazy("Abrir la sesión"),
    "cancel": gettext_lazy("Cancelar la sesión"),
    "submit": gettext_lazy("Enviar el acta a aprobación"),
    "give_back": gettext_lazy("Devolver el acta"),
    "approve": gettext_lazy("Aprobar el acta"),
    "publish": gettext_lazy("Publicar el acta"),
}
# what a space lives through, in its history and in that of the initiatives it serves
OF_SPACE = {
    "proposed": gettext_lazy("Se propuso el espacio."),
    "edited": gettext_lazy("Cambió su constitución."),
    "constituted": gettext_lazy("Se constituyó."),
    "paused": gettext_lazy("Se puso en pausa."),
    "resumed": gettext_lazy("Se reanudó."),
    "closed": gettext_lazy("Se cerró."),
    "hosted": gettext_lazy("Se hizo cargo de articulaciones."),
    "released": gettext_lazy("Dejó una articulación."),
    "member_added": gettext_lazy("Entró una institución."),
    "member_changed": gettext_lazy("Cambió una institución."),
    "member_removed": gettext_lazy("Salió una institución."),
    "delegate_added": gettext_lazy("Una institución nombró a quien la representa."),
    "delegate_changed": gettext_lazy("Cambió quien representa a una institución."),
    "delegate_ended": gettext_lazy("Terminó quien representaba a una institución."),
}
OF_SESSION = {
    "planned": gettext_lazy("Se previó la sesión."),
    "called": gettext_lazy("Se convocó."),
    "changed": gettext_lazy("Cambió la convocatoria."),
    "cancelled": gettext_lazy("Se canceló."),
    "attended": gettext_lazy("Se anotó la asistencia."),
    "opened": gettext_lazy("Se abrió, con quórum."),
    "held": gettext_lazy("Se cerró la sesión."),
    "line_edited": gettext_lazy("Cambió una línea del acta."),
    "line_removed": gettext_lazy("Se quitó una línea del acta."),
    "submitted": gettext_lazy("El acta se envió a aprobación."),
    "given_back": gettext_lazy("El acta se devolvió."),
    "approved": gettext_lazy("El acta se aprobó."),
    "published": gettext_lazy("El acta se publicó."),
    "attached": gettext_lazy("Se añadió un archivo."),
}


def quorum_in_words(space: Space) -> str:
    """The rule, as a sentence without its end."""
    if space.quorum_rule == Space.Quorum.SHARE:
        share = space.quorum_value or 0
        return _("el %(share)d por ciento de las instituciones con voto") % {"share": share}
    if space.quorum_rule == Space.Quorum.NUMBER:
        return _("%d instituciones con voto") % (space.quorum_value or 0)
    return str(Space.Quorum.MAJORITY.label)
