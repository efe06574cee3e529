"""What evaluations and solutions say: the verbs of their lives, their history, their notices."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: dict[str, Promise] = {
    "start": _("Empezar"),
    "publish": _("Publicar"),
    "close": _("Cerrar"),
}
STAGES: dict[str, Promise] = {
    "prototype": _("Pasar a prototipo"),
    "pilot": _("Pasar a piloto"),
    "scale": _("Escalar"),
    "stop": _("Detener"),
    "resume": _("Retomar como idea"),
}
DONE: dict[str, Promise] = {
    "start": _("La evaluación está en marcha."),
    "publish": _("La evaluación está publicada."),
    "close": _("La evaluación está cerrada."),
    "prototype": _("La solución es ahora un prototipo."),
    "pilot": _("La solución es ahora un piloto."),
    "scale": _("La solución está escalada."),
    "stop": _("La solución está detenida."),
    "resume": _("La solución vuelve a ser una idea."),
}
HISTORY: dict[str, Promise] = {
    "planned": _("Se previó la evaluación."),
    "proposed": _("Se propuso la solución."),
    "edited": _("Se cambió la ficha."),
    "started": _("Empezó la evaluación."),
    "published": _("Se publicó la evaluación."),
    "closed": _("Se cerró la evaluación."),
    "asked": _("Se añadió una pregunta."),
    "answered": _("Se respondió una pregunta."),
    "found": _("Se añadió un hallazgo."),
    "recommended": _("Se añadió una recomendación."),
    "responded": _("Se respondió una recomendación."),
    "removed": _("Se quitó algo que estaba escrito por error."),
    "moved": _("Cambió de etapa."),
    "assessed": _("Se valoró su impacto."),
}
PUBLISHED = _("Se publicó «%(about)s», con recomendaciones para su unidad.")
