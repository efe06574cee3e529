"""minga areas: the territory, and bringing more of it in."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base.ready import ready
from minga.base.steps import Refused
from minga.territory import listed
from minga.territory.actions import bring
from minga.territory.models import Area
from minga.territory.shapes import bringing, geojson
from minga.territory.shapes.matching import Choices, guessed, property_names


class Command(BaseCommand):
    help = "Muestra las áreas del territorio, o trae más: una lista o formas en GeoJSON."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(listed.shipped())
        parser.add_argument(
            "--load",
            default="",
            metavar="LISTA",
            help=f"una lista que viene con Minga ({names}) o un archivo .csv, .toml o .geojson",
        )
        parser.add_argument("--dry-run", action="store_true", help="decir qué pasaría, sin guardar")
        parser.add_argument("--code", default="", help="GeoJSON: la propiedad con el código")
        parser.add_argument("--name", default="", help="GeoJSON: la propiedad con el nombre")
        parser.add_argument("--kind", default="", help="GeoJSON: la clase de todas las formas")
        parser.add_argument(
            "--parent", default="", help="GeoJSON: a qué área pertenecen las nuevas"
        )
        parser.add_argument("--source", default="", help="GeoJSON: de dónde son las formas")
        parser.add_argument(
            "--create", action="store_true", help="GeoJSON: crear las áreas que no estén"
        )
        parser.add_argument("--json", action="store_true", help="las cifras, para máquinas")
        parser.add_argument(
            "--strict", action="store_true", help="terminar con 1 si algo quedó fuera"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ready()
        wanted = options["load"]
        if not wanted:
            return self.show(options["json"])
        try:
            if Path(wanted).suffix.lower() in (".geojson", ".json"):
                left_out = self.shapes(Path(wanted), options)
            else:
                left_out = self.areas(wanted, options)
        except Refused as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None
        if left_out and options["strict"]:
            raise SystemExit(1)
        return None

    def show(self, as_json: bool) -> None:
        kinds = Counter(Area.objects.order_by().values_list("kind", flat=True))
        shaped = Area.objects.with_shape().count()
        if as_json:
            return self.stdout.write(json.dumps({"kinds": kinds, "with_shape": shaped}))
        for kind in Area.Kind:
            if kinds[kind]:
                self.stdout.write(f"{kinds[kind]:>6}  {kind.label}")
        with_shape = _("con forma")  # in an f-string it would not be collected
        self.stdout.write(f"{shaped:>6}  {with_shape}")
        self.stdout.write(_("Listas que vienen con Minga (minga areas --load NOMBRE):"))
        for shipped in listed.shipped().values():
            self.stdout.write(f"  {shipped.name:<10} {shipped.title}")
        return None

    def areas(self, wanted: str, options: dict[str, Any]) -> int:
        shipped = listed.shipped().get(wanted)
        file = shipped.file if shipped else Path(wanted)
        if not file.is_file():
            raise CommandError(
                _("No hay una lista ni un archivo «%(wanted)s». Listas: %(names)s.")
                % {"wanted": wanted, "names": ", ".join(listed.shipped())},
                returncode=2,
            )
        done = bring(
            listed.read(file),
            national=bool(shipped and shipped.national),
            dry_run=options["dry_run"],
        )
        told = {"added": done.added, "filled": done.filled, "same": done.same}
        rejects = [(line.number, line.name, why) for line, why in done.rejects]
        self.say(told, rejects, options)
        return len(rejects)

    def shapes(self, file: Path, options: dict[str, Any]) -> int:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(
                _("No se pudo leer %(file)s: %(why)s.")
                % {"file": file, "why": error.strerror or error},
                returncode=2,
            ) from None
        choices = self.choices(content, options)
        with transaction.atomic():
            imported = bringing.receive(content, file.name, by=None, choices=choices)
            matches = bringing.matches_of(imported)
            told = bringing.tally_of(matches)
            if options["dry_run"]:
                transaction.set_rollback(True)
            elif told.get("shaped") or told.get("new"):
                bringing.apply(imported, by=None)
            else:
                bringing.discard(imported, by=None)
        rejects = [(m.number, m.name or m.code, m.why) for m in matches if m.why]
        self.say({n: told.get(n, 0) for n in ("shaped", "new", "same")}, rejects, options)
        return len(rejects)

    def choices(self, content: bytes, options: dict[str, Any]) -> Choices:
        features = geojson.read(content)
        guess = guessed(features)
        names = property_names(features)
        for option in ("code", "name"):
            if options[option] and options[option] not in names:
                raise Refused(
                    _("El archivo no tiene la propiedad «%(name)s». Tiene: %(names)s.")
                    % {"name": options[option], "names": ", ".join(names)}
                )
        kind = listed.kind_of(options["kind"])
        if options["kind"] and not kind:
            raise Refused(
                _("La clase «%(kind)s» no se conoce. Hay: %(kinds)s.")
                % {"kind": options["kind"], "kinds": ", ".join(Area.Kind.values)}
            )
        return Choices(
            code=options["code"] or guess.code,
            name=options["name"] or guess.name,
            kind_from=guess.kind_from,
            parent_from=guess.parent_from,
            kind=kind,
            parent=self.parent(options["parent"]),
            create=options["create"],
            source=options["source"],
        )

    def parent(self, said: str) -> int | None:
        if not said:
            return None
        found = Area.objects.filter(code=said) or Area.objects.filter(name=said)
        if len(found) != 1:
            raise Refused(
                _("No hay una sola área con el código o el nombre «%s». Escriba su código.") % said
            )
        return found[0].pk

    def say(
        self,
        told: dict[str, int],
        rejects: list[tuple[int, str, str]],
        options: dict[str, Any],
    ) -> None:
        if options["json"]:
            left = [{"number": n, "name": name, "why": why} for n, name, why in rejects]
            self.stdout.write(json.dumps({**told, "rejected": left}, ensure_ascii=False))
            return
        labels = {
            "added": _("áreas nuevas"),
            "filled": _("completadas"),
            "same": _("que ya estaban"),
            "shaped": _("áreas con forma nueva"),
            "new": _("áreas creadas"),
        }
        for name, count in told.items():
            self.stdout.write(f"{count:>6}  {labels[name]}")
        if rejects:
            self.stdout.write(
                ngettext("%d quedó fuera:", "%d quedaron fuera:", len(rejects)) % len(rejects)
            )
        for number, name, why in rejects:
            self.stdout.write(f"  {number:>5}  {name}: {why}")
        if options["dry_run"]:
            self.stdout.write(_("No se guardó nada."))
