"""Areas as people and sheets write them: by their code, by their name where it says enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from minga.actors.names import exact
from minga.base.steps import Refused
from minga.territory.models import Area


class Areas:
    """All areas, to be found by what is written and to be written so that they are found."""

    def __init__(self) -> None:
        self.written: dict[int, str] = {}
        self.found: dict[str, list[int]] = defaultdict(list)
        rows = list(Area.objects.order_by("pk").values_list("pk", "name", "code", "kind", "uuid"))
        for pk, name, code, kind, uuid in rows:
            label = Area.Kind(kind).label if kind in Area.Kind.values else kind
            full = f"{name} ({label})"
            for key in {exact(name), exact(full), exact(code), exact(str(uuid))} - {""}:
                self.found[key].append(pk)
        for pk, name, code, kind, uuid in rows:
            label = Area.Kind(kind).label if kind in Area.Kind.values else kind
            self.written[pk] = next(
                text
                for text in (name, f"{name} ({label})", code, str(uuid))
                if text and self.found[exact(text)] == [pk] and ";" not in text
            )

    def write(self, keys: Iterable[int]) -> str:
        return "; ".join(self.written[key] for key in keys if key in self.written)

    def read(self, text: str) -> list[int]:
        """The areas of "San Blas; Calderón (parroquia rural)"; refuses what no area is called."""
        keys = []
        for part in text.replace("\n", ";").split(";"):
            wanted = exact(part)
            if not wanted:
                continue
            found = self.found.get(wanted, [])
            if not found:
                raise Refused(
                    _("No hay un territorio llamado «%s»: escriba su nombre completo o su código.")
                    % part.strip()
                )
            if len(found) > 1:
                raise Refused(
                    _(
                        "Hay varios territorios llamados «%(name)s». Escriba uno de estos:"
                        " %(names)s."
                    )
                    % {
                        "name": part.strip(),
                        "names": ", ".join(self.written[key] for key in found[:6]),
                    }
                )
            keys.append(found[0])
        return sorted(set(keys))
