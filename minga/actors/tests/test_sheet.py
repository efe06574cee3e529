"""The directory as a table: what goes out comes in, and each row that cannot come says why."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from minga.actors.models import Actor, Sheet
from minga.actors.sheet import bring
from minga.actors.sheet.columns import DATASET
from minga.actors.tests.conftest import Make
from minga.actors.values import held
from minga.base import history
from minga.opendata.formats import stream
from minga.people.models import User, Visitor
from minga.people.tests.people import says

HEAD = "name,acronym,type,nature,ruc,parent,areas,contacts,website\n"


def out(form: str, user: Visitor) -> bytes:
    return b"".join(stream(DATASET, form, None, user))


def ods(rows: list[list[str]]) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    table = Table(name="Actores")
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def told(text: str) -> dict[int, tuple[str, str]]:
    """What becomes of each row of a table in CSV, under the usual headings."""
    brought = bring((HEAD + text).encode(), "actores.csv")
    return {line.at: (line.kind, " ".join(line.why)) for line in brought.lines}


@pytest.fixture
def rich(foundation: Actor, make: Make) -> Actor:
    from minga.territory.models import Area

    some = Area.objects.order_by("pk").values_list("pk", flat=True)[:3]
    return make(
        "=Sede «Norte», de la fundación",
        parent=foundation.pk,
        type="sociedad_civil",
        government="parish",
        nature="comunitario",
        areas=list(some),
        identifiers=[["other", "Acuerdo 12"], ["EC-RUC", "1790085783001"]],
        website="https://x.demo.invalid/",
        about="Hace «tres» cosas, | y otra.",
        contacts=[["Ana", "", "", "", True], ["", "Jefa", "j@demo.invalid", "09", False]],
    )


# round trips


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_goes_out_comes_in_and_changes_nothing(
    rich: Actor, coordinator: User, form: str
) -> None:
    lines = bring(out(form, coordinator), f"actores.{form}").lines
    assert len(lines) == Actor.objects.count()
    assert {line.kind for line in lines} == {"same"}, [line for line in lines if line.why]


def test_an_empty_directory_is_filled_again_with_all_of_it(
    rich: Actor, foundation: Actor, coordinator: User
) -> None:
    table = out("csv", coordinator)
    keys = [rich.pk, foundation.pk]
    before = held(Actor.objects.filter(pk__in=keys))
    rich.delete()
    foundation.delete()
    bring(table, "actores.csv").apply(by=coordinator, sure=True)
    back = [Actor.objects.get(uuid=actor.uuid) for actor in (rich, foundation)]
    after = held(back)
    for old, new in zip(keys, back, strict=True):
        expected = {**before[old], "parent": back[1].pk if old == keys[0] else None}
        got = {**after[new.pk]}
        assert got == expected


def test_an_open_document_is_read_under_spanish_headings(db: None) -> None:
    rows = [["Directorio"], ["Nombre", "TIPO", "Indole", "Cualquier cosa"],
            ["Liga Sur", "Liga barrial", "comunitario", "x"]]  # fmt: skip
    brought = bring(ods(rows), "ligas.ods")
    assert (list(brought.unknown), brought.lines[0].kind) == (["Cualquier cosa"], "new")
    brought.apply(by=None, sure=True)
    actor = Actor.objects.get(name="Liga Sur")
    assert (actor.type, actor.nature) == ("liga_barrial", "comunitario")


def test_the_open_table_never_holds_contacts(
    client: Client, foundation: Actor, partner: User, coordinator: User
) -> None:
    for user in (AnonymousUser(), partner):
        for form in ("csv", "json"):
            said = out(form, user).decode()
            assert "Fundación Río Vivo" in said
            assert "contacts" not in said and "@demo.invalid" not in said
    assert "info@demo.invalid" in out("csv", coordinator).decode()
    public = b"".join(client.get("/actors/actors.csv"))
    assert b"@demo.invalid" not in public
    client.force_login(coordinator)
    private = b"".join(client.get("/actors/actors.csv"))
    assert b"ana@demo.invalid" in private


def test_hidden_actors_do_not_go_out(make: Make, foundation: Actor) -> None:
    hidden = make("Oficina callada", visibility="internal")
    make("Su equipo", parent=hidden.pk)
    assert "callada" not in out("csv", AnonymousUser()).decode()


# what each row does


def test_each_row_that_cannot_come_says_why(foundation: Actor, make: Make) -> None:
    make("Doble")
    make("doble")
    found = told(
        "Club Bueno,,club,privado,,,,,\n"  # 2
        ",,club,,,,,,\n"
        "Club Malo,,nave,,,,,,\n"
        "Club RUC,,,,17900,,,,\n"
        "Otra,,,,1790011674001,,,,\n"  # of the foundation: it is a row about it
        "Río,,,,1790011674001,,,,\n"
        "Huérfano,,,,,Nadie,,,\n"
        "Lejos,,,,,,Atlantis,,\n"
        "Doble,,,,,,,,\n"
        "Correo,,,,,,,Ana | jefa | no-es-correo,\n"
        "Web,,,,,,,,nada\n"
        "CLUB  BUENO,,,,,,,,\n"
    )
    kinds = {at: kind for at, (kind, _why) in found.items()}
    assert kinds == {2: "new", 6: "changed", **dict.fromkeys((3, 4, 5, 7, 8, 9, 10, 11, 12, 13),
                                                            "rejected")}  # fmt: skip
    for at, why in {
        3: "Falta el nombre",
        4: "«nave» no es un valor",
        5: "13 dígitos",
        7: "La fila 6 ya habla de este actor",
        8: "No hay un actor llamado «Nadie»",
        9: "No hay un territorio llamado «Atlantis»",
        10: "Hay varios actores llamados «Doble»",
        11: "no es una dirección de correo",
        12: "no es una dirección web",
        13: "La fila 2 ya habla de este actor",
    }.items():
        assert why in found[at][1], (at, found[at])


def test_an_empty_cell_takes_nothing_away(foundation: Actor, coordinator: User) -> None:
    found = bring((HEAD + "Fundación Río Vivo,,,,,,,,\n").encode(), "a.csv")
    assert found.lines[0].kind == "same"


def test_a_parent_may_stand_further_down(db: None) -> None:
    text = "Facultad Demo,,,,,Universidad Demo Nueva,,,\nUniversidad Demo Nueva,,,,,,,,\n"
    bring((HEAD + text).encode(), "a.csv").apply(by=None, sure=True)
    assert str(Actor.objects.get(name="Facultad Demo").parent) == "Universidad Demo Nueva"


def test_a_knot_and_what_hangs_on_it_are_refused(db: None) -> None:
    found = told("A,,,,,B,,,\nB,,,,,A,,,\nC,,,,,A,,,\nD,,,,,D,,,\n")
    assert {kind for kind, _why in found.values()} == {"rejected"}
    assert "pertenecería a algo que le pertenece" in found[2][1]
    assert "que no se trae" in found[4][1]


def test_what_is_no_table_of_actors_is_refused(db: None) -> None:
    from minga.intake.reading import Unreadable

    with pytest.raises(Unreadable, match="columna «name»"):
        bring(b"fecha,ventas\n2026,3\n", "ventas.csv")


# the page


def upload(client: Client, content: bytes, name: str = "a.csv", **more: Any) -> Any:
    return client.post("/actors/import/", {"file": SimpleUploadedFile(name, content)}, **more)


def test_a_table_is_looked_at_applied_and_taken_back(
    client: Client, foundation: Actor, coordinator: User
) -> None:
    client.force_login(coordinator)
    text = "Fundación Río Vivo,RIOV,,,,,,,\nClub Nuevo,,club,,,,,,\nMalo,,nave,,,,,,\n"
    shown = upload(client, (HEAD + text).encode(), follow=True)
    page = says(shown)
    assert "2 filas cambiarían el directorio" in page and "«nave» no es un valor" in page
    assert not Actor.objects.filter(name="Club Nuevo").exists(), "nothing before it is applied"
    sheet = Sheet.objects.get()
    done = client.post(f"/actors/import/{sheet.uuid}/", follow=True)
    assert "1 actores nuevos, 1 cambiados, 1 filas no se trajeron" in says(done)
    foundation.refresh_from_db()
    assert foundation.acronym == "RIOV"
    entry = history.of(foundation).first()
    assert entry and (entry.verb, entry.before) == ("imported", {"acronym": "FRV"})
    sheet.refresh_from_db()
    assert sheet.rows == [], "they may hold contacts"
    client.post(f"/actors/import/{sheet.uuid}/undo/")
    foundation.refresh_from_db()
    assert foundation.acronym == "FRV"
    assert not Actor.objects.filter(name="Club Nuevo").exists()
    again = client.post(f"/actors/import/{sheet.uuid}/undo/", follow=True)
    assert "ya se deshizo" in says(again)


def test_what_people_changed_since_is_not_taken_back(
    client: Client, foundation: Actor, coordinator: User, plan: Any
) -> None:
    from minga.actors import actions

    text = "Fundación Río Vivo,RIOV,,,,,,,\nClub Nuevo,,club,,,,,,\nClub Dos,,club,,,,,,\n"
    bring((HEAD + text).encode(), "a.csv").apply(by=coordinator, sure=True)
    club = Actor.objects.get(name="Club Nuevo")
    actions.add_role(club, plan.initiatives.all()[0], "funds", by=coordinator)
    foundation.refresh_from_db()
    actions.edit(foundation, by=coordinator, version=foundation.version, acronym="OTRA")
    client.force_login(coordinator)
    page = client.post(f"/actors/import/{Sheet.objects.get().uuid}/undo/", follow=True)
    assert "2 quedaron" in says(page)
    foundation.refresh_from_db()
    assert foundation.acronym == "OTRA"
    assert set(Actor.objects.filter(type="club").values_list("name", flat=True)) == {"Club Nuevo"}


def test_doubtful_numbers_come_only_when_a_person_says_so(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    text = (HEAD + "Carnada,,,,1793213150001,,,,\n").encode()
    assert b'name="sure"' in upload(client, text, follow=True).content
    client.post(f"/actors/import/{Sheet.objects.get().uuid}/")
    assert not Actor.objects.filter(name="Carnada").exists()
    upload(client, text)
    sheet = Sheet.objects.get(applied_at=None)
    client.post(f"/actors/import/{sheet.uuid}/", {"sure": "1"})
    assert Actor.objects.filter(name="Carnada").exists()


def test_what_cannot_be_read_is_said_on_the_page(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    assert "Elija un archivo" in says(client.post("/actors/import/"))
    assert "columna «name»" in says(upload(client, b"fecha,ventas\n2026,3\n"))
    assert "ninguna fila" in says(upload(client, HEAD.encode()))
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("who", ["head", "delegate", "partner", "operator"])
def test_only_the_coordinator_imports(
    client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get("/actors/import/").status_code == 404
    assert upload(client, HEAD.encode()).status_code == 404


# the command


def run(file: Path, **options: Any) -> str:
    said = io.StringIO()
    call_command("import", file, sheet="actors", stdout=said, stderr=io.StringIO(), **options)
    return said.getvalue()


def test_the_command_brings_what_it_can_and_lists_the_rest(tmp_path: Path, db: None) -> None:
    file = tmp_path / "a.csv"
    file.write_text(HEAD + "Club Nuevo,,club,,,,,,\nMalo,,nave,,,,,,\n")
    dry = json.loads(run(file, dry_run=True, json=True))
    assert (dry["new"], dry["rejected"], dry["rows"][0]["row"]) == (1, 1, 3)
    assert not Actor.objects.filter(name="Club Nuevo").exists()
    with pytest.raises(CommandError, match="No se cambió nada"):
        run(file)
    assert "Fila 3, Malo: «nave»" in run(file, yes=True)
    assert json.loads(run(file, yes=True, json=True))["same"] == 1
    with pytest.raises(CommandError, match="No hay tablas llamadas «x»"):
        call_command("import", file, sheet="x")


def test_the_command_exports_what_it_reads(tmp_path: Path, rich: Actor) -> None:
    file = tmp_path / "actores.csv"
    call_command("export", "actors", out=file, stdout=io.StringIO())
    assert json.loads(run(file, dry_run=True, json=True))["same"] == Actor.objects.count()


def test_a_whole_tree_is_taken_back_but_for_what_got_something_to_do(
    coordinator: User, plan: Any
) -> None:
    from minga.actors import actions
    from minga.actors.sheet import undo

    text = "Arriba,,,,,,,,\nMedio,,,,,Arriba,,,\nAbajo,,,,,Medio,,,\nAparte,,,,,Arriba,,,\n"
    bring((HEAD + text).encode(), "a.csv").apply(by=coordinator, sure=True)
    medio = Actor.objects.get(name="Medio")
    actions.add_role(medio, plan.initiatives.all()[0], "funds", by=coordinator)
    assert undo(Sheet.objects.get(), by=coordinator) == (2, 2)
    medio.refresh_from_db()
    assert str(medio.parent) == "Arriba"
    assert not Actor.objects.filter(name__in=["Abajo", "Aparte"]).exists()
