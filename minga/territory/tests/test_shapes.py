"""GeoJSON: what is read, what is refused, what it becomes."""

from __future__ import annotations

import json
import math
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from minga.base.models import Entry
from minga.base.steps import Refused
from minga.base.testing import read, words
from minga.people.models import User
from minga.plans.models import Initiative, Plan
from minga.territory.models import Area, ShapeImport
from minga.territory.shapes import bringing, geojson
from minga.territory.shapes.drawing import draw
from minga.territory.shapes.matching import Choices
from minga.territory.shapes.rings import crosses

Json = dict[str, Any]


def square(x: float = -78.5, y: float = -0.2, side: float = 0.1) -> Json:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: Json | None, **properties: object) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Json, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def why(geometry: Json | None) -> str:
    (found,) = geojson.read(collection(feature(geometry)))
    assert bool(found.why) == (found.geometry is None)
    return found.why


# --- reading


@pytest.mark.pure
@pytest.mark.parametrize(
    "geometry",
    [
        square(),
        {"type": "MultiPolygon", "coordinates": [square()["coordinates"]] * 2},
        {"type": "Point", "coordinates": [-78.5, -0.2, 2850]},
    ],
)
def test_polygons_and_points_are_kept_as_given(geometry: Json) -> None:
    for content in (
        collection(feature(geometry, name="Uno")),
        json.dumps(feature(geometry, name="Uno")).encode(),
        json.dumps({**geometry, "name": "Uno"}).encode(),
    ):
        (found,) = geojson.read(content)
        assert (found.geometry, found.properties, found.why) == (geometry, {"name": "Uno"}, "")


@pytest.mark.pure
@pytest.mark.parametrize(
    "content, says",
    [
        (b"<gml/>", "no es GeoJSON"),
        (b"[1, 2]", "no es GeoJSON"),
        (b'{"type": "FeatureCollection"}', "no trae «features»"),
        (b'{"type": "FeatureCollection", "features": []}', "ninguna forma"),
        (b'{"type": "Point", "coordinates": [NaN, 1]}', "no es GeoJSON"),
        (
            collection(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32717"}}),
            "EPSG::32717",
        ),
        (b" " * (geojson.LARGEST + 1), "pasa de 20 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        geojson.read(content)


@pytest.mark.pure
@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_the_two_names_of_wgs_84_are_known(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    assert len(geojson.read(collection(feature(square()), crs=crs))) == 1


@pytest.mark.pure
@pytest.mark.parametrize(
    "geometry, says",
    [
        (None, "No tiene forma"),
        ({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "LineString"),
        ({"type": "Point", "coordinates": [500000, 9970000]}, "no está en grados"),
        ({"type": "Point", "coordinates": ["a", 1]}, "no son dos números"),
        ({"type": "Point", "coordinates": [True, 1]}, "no son dos números"),
        ({"type": "Polygon", "coordinates": []}, "vacío"),
        ({"type": "Polygon", "coordinates": [[]]}, "menos de cuatro"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, "no termina"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0], [0, 0]]]}, "no encierra"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
            "se cruza a sí mismo",
        ),
        ({"type": "MultiPolygon", "coordinates": [[[[0, 0]]]]}, "menos de cuatro"),
        ({"type": "MultiPolygon", "coordinates": 7}, "vacío"),
    ],
)
def test_a_shape_that_cannot_be_used_says_why(geometry: Json | None, says: str) -> None:
    assert says in why(geometry)


def circle(points: int, wave: float = 0.0) -> list[list[float]]:
    turns = [2 * math.pi * n / points for n in range(points)]
    ring = [
        [(1 + wave * math.sin(9 * t)) * math.cos(t), (1 + wave * math.sin(9 * t)) * math.sin(t)]
        for t in turns
    ]
    return [*ring, ring[0]]


@pytest.mark.pure
def test_long_edges_are_checked_quickly_and_well() -> None:
    ring = circle(40_000, 0.4)
    began = time.perf_counter()
    assert not crosses(ring)
    assert time.perf_counter() - began < 3
    ring[100], ring[105] = ring[105], ring[100]
    assert crosses(ring)


@pytest.mark.pure
def test_a_shape_with_too_many_points_says_so() -> None:
    far = {"type": "Polygon", "coordinates": [circle(geojson.OF_ONE + 10)]}
    assert "simplifíquela" in why(far)


# --- drawing


@pytest.mark.pure
def test_the_drawing_has_north_above_and_keeps_the_form() -> None:
    picture = draw([(1, square(-78.5, -0.2)), (2, square(-78.4, -0.1))])
    assert picture is not None
    assert abs(picture.width - picture.height) <= 1  # near the equator a square is a square
    first = picture.drawn[0].path.removeprefix("M").removesuffix("z").split("L")
    second = picture.drawn[1].path.removeprefix("M").removesuffix("z").split("L")
    assert float(first[0].split()[1]) > float(second[0].split()[1])
    assert draw([(1, None)]) is None


@pytest.mark.pure
def test_points_alone_and_distant_areas_can_be_drawn() -> None:
    assert draw([(1, {"type": "Point", "coordinates": [-78.5, -0.2]})]) is not None
    picture = draw([(1, square(-91, -1)), (2, square(-75, 1)), (3, square(-75, 70))])
    assert picture is not None and picture.height <= 1216


# --- matching and applying

PARISHES = collection(
    feature(square(-78.50), DPA_PARROQ="170155", DPA_DESPAR="CALDERON", DPA_CANTON="1701"),
    feature(square(-78.40), DPA_PARROQ=170156, DPA_DESPAR="CONOCOTO", DPA_CANTON="1701"),
    feature(square(-78.30), DPA_PARROQ="", DPA_DESPAR="Tumbaco", DPA_CANTON="1701"),
    feature(square(-78.20), DPA_PARROQ="999999", DPA_DESPAR="TUMBACO", DPA_CANTON="1701"),
    feature(square(-78.10), DPA_PARROQ="170155", DPA_DESPAR="OTRA VEZ", DPA_CANTON="1701"),
    feature({"type": "Point", "coordinates": [500000, 1]}, DPA_PARROQ="170157"),
    feature(square(-78.00), DPA_PARROQ="170250", DPA_DESPAR="Cayambe", DPA_CANTON="1702"),
)


@pytest.fixture
def brought(plan: Plan, coordinator: User) -> ShapeImport:
    return bringing.receive(PARISHES, "parroquias.geojson", by=coordinator)


@pytest.mark.django_db
def test_shapes_are_matched_by_code_then_by_name_and_the_rest_says_why(
    brought: ShapeImport,
) -> None:
    assert brought.choices["code"] == "DPA_PARROQ"
    assert brought.choices["name"] == "DPA_DESPAR"
    assert brought.choices["parent_from"] == "DPA_CANTON"
    matches = bringing.matches_of(brought)
    assert [str(m.area) for m in matches[:3]] == ["Calderón", "Conocoto", "Tumbaco"]
    whys = {m.number: m.why for m in matches if m.why}
    assert sorted(whys) == [4, 5, 6, 7]
    assert "tiene el 170184" in whys[4]
    assert "la forma 1 del archivo" in whys[5]
    assert "no está en grados" in whys[6]
    assert "170250" in whys[7]


@pytest.mark.django_db
def test_an_import_is_applied_in_part_and_undone(brought: ShapeImport, coordinator: User) -> None:
    told = bringing.apply(brought, by=coordinator)
    assert told == {"shaped": 3, "rejected": 4}
    calderon = Area.objects.get(code="170155")
    assert calderon.shape == square(-78.50)
    assert calderon.source.endswith("; forma: parroquias.geojson")
    assert Entry.objects.filter(record="territory.area", verb="shaped").count() == 3
    with pytest.raises(Refused):
        bringing.apply(ShapeImport.objects.get(pk=brought.pk), by=coordinator)
    other = bringing.receive(
        collection(feature(square(0), code="170156")), "otro.geojson", by=coordinator
    )
    bringing.apply(other, by=coordinator)
    assert bringing.undo(brought, by=coordinator) == {"back": 2, "gone": 0, "kept": 1}
    calderon.refresh_from_db()
    assert calderon.shape is None and "forma" not in calderon.source
    assert Area.objects.get(code="170156").shape == square(0)


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(brought: ShapeImport, coordinator: User) -> None:
    bringing.apply(brought, by=coordinator)
    again = bringing.receive(PARISHES, "parroquias.geojson", by=coordinator)
    assert bringing.tally_of(bringing.matches_of(again)) == {"same": 3, "rejected": 4}
    with pytest.raises(Refused, match="Ninguna forma"):
        bringing.apply(again, by=coordinator)
    again.refresh_from_db()
    assert again.status == ShapeImport.Status.READ


@pytest.mark.django_db
def test_a_name_that_two_areas_share_needs_more(plan: Plan, coordinator: User) -> None:
    Area.objects.create(name="Calderón", kind="neighbourhood")
    content = collection(feature(square(), nombre="Calderón"))
    brought = bringing.receive(content, "x.geojson", by=coordinator)
    assert "2 áreas" in bringing.matches_of(brought)[0].why
    bringing.choose(brought, Choices(name="nombre", kind="rural_parish"), by=coordinator)
    (match,) = bringing.matches_of(brought)
    assert match.area and match.area.code == "170155"


@pytest.mark.django_db
def test_another_country_is_made_from_its_file_and_taken_back(
    plan: Plan, coordinator: User, led: Initiative, tmp_path: Path
) -> None:
    file = tmp_path / "peru.geojson"
    file.write_bytes(
        collection(
            feature(square(-70), NOMBRE="Tumbes", UBIGEO="24"),
            feature(square(-69), NOMBRE="Piura", UBIGEO="20"),
            feature(square(-68), NOMBRE="", UBIGEO="99"),
        )
    )
    said = StringIO()
    call_command("areas", load=str(file), create=True, dry_run=True, kind="provincia", stdout=said)
    assert "2  áreas creadas" in said.getvalue() and "No se guardó nada" in said.getvalue()
    assert not ShapeImport.objects.exists()
    call_command("areas", load=str(file), create=True, kind="provincia", stdout=StringIO())
    tumbes, piura = Area.objects.get(code="24"), Area.objects.get(code="20")
    assert (tumbes.name, tumbes.kind, tumbes.source) == ("Tumbes", "province", "peru.geojson")
    led.areas.add(piura)
    told = bringing.undo(ShapeImport.objects.get(), by=coordinator)
    assert told == {"back": 0, "gone": 1, "kept": 1}
    assert list(Area.objects.filter(code__in=["20", "24"])) == [piura]


@pytest.mark.django_db
def test_the_command_says_what_it_could_not_do(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "x.geojson"
    file.write_bytes(PARISHES)
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("areas", load=str(file), json=True, strict=True, stdout=said)
    told = json.loads(said.getvalue())
    assert told["shaped"] == 3
    assert [reject["number"] for reject in told["rejected"]] == [4, 5, 6, 7]
    with pytest.raises(CommandError, match="no tiene la propiedad «nada»"):
        call_command("areas", load=str(file), code="nada")
    with pytest.raises(CommandError, match="no se conoce"):
        call_command("areas", load=str(file), kind="comarca")


# --- on the web


def upload(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("parroquias.geojson", content)
    return client.post("/territory/import/", {"file": file})


@pytest.mark.django_db
def test_the_coordinator_uploads_looks_applies_and_undoes(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    assert "todavía" in words(read(client, "/territory/import/"), ".m-empty").lower()
    address = upload(client, PARISHES).url
    shown = read(client, address)
    assert "3 de 7 formas" in words(shown, "h1")
    assert "tiene el 170184" in words(shown, "[aria-labelledby=h-out]")
    assert not Area.objects.with_shape().exists()
    said = {"code": "", "name": "DPA_DESPAR", "kind": "rural_parish", "source": "INEC 2026"}
    answer: Any = client.post(address, said)
    assert answer.url == address
    assert "3 de 7 formas" in words(read(client, address), "h1")
    answer = client.post(f"{address}apply/", follow=True)
    assert "3 áreas tienen su forma" in answer.content.decode()
    assert f"{address}undo/" in answer.content.decode()
    assert Area.objects.get(code="170155").source.endswith("; forma: INEC 2026")
    assert "aplicada" in words(read(client, address), "h1")
    assert len(read(client, "/territory/").css("svg.m-map a")) == 3
    client.post(f"{address}undo/")
    assert not Area.objects.with_shape().exists()
    assert client.post(f"{address}undo/", follow=True).status_code == 200
    assert "deshecha" in words(read(client, address), "h1")


@pytest.mark.django_db
def test_a_file_that_is_refused_says_so_beside_the_field(
    client: Client, plan: Plan, coordinator: User
) -> None:
    client.force_login(coordinator)
    assert "no es GeoJSON" in upload(client, b"%PDF-1.7").content.decode()
    assert "Elija el archivo" in client.post("/territory/import/").content.decode()


@pytest.mark.django_db
def test_what_is_discarded_leaves_nothing(
    client: Client, plan: Plan, coordinator: User, brought: ShapeImport
) -> None:
    client.force_login(coordinator)
    client.post(f"/territory/import/{brought.uuid}/discard/")
    brought.refresh_from_db()
    assert (brought.status, brought.features) == ("discarded", [])
    answer = client.post(f"/territory/import/{brought.uuid}/apply/", follow=True)
    assert "ya no se puede hacer" in answer.content.decode()


@pytest.mark.django_db
def test_nobody_else_sees_the_import(client: Client, brought: ShapeImport, head: User) -> None:
    for address in ("/territory/import/", brought.get_absolute_url()):
        assert client.get(address).status_code == 302
    client.force_login(head)
    for address in ("/territory/import/", brought.get_absolute_url()):
        assert client.get(address).status_code == 404
