"""minga import FILE…: read a published plan and bring it in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.base.progress import progress
from minga.base.ready import ready
from minga.intake import layouts
from minga.intake.apart import Say, apart
from minga.intake.documents import keep
from minga.intake.layout import Layout
from minga.intake.read import LIMIT, check_size
from minga.intake.reading import Reading, Unreadable
from minga.plans.actions.apply import apply
from minga.plans.actions.describe import describe_known
from minga.plans.draft import PlanDraft
from minga.plans.importer.together import linked, read_together
from minga.plans.models import Plan
from minga.plans.questions import question
from minga.plans.roles import label
from minga.plans.tally import recognised, tally

File = tuple[Path, bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """A plan that one file holds, or several together."""

    files: tuple[File, ...]
    reading: Reading  # without its tables and prose: they stay in the process that read them
    draft: PlanDraft


class Command(BaseCommand):
    help = "Lee un plan publicado y lo trae a Minga."
    requires_system_checks = ()  # they are for `check`, and cost a start

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="+", type=Path)
        parser.add_argument(
            "--sheet", default="", help="no un plan, sino tablas de registros: actors, monitoring"
        )
        parser.add_argument(
            "--decimal",
            default="",
            choices=[",", "."],
            help="con qué escribe los decimales la tabla, donde un número es texto",
        )
        parser.add_argument(
            "--send", action="store_true", help="enviar a aprobación las lecturas de la tabla"
        )
        parser.add_argument("--plan", default="", help="código del plan")
        parser.add_argument("--dry-run", action="store_true", help="leer sin guardar nada")
        parser.add_argument(
            "--layout", default="", help="un diseño guardado, por su nombre, o su archivo .toml"
        )
        parser.add_argument(
            "--save-layout", type=Path, help="escribir aquí lo que se entendió, para corregirlo"
        )
        parser.add_argument("--hidden", action="store_true", help="leer también lo oculto")
        parser.add_argument(
            "--withdraw",
            action="store_true",
            help="permitir que el documento retire más de la décima parte del plan",
        )
        parser.add_argument(
            "--edition",
            action="store_true",
            help="traerlo como una edición nueva: cada iniciativa sigue en la que la continúa",
        )
        parser.add_argument("--json", action="store_true", help="las cifras, para máquinas")
        parser.add_argument("--yes", action="store_true", help="aplicar sin preguntar")
        parser.add_argument(
            "--strict",
            action="store_true",
            help="terminar con 1 si quedan hallazgos o preguntas abiertas",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.options = options
        if options["sheet"]:
            self.sheets()
            return
        open_ends = False
        for found in self.plans(options["file"], self.layout()):
            if options["save_layout"]:
                self.save_layout(found.draft)
            if options["dry_run"]:
                self.say(recognised(found.draft, found.reading.hidden), found.draft)
                continue
            open_ends |= self.bring_in(found)
        if options["strict"] and open_ends:
            raise SystemExit(1)

    # --- tables of records

    def sheets(self) -> None:
        from minga.plans.sheets import bring

        for path in self.options["file"]:
            file = self.opened(path)
            try:
                bring(self, self.options, *file)
            except Unreadable as refusal:
                self.refuse(path, str(refusal))

    # --- reading

    def layout(self) -> Layout:
        name = self.options["layout"]
        layout = Layout()
        if name:
            path = Path(name)
            try:
                if path.suffix == ".toml" or path.is_file():
                    layout = layouts.load(path.read_text(encoding="utf-8"), path.name)
                else:
                    layout = self.kept_layout(name)
            except (OSError, UnicodeDecodeError) as error:
                self.not_opened(path, error)
            except Unreadable as refusal:
                raise CommandError(str(refusal), returncode=2) from None
        return replace(layout, hidden=layout.hidden or self.options["hidden"])

    def kept_layout(self, name: str) -> Layout:
        from minga.intake.models import KeptLayout

        ready()
        kept = KeptLayout.objects.filter(name=name).first()
        if kept:
            return Layout(**kept.answers)
        names = list(KeptLayout.objects.values_list("name", flat=True))
        hint = _("Hay: %s.") % ", ".join(names) if names else _("No hay ninguno guardado.")
        raise CommandError(
            _("No hay un diseño llamado «%(name)s». %(hint)s") % {"name": name, "hint": hint},
            returncode=2,
        )

    def plans(self, paths: Sequence[Path], layout: Layout) -> Iterator[Found]:
        """The one plan that all files hold together, or else that of each of them."""
        files = [self.opened(path) for path in paths]
        if len(files) == 1:
            yield self.one(files[0], layout)
            return
        alone = [self.tried([file], layout) for file in files]
        together = self.tried(files, layout)
        most = max(len(found.draft.initiatives) if found else 0 for found in alone)
        whole = together is not None and len(together.draft.initiatives) >= most
        if together and whole and linked([path.name for path in paths], together.draft):
            yield together
            return
        self.stderr.write(
            _("Los archivos no se refieren unos a otros: se lee cada uno por su cuenta.")
        )
        for found, file in zip(alone, files, strict=True):
            yield found or self.one(file, layout)

    def tried(self, files: Sequence[File], layout: Layout) -> Found | None:
        try:
            return self.read(files, layout)
        except Unreadable:
            return None

    def one(self, file: File, layout: Layout) -> Found:
        try:
            return self.read([file], layout)
        except Unreadable as refusal:
            self.refuse(file[0], str(refusal))

    def opened(self, path: Path) -> File:
        try:
            check_size(path.stat().st_size, LIMIT)
            return path, path.read_bytes()
        except OSError as error:
            self.not_opened(path, error)
        except Unreadable as refusal:
            self.refuse(path, str(refusal))

    def read(self, files: Sequence[File], layout: Layout) -> Found:
        def work(say: Say) -> tuple[Reading, PlanDraft]:
            reading, draft = read_together([(p.name, c) for p, c in files], layout, say)
            return replace(reading, tables=(), prose=()), draft

        quiet = self.options["json"] or not sys.stderr.isatty()
        with progress(_("Leyendo"), quiet=quiet) as bar:
            reading, draft = apart(work, progress=lambda stage, done, total: bar(done, total))
        return Found(tuple(files), reading, draft)

    def not_opened(self, path: Path, error: Exception) -> NoReturn:
        why = getattr(error, "strerror", None) or error
        said = _("No se pudo abrir %(file)s: %(why)s.") % {"file": path, "why": why}
        self.refuse(path, said, named=True)

    def refuse(self, path: Path, why: str, *, named: bool = False) -> NoReturn:
        if self.options["json"] and self.options["dry_run"]:
            self.stdout.write(json.dumps({"recognised": False, "why": why}, ensure_ascii=False))
            raise SystemExit(2)
        raise CommandError(why if named else f"{path.name}: {why}", returncode=2)

    def save_layout(self, draft: PlanDraft) -> None:
        """All that was understood, with what was answered, as a file that a person can correct."""
        layout = Layout(
            draft.title,
            draft.numbers,
            draft.dates,
            draft.columns,
            dict.fromkeys(draft.skipped, "skip"),
            self.options["hidden"],
        )
        path: Path = self.options["save_layout"]
        try:
            path.write_text(layouts.dump(layout), encoding="utf-8")
        except OSError as error:
            raise CommandError(
                _("No se pudo escribir %(file)s: %(why)s.")
                % {"file": path, "why": error.strerror or error},
                returncode=2,
            ) from None

    # --- applying

    def bring_in(self, found: Found) -> bool:
        """Apply a plan; returns whether findings or questions stay open."""
        draft = found.draft
        if not self.options["yes"] and not self.confirmed(draft):
            raise CommandError(_("No se cambió nada."), returncode=2)
        ready()
        quiet = self.options["json"] and not sys.stderr.isatty()
        try:
            with progress(_("Aplicando"), quiet=quiet) as bar:
                document, *others = [
                    keep(content, replace(found.reading, name=path.name), by=None)
                    for path, content in found.files
                ]
                imported = apply(
                    draft,
                    document=document,
                    by=None,
                    code=self.options["plan"],
                    progress=bar,
                    withdraw=self.options["withdraw"],
                    continues={} if self.options["edition"] else None,
                )
                imported.linked.set(others)
                plan = Plan.objects.get(code=imported.into)
                describe_known(plan, [document, *others], by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=2) from None
        self.say({"plan": imported.into, **imported.tally}, draft)
        return bool(draft.doubts) or imported.findings.open().exists()

    def confirmed(self, draft: PlanDraft) -> bool:
        self.tell(tally(draft), draft)
        if not sys.stdin.isatty():
            self.stderr.write(_("Añada --yes para aplicar sin preguntar."))
            return False
        return input(_("¿Aplicar? (s/n) ")).strip().lower() in ("s", "si", "sí", "y", "yes")

    # --- telling

    def say(self, found: dict[str, Any], draft: PlanDraft) -> None:
        if self.options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self.tell(found, draft)

    def tell(self, found: dict[str, Any], draft: PlanDraft) -> None:
        self.stdout.write(
            _(
                "%(initiatives)s iniciativas, %(articulations)s articulaciones, "
                "%(mechanism_uses)s mecanismos previstos."
            )
            % found
        )
        for level in found["levels"]:
            self.stdout.write(f"  {level['name'] or _('Nivel')}: {level['count']}")
        for code, declared in found["declared"].items():
            agrees = "✓" if found["found"].get(code) == declared else "≠"
            says = _("%(n)s de %(all)s") % {"n": found["found"].get(code, 0), "all": declared}
            self.stdout.write(f"  {code:<6} {says} {agrees}")
        if found["declared_total"] is not None:
            agrees = "✓" if found["initiatives"] == found["declared_total"] else "≠"
            says = _("%(n)s de %(all)s") % {
                "n": found["initiatives"],
                "all": found["declared_total"],
            }
            self.stdout.write(f"  {_('En todo el plan')}: {says} {agrees}")
        if "columns" in found:
            self.tell_columns(draft)
        self.stdout.write(
            _("Hallazgos: %s") % sum(found["findings"].values())
            + "".join(f"\n  {kind}: {n}" for kind, n in sorted(found["findings"].items()))
        )
        self.tell_questions(draft)
        if found.get("withdrawn"):
            self.stdout.write(
                _("Retiradas, porque el documento ya no las trae: %s") % found["withdrawn"]
            )
        if "changes" in found:
            self.stdout.write(_("Cambios: %s") % found["changes"])

    def tell_columns(self, draft: PlanDraft) -> None:
        self.stdout.write(_("Columnas:"))
        for heading, role in draft.columns.items():
            self.stdout.write(f"  {heading}: {label(role)}")

    def tell_questions(self, draft: PlanDraft) -> None:
        if not draft.doubts:
            return
        self.stdout.write(
            ngettext(
                "Queda una pregunta abierta. Respóndala con --save-layout y --layout:",
                "Quedan %(n)s preguntas abiertas. Respóndalas con --save-layout y --layout:",
                len(draft.doubts),
            )
            % {"n": len(draft.doubts)}
        )
        for doubt in draft.doubts:
            self.stdout.write(f"  {question(doubt)}")
