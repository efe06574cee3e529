"""minga harvest: what other Mingas publish, beside what is ours."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.analytics.gather import gather
from minga.analytics.harvest import Taken, forget, harvest, known
from minga.base.progress import progress
from minga.base.ready import ready
from minga.base.steps import Refused


class Command(BaseCommand):
    help = "Toma los datos que publican otras Mingas, para preguntar por todas a la vez."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", nargs="*", help="su dirección; sin ninguna, las ya conocidas")
        parser.add_argument("--list", action="store_true", help="de quiénes se toma, y nada más")
        parser.add_argument("--forget", metavar="QUIÉN", help="quitar lo tomado de alguien")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        try:
            if options["forget"]:
                forget(options["forget"])
                gather()
                self.stdout.write(_("Ya no se guarda nada de «%s».") % options["forget"])
                return
            if options["list"]:
                self._list(options["json"])
                return
            urls = options["url"] or [source.url for source in known()]
            if not urls:
                raise Refused(_("Diga de quién: minga harvest https://minga.ejemplo.gob"))
            with progress(_("Tomando"), quiet=options["json"]) as say:
                taken = harvest(urls, say=say)
            gather()
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None
        self._tell(taken, options["json"])
        refused = [one for one in taken if one.why]
        if refused:
            raise SystemExit(2 if len(refused) == len(taken) else 1)

    def _list(self, as_json: bool) -> None:
        found = known()
        if as_json:
            told = [{"publisher": s.publisher, "url": s.url, "taken_at": s.taken_at} for s in found]
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for source in found:
            self.stdout.write(f"{source.publisher}  {source.url}  {source.taken_at}")
        if not found:
            self.stdout.write(_("Todavía no se ha tomado nada de nadie."))

    def _tell(self, taken: list[Taken], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps([asdict(one) for one in taken], ensure_ascii=False))
            return
        for one in taken:
            if one.why:
                said = one.why if one.url in one.why else f"{one.url}: {one.why}"
                self.stderr.write(said)
            elif one.same:
                self.stdout.write(_("%s: sin cambios") % one.publisher)
            else:
                rows = ngettext("%d fila", "%d filas", one.rows) % one.rows
                files = ngettext("%d archivo", "%d archivos", one.files) % one.files
                self.stdout.write(f"{one.publisher}: {rows}, {files}")
