"""Lists of areas: those shipped, and those that somebody writes."""

from __future__ import annotations

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from minga.base.models import Entry
from minga.base.steps import Refused
from minga.territory import listed
from minga.territory.actions import bring, load
from minga.territory.listed import DATA, Line
from minga.territory.models import Area

pytestmark = pytest.mark.django_db


def ecuador() -> list[Line]:
    return listed.read(DATA / "ecuador.csv")


def kinds() -> dict[str, int]:
    return dict(Area.objects.order_by().values_list("kind").annotate(n=Count("pk")))


def test_quito_has_its_65_parishes_under_the_district_under_the_canton() -> None:
    assert load(DATA / "quito.toml") == 0  # the test database has them already
    district = Area.objects.get(kind="district")
    around = Area.objects.around(district).widest_first()
    assert [area.name for area in around] == ["Pichincha", "Quito", district.name]
    inside = Area.objects.within(district)
    assert inside.filter(kind="urban_parish").count() == 32
    assert inside.filter(kind="rural_parish").count() == 33
    assert not inside.exclude(kind="district").filter(code="").exists()


@pytest.mark.pure
def test_both_lists_say_the_same_of_quito() -> None:
    of_country = {line.code: line for line in ecuador() if line.code}
    for line in listed.read(DATA / "quito.toml"):
        if line.code:
            other = of_country[line.code]
            assert (line.name, line.kind, line.parent) == (other.name, other.kind, other.parent)


@pytest.mark.pure
def test_the_list_of_ecuador_is_sorted_and_every_code_begins_with_that_of_its_parent() -> None:
    lines = ecuador()
    codes = [line.code for line in lines if line.code]
    assert codes == sorted(set(codes))
    assert len(lines) == 1552
    for line in lines:
        if line.code and line.parent.isdecimal():
            assert line.code.startswith(line.parent[:4])
        assert "ð" not in line.name and "  " not in line.name


def test_ecuador_comes_in_under_a_second_and_once() -> None:
    began = time.perf_counter()
    first = bring(ecuador(), national=True)
    took = time.perf_counter() - began
    assert (first.added, first.rejects) == (1484, [])
    assert kinds() == {
        "province": 24,
        "canton": 222,
        "district": 1,
        "urban_parish": 490,
        "rural_parish": 815,
    }
    assert Area.objects.roots().count() == 24
    assert took < 2, "a second here; slower machines get twice that"
    again = bring(ecuador(), national=True)
    assert (again.added, again.filled, again.same) == (0, 0, 1552)


def test_a_district_that_hung_nowhere_is_put_under_its_canton() -> None:
    Area.objects.filter(kind="district").update(parent=None)
    done = bring(ecuador(), national=True)
    assert done.filled == 1
    district = Area.objects.select_related("parent").get(kind="district")
    assert district.parent and district.parent.code == "1701"


def test_a_name_that_people_changed_stays() -> None:
    Area.objects.filter(code="170155").update(name="Calderón de Quito", source="")
    bring(ecuador(), national=True)
    changed = Area.objects.get(code="170155")
    assert changed.name == "Calderón de Quito"
    assert changed.source.startswith("INEC")


def test_lines_that_cannot_be_used_are_left_out_and_say_why() -> None:
    lines = [
        Line(2, "Norte", "province", "91"),
        Line(3, "", "canton", "9101", "91"),
        Line(4, "Sin clase", "comarca", "9102", "91"),
        Line(5, "Otro Norte", "province", "91"),
        Line(6, "Perdido", "canton", "9103", "99"),
        Line(7, "Uno", "zone", "", "Dos"),
        Line(8, "Dos", "zone", "", "Uno"),
        Line(9, "Bueno", "canton", "9104", "91"),
    ]
    done = bring(lines)
    assert done.added == 2
    whys = {line.number: why for line, why in done.rejects}
    assert sorted(whys) == [3, 4, 5, 6, 7, 8]
    assert "no está ni en la lista ni en Minga" in whys[6]
    assert "que a su vez está dentro de ella" in whys[7]
    good = Area.objects.select_related("parent").get(code="9104")
    assert str(good.parent) == "Norte"


def test_a_dry_run_stores_nothing() -> None:
    before = Area.objects.count()
    assert bring(ecuador(), dry_run=True).added == 1484
    assert Area.objects.count() == before


def test_a_list_of_another_country_in_the_columns_of_the_export(tmp_path: Path) -> None:
    file = tmp_path / "colombia.csv"
    file.write_text(
        "codigo;nombre;clase;pertenece_a;fuente\n52;Nariño;provincia;;DANE\n52356;Ipiales;cantón;52;DANE\n"
    )
    said = StringIO()
    call_command("areas", load=str(file), stdout=said)
    assert "2  áreas nuevas" in said.getvalue()
    ipiales = Area.objects.select_related("parent").get(code="52356")
    assert (ipiales.kind, str(ipiales.parent), ipiales.source) == ("canton", "Nariño", "DANE")


def test_what_was_exported_comes_back_whole(tmp_path: Path, plan: object) -> None:
    file = tmp_path / "areas.csv"
    call_command("export", "areas", format="csv", out=file)
    kept = list(Area.objects.order_by("uuid").values("name", "code", "kind", "source"))
    Area.objects.filter(kind="rural_parish").delete()
    call_command("areas", load=str(file), stdout=StringIO())
    back = Area.objects.values("name", "code", "kind", "source")
    assert sorted(map(str, back)) == sorted(map(str, kept))


def test_the_command_lists_and_refuses(tmp_path: Path) -> None:
    said = StringIO()
    call_command("areas", stdout=said)
    assert "32  parroquia urbana" in said.getvalue()
    assert "ecuador" in said.getvalue()
    said = StringIO()
    call_command("areas", json=True, stdout=said)
    assert json.loads(said.getvalue())["kinds"]["rural_parish"] == 33
    with pytest.raises(CommandError, match="No hay una lista ni un archivo"):
        call_command("areas", load="peru")
    broken = tmp_path / "x.csv"
    broken.write_bytes(b"name,kind\n\xff\xfe,canton")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("areas", load=str(broken))


@pytest.mark.pure
def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(Refused, match="«name» y «kind»"):
        listed.read(file)


def test_what_a_list_brings_is_remembered() -> None:
    bring([Line(1, "Los Andes", "neighbourhood", "", "170155", "dirigencia")])
    made = Area.objects.get(name="Los Andes")
    assert Entry.objects.get(record="territory.area", object_id=made.pk).verb == "added"
