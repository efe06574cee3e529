"""The act of a session: what its page shows, and the PDF that is kept."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.base.steps import Refused
from minga.base.templatetags.look import day, sentence
from minga.commitments.models import Commitment
from minga.spaces.invitations import when
from minga.spaces.models import Attendance, Carried, Line, Member, Session
from minga.spaces.saying import quorum_in_words

HERE = Path(__file__).parent
SECONDS = 60
NO_SIGN = ("Cc", "Cs", "Co", "Cn")  # of characters: control, half ones, private, not assigned
UNKNOWN = 30  # turns in which signs may have to be named
ONE_BY_ONE = 6  # of them, before all signs of other scripts are named together
LATIN = "\u024f"  # the last of the letters that our typeface surely has
_UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_JOINS = re.compile("[\u200d\ufe00-\ufe0f]")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True, slots=True)
class Seat:
    """An institution that was a member that day, and whether it came."""

    member: Member
    attendance: Attendance | None

    @property
    def present(self) -> bool:
        return bool(self.attendance and self.attendance.present)

    @property
    def who(self) -> str:
        """Who spoke for it."""
        if self.attendance is None or not self.attendance.present:
            return ""
        delegate = self.attendance.delegate
        return self.attendance.spoke_for or (delegate.name if delegate else "")


@dataclass(frozen=True, slots=True)
class Act:
    """All that an act says; five queries, whatever it holds."""

    session: Session
    seats: Sequence[Seat]
    agenda: Sequence[str]
    carried: Sequence[Carried]
    lines: Sequence[Line]

    @property
    def present(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.present]

    @property
    def commitments(self) -> list[Line]:
        return [line for line in self.lines if line.kind == Line.Kind.COMMITMENT]


def read(session: Session) -> Act:
    return Act(
        session=session,
        seats=seats_of(session),
        agenda=[item.text for item in session.agenda.all()],
        carried=list(
            Carried.objects.filter(session=session)
            .select_related("commitment__actor")
            .order_by(F("commitment__due").asc(nulls_last=True), "pk")
        ),
        lines=list(
            Line.objects.filter(session=session).select_related(
                "item", "commitment__actor", "commitment__person", "by"
            )
        ),
    )


def seats_of(session: Session) -> list[Seat]:
    """The members of that day, those who lead first; and whoever attended though it left since."""
    on = localtime(session.starts).date()
    noted = {
        a.member_id: a
        for a in Attendance.objects.filter(session=session).select_related("delegate")
    }
    rank = {p: at for at, p in enumerate(Member.Position.values)}
    members = Member.objects.filter(space=session.space_id).on(on).select_related("actor")
    ordered = sorted(members, key=lambda m: (rank[m.position], m.actor.name, m.pk))
    return [Seat(member, noted.get(member.pk)) for member in ordered]


def act_of(session: Session, published_on: datetime.date) -> bytes:
    """The PDF, tagged as PDF/UA-1 asks, in the language of the city."""
    with override(settings.LANGUAGE_CODE):
        return _typeset(_document(read(session), published_on))


def _typeset(document: dict[str, Any]) -> bytes:
    """Signs that no typeface of ours has are named: approved words can no longer be changed."""
    text = json.dumps(_readable(document), ensure_ascii=False)
    for turn in range(UNKNOWN):
        done = _run(text)
        if done.returncode == 0:
            return done.stdout
        problem = done.stderr.decode(errors="replace")
        unknown = _unknown(problem)
        if _UNKNOWN.search(problem) and (turn >= ONE_BY_ONE or not unknown):
            unknown |= {sign for sign in text if sign > LATIN}
        if not unknown:
            break
        for sign in unknown:
            text = text.replace(sign, f"[{unicodedata.name(sign, f'U+{ord(sign):04X}')}]")
    raise RuntimeError(problem.strip()[-2000:])


def _unknown(problem: str) -> set[str]:
    """The signs that the typesetter names; those that cannot be seen it writes as \\u{200d}."""
    found = "".join(_UNKNOWN.findall(problem))
    return {sign for sign in _ESCAPED.sub(lambda m: chr(int(m[1], 16)), found) if sign > "~"}


def _readable(value: Any) -> Any:
    """Without control characters, and what joins signs into one: other programs leave them."""
    if isinstance(value, dict):
        return {name: _readable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(one) for one in value]
    if not isinstance(value, str):
        return value
    lines = _JOINS.sub("", "\n".join(value.splitlines()))
    return "".join(" " if unicodedata.category(c) in NO_SIGN and c != "\n" else c for c in lines)


def _run(text: str) -> subprocess.CompletedProcess[bytes]:
    """In a process of its own: the typesetter keeps most of the memory that it took."""
    try:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-P", str(HERE / "typeset.py")],
            input=text.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(_("El PDF del acta tardó demasiado: inténtelo otra vez.")) from None


def _document(act: Act, published_on: datetime.date) -> dict[str, Any]:
    session = act.session
    space = session.space
    kind = _("Sesión extraordinaria %d") if session.extraordinary else _("Sesión %d")
    facts = [
        (_("Cuándo"), when(session)),
        (_("Dónde"), session.place or _("En línea")),
        (_("Convoca"), space.unit.name),
        (_("Plan"), space.plan.label),
        (_("Base legal"), space.legal_basis),
        (_("Regla de quórum"), quorum_in_words(space)),
        (_("Quórum al abrir"), opened_with(session)),
    ]
    return {
        "title": f"{_('Acta')}: {session}",
        "author": space.unit.name,
        "above": _("Acta"),
        "name": space.name,
        "session": kind % session.number,
        "language": settings.LANGUAGE_CODE,
        "facts": [[label, text] for label, text in facts if text],
        "sections": [section for section in _sections(act) if section],
        "foot": _foot(session, published_on),
        "page": _("página {page} de {pages}"),
    }


def opened_with(session: Session) -> str:
    """What the quorum was when the session began."""
    if session.quorum_present is None or session.quorum_needed is None:
        return ""
    told = {"present": session.quorum_present, "needed": session.quorum_needed}
    return _("%(present)d instituciones con voto presentes; hacían falta %(needed)d") % told


def _sections(act: Act) -> list[dict[str, Any] | None]:
    return [
        _table(
            _("Asistencia"),
            [_("Institución"), _("Lugar"), _("Voto"), _("Asistió"), _("Quién")],
            [
                [
                    seat.member.actor.name,
                    sentence(seat.member.get_position_display()),
                    _("sí") if seat.member.votes else _("no"),
                    _("sí") if seat.present else _("no"),
                    seat.who,
                ]
                for seat in act.seats
            ],
            [4, 2, 1, 1, 3],
        ),
        {"heading": _("Orden del día"), "points": list(act.agenda)} if act.agenda else None,
        _table(
            _("Compromisos que venían de antes"),
            [_("Compromiso"), _("Quién responde"), _("Para cuándo"), _("Cómo estaba")],
            [
                [
                    c.commitment.text,
                    c.commitment.actor.name,
                    day(c.commitment.due) or _("sin plazo"),
                    str(Commitment.Status(c.status).label),
                ]
                for c in act.carried
            ],
            [5, 3, 2, 2],
        ),
        {
            "heading": _("Lo tratado"),
            "lines": [
                [sentence(line.get_kind_display()), line.text, line.item.text if line.item else ""]
                for line in act.lines
            ],
        },
        _table(
            _("Compromisos de esta sesión"),
            [_("Compromiso"), _("Quién responde"), _("Para cuándo")],
            [
                [line.text, _answers(line.commitment), day(line.commitment.due)]
                for line in act.commitments
                if line.commitment
            ],
            [6, 4, 2],
        ),
    ]


def _answers(commitment: Commitment) -> str:
    person = f", {commitment.person}" if commitment.person else ""
    return f"{commitment.actor.name}{person}"


def _table(
    heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> dict[str, Any] | None:
    if not rows:
        return None
    return {"heading": heading, "columns": columns, "rows": rows, "widths": widths}


def _foot(session: Session, published_on: datetime.date) -> list[str]:
    lines = []
    if session.approved_on:
        who = str(session.approved_by or "")
        said = {"who": who, "day": day(session.approved_on)}
        lines.append(_("Aprobada por %(who)s el %(day)s.") % said)
    lines.append(_("Publicada el %s.") % day(published_on))
    lines.append(f"{settings.URL}{session.get_absolute_url()}act/")
    return lines
