"""`minga`: the one command line. Each command lives in the domain it belongs to."""

from __future__ import annotations

import os
import sys

COMMANDS = {
    "demo": "todo funcionando con el plan de Quito, en http://127.0.0.1:8000",
    "serve": "servir la aplicación",
    "worker": "leer, avisar y lo de cada día (serve lo hace a su lado)",
    "migrate": "crear o actualizar la base de datos",
    "createuser": "crear una cuenta",
    "import": "leer un plan publicado",
    "export": "publicar los datos otra vez",
    "areas": "el territorio: las áreas, sus listas y sus formas",
    "findings": "lo que se encontró en el documento",
    "score": "puntuar otra vez todos los indicadores",
    "facts": "escribir los datos públicos para analizarlos",
    "ask": "responder una pregunta con ellos, aquí o en un Spark",
    "harvest": "tomar los datos que publican otras Mingas",
    "rollup": "sumar el cumplimiento por unidad, objetivo y año",
    "check": "revisar la instalación",
    "bench": "medir, al lado de otras herramientas",
}


def main(arguments: list[str] | None = None) -> None:
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print("minga ORDEN [opciones]      minga ORDEN --help explica cada una\n")  # noqa: T201
        for name, what in COMMANDS.items():
            print(f"  {name:<11} {what}")  # noqa: T201
        raise SystemExit(0)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.settings")
    if arguments[0] == "demo":
        os.environ["MINGA_DEMO"] = "1"  # only here can the demo people sign in
    from django.core.management import CommandError, ManagementUtility

    CommandError.__name__ = "minga"  # what Django writes before the sentence, as tools do
    try:
        ManagementUtility(["minga", *arguments]).execute()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:  # the reader, `head` for one, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
