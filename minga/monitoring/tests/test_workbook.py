"""A workbook that comes in: what is right of it, and the sentence of what is wrong."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from minga.actors.models import Actor
from minga.base import history
from minga.intake.reading import Unreadable
from minga.intake.tests import packages
from minga.monitoring.book import read
from minga.monitoring.models import (
    BudgetTotal,
    Indicator,
    Period,
    Reading,
)
from minga.monitoring.tests import books
from minga.people.models import Unit, User
from minga.plans.models import Initiative, Plan


def test_numbers_written_as_text_follow_the_declared_convention(
    indicator: Indicator, coordinator: User
) -> None:
    for month in (1, 2, 3):
        books.month(indicator, month)
    content = books.readings(
        ("I-001", "2026-01", "1.866.275,79"),
        ("I-001", "2026-02", "23,327,341.51"),
        ("I-001", "2026-03", 0.1),
    )
    [one, two, three] = books.bring(indicator.plan, coordinator, content)["readings"]
    assert (one[0], three[0]) == ("new", "new")
    assert two[0] == "rejected"
    assert "«23,327,341.51» está escrito con otra convención" in two[1]
    values = list(indicator.readings.order_by("period__starts").values_list("value", flat=True))
    assert values == [Decimal("1866275.79"), Decimal("0.1")]
    [one, two, _three] = books.bring(indicator.plan, coordinator, content, mark=".")["readings"]
    assert "«1.866.275,79» está escrito con otra convención" in one[1]
    assert two[0] == "new"
    Reading.objects.all().delete()
    [one, two, three] = books.bring(indicator.plan, coordinator, content, mark="")["readings"]
    assert "se lee de dos modos" in one[1]
    assert "se lee de dos modos" in two[1]
    assert three[0] == "new"


def test_every_wrong_reading_has_its_sentence(
    indicator: Indicator, ratio_indicator: Indicator, coordinator: User
) -> None:
    january = books.month(indicator, 1)
    books.month(indicator, 2, status=Period.Status.CLOSED)
    books.approved(indicator, january, "10", coordinator)
    books.month(indicator, 3)
    books.month(indicator, 4)
    content = books.readings(
        ("I-001", "2026-03", "12a"),
        ("I-099", "2026-03", 1),
        ("I-001", "2026-T1", 1),
        ("I-001", "2026-13", 1),
        ("I-001", "2026-03-15", 1),
        ("I-001", "2026-05", 1),
        ("I-001", "2026-01", 11),
        ("I-001", "2026-02", 1),
        ("I-001", "2026-03", 5),
        ("I-001", "2026-03", 6),
        ("I-002", "2026", 5),
        ("I-001", "2026-04", "1,1234567"),
        ("", "2026-04", 1),
        ("I-001", "", 1),
        ("I-001", "2026-04", 1e30),
    )
    told = [why for _kind, why in books.bring(indicator.plan, coordinator, content)["readings"]]
    for said, wanted in zip(
        told,
        (
            "Valor: «12a» no es un número",
            "No hay un indicador con el código «I-099»",
            "«2026-T1» no es un período mensual, como se mide el indicador I-001",
            "«2026-13» no es un período mensual",
            "«2026-03-15» no es un período mensual",
            "El período 2026-05 no está preparado",
            "Ya hay una lectura aprobada (10)",
            "El período 2026-02 está cerrado",
            "",
            "Esta lectura está dos veces: también en la fila 10",
            "El período 2026 no está preparado",
            "más de 6 decimales",
            "Falta el código del indicador",
            "Falta el período, como 2026-03",
            "es demasiado largo",
        ),
        strict=True,
    ):
        assert wanted in said
        assert bool(wanted) == bool(said)
    assert Reading.objects.filter(status="draft").count() == 1


def test_an_error_of_the_spreadsheet_is_not_an_empty_cell(
    indicator: Indicator, coordinator: User
) -> None:
    books.month(indicator, 1)
    content = books.readings(("I-001", "2026-01", "#N/A"))
    [(kind, why)] = books.bring(indicator.plan, coordinator, content)["readings"]
    assert kind == "rejected"
    assert "tiene un error" in why


def test_a_delegate_brings_only_what_is_of_the_unit(
    indicator: Indicator, ratio_indicator: Indicator, delegate: User, coordinator: User
) -> None:
    other = Unit.objects.create(name="Otra secretaría")
    theirs = Indicator.objects.create(
        plan=indicator.plan,
        code="I-003",
        name="De otros",
        objective=ratio_indicator.objective,
        unit="x",
        direction="increase",
        frequency="monthly",
        owner=other,
    )
    books.month(indicator, 1)
    content = books.book(
        Lecturas=[books.READINGS, ("I-001", "2026-01", 150), ("I-003", "2026-01", 5)],
        Metas=[("Indicador", "Para cuándo", "Meta"), ("I-001", "2028", 400), ("I-003", 2028, 4)],
    )
    told = books.bring(indicator.plan, delegate, content)
    assert told["readings"][0][0] == "new"
    assert "El indicador I-003 es de Otra secretaría" in told["readings"][1][1]
    assert all("es de otra unidad" in why for _kind, why in told["targets"])
    told = books.bring(indicator.plan, coordinator, content)
    assert [kind for kind, _why in told["readings"]] == ["same", "new"]
    assert [kind for kind, _why in told["targets"]] == ["new", "new"]
    assert theirs.targets.get().until == datetime.date(2028, 12, 31)


def test_indicators_targets_and_readings_come_together(
    plan: Plan, mobility: Actor, coordinator: User
) -> None:
    assert mobility.unit
    Period.objects.create(
        plan=plan,
        frequency="quarterly",
        starts=datetime.date(2026, 4, 1),
        ends=datetime.date(2026, 6, 30),
        due=datetime.date(2026, 7, 15),
        status="open",
    )
    content = books.book(
        Indicadores=[
            ("Código", "Nombre", "Objetivo", "Iniciativa", "Unidad de medida", "Sentido",
             "Frecuencia", "Unidad responsable", "Se mide por área", "Línea base"),
            ("V-1", "Viajes", "", "2.3.1", "viajes", "Aumentar", "trimestral",
             mobility.unit.name, "sí", 10),
            ("V-2", "Viajes", "2.3", "2.3.1", "viajes", "aumentar", "trimestral", "", "no", ""),
            ("V-3", "Viajes", "", "9.9.9", "viajes", "aumentar", "trimestral", "", "no", ""),
            ("V-4", "Viajes", "", "2.3.1", "viajes", "subir", "trimestral", "", "no", ""),
            ("V-1", "Otra vez", "", "2.3.1", "viajes", "aumentar", "trimestral", "", "no", ""),
            ("V-5", "Viajes", "", "", "viajes", "aumentar", "trimestral", "", "no", ""),
        ],
        Metas=[("indicator", "until", "target"), ("V-1", "2027", 10), ("V-1", "2028", "12,5"),
               ("V-1", "mañana", 3)],
        Lecturas=[books.READINGS, ("V-1", "2026-T2", 11)],
    )  # fmt: skip
    told = books.bring(plan, coordinator, content)
    [one, both, unknown, word, twice, nothing] = told["indicators"]
    assert one[0] == "new"
    assert "mide una sola cosa" in both[1]
    assert "No hay una iniciativa con el código «9.9.9»" in unknown[1]
    assert "«subir» no es un valor de «Sentido»" in word[1]
    assert "La fila 2 ya habla de este indicador" in twice[1]
    assert "Diga qué mide" in nothing[1]
    assert "La meta es igual a la línea base" in told["targets"][0][1]
    assert told["targets"][1][0] == "new"
    assert "«mañana» no dice para cuándo" in told["targets"][2][1]
    assert told["readings"] == [("new", "")]
    made = Indicator.objects.get(code="V-1")
    assert (made.direction, made.by_area, made.owner) == ("increase", True, mobility.unit)
    assert history.of(made).filter(verb="defined").count() == 1


def test_means_have_their_arithmetic_checked(
    led: Initiative, mobility: Actor, coordinator: User
) -> None:
    assert mobility.unit
    unit = mobility.unit.name
    BudgetTotal.objects.create(initiative=led, amount=Decimal(1000))
    content = books.book(
        Hitos=[
            ("Iniciativa", "Hito", "Para cuándo", "Estado", "Alcanzado el"),
            ("2.3.1", "Con fecha", "2027-03-31", "", ""),
            ("2.3.1", "Sin fecha", "", "", ""),
            ("2.3.1", "Mal escrita", "31/03/2027", "", ""),
            ("2.3.1", "Alcanzado sin día", "2026-01-01", "alcanzado", ""),
            ("2.3.1", "Con fecha", "2027-04-30", "", ""),
        ],
        Presupuesto=[
            ("initiative", "objective", "year", "source", "codified", "committed"),
            ("2.3.1", "", 2026, "A", 600, 700),
            ("2.3.1", "", 2027, "A", 500, ""),
            ("", "2.3", 2027, "A", "mil", ""),
            ("", "", 2027, "A", 5, ""),
            ("", "2.3", 2027.5, "A", 5, ""),
            ("", "2.3", 2028, "A", 5, ""),
            ("", "2.3", 2028, "A", 6, ""),
        ],
        Personal=[
            ("unit", "name", "year", "count", "share", "initiative"),
            (unit, "Técnica", 2026, 1, 0.5, "2.3.1"),
            (unit, "Técnica", 2026, 1, 0.6, ""),
            (unit, "Chofer", 2026, 2, 45, ""),
            ("Nadie", "Chofer", 2026, 2, 1, ""),
            (unit, "Peón", 2026, 2, "0,25", ""),
        ],
    )
    told = books.bring(led.plan, coordinator, content)
    dated, undated, misspelt, dayless, twice = told["milestones"]
    assert dated == ("new", "")
    assert "Escriba para cuándo" in undated[1]
    assert "escríbala como 2027-03-31" in misspelt[1]
    assert "no dice cuándo" in dayless[1]
    assert "La fila 2 ya habla de lo mismo" in twice[1]
    over, also, letters, nothing, half, good, double = told["budget"]
    assert over[0] == also[0] == "rejected"
    assert "Los años suman USD 1.100" in over[1]
    assert "«mil» no es un número" in letters[1]
    assert "Diga qué paga" in nothing[1]
    assert "no es un número entero" in half[1]
    assert good == ("new", "")
    assert "La fila 7 ya habla de lo mismo" in double[1]
    half_time, more, percent, nobody, worker = told["people"]
    assert half_time[0] == more[0] == "rejected"
    assert "suman 1,1 puestos" in more[1]
    assert "va de más de 0 a 1" in percent[1]
    assert "No hay una unidad llamada «Nadie»" in nobody[1]
    assert worker == ("new", "")


def test_stages_out_of_order_are_taken_in_and_said(led: Initiative, coordinator: User) -> None:
    content = books.book(
        Presupuesto=[("initiative", "year", "codified", "committed"), ("2.3.1", 2026, 600, 700)]
    )
    [(kind, why)] = books.bring(led.plan, coordinator, content)["budget"]
    assert kind == "new"
    assert "es más que el codificado" in why


def test_one_table_alone_as_csv_is_recognised_by_its_columns(
    indicator: Indicator, coordinator: User
) -> None:
    books.month(indicator, 1)
    content = books.csv([books.READINGS, ("I-001", "2026-01", "1.234,5")])
    told = books.bring(indicator.plan, coordinator, content, name="datos.csv")
    assert told == {"readings": [("new", "")]}
    assert indicator.readings.get().value == Decimal("1234.5")


def test_a_file_of_something_else_is_refused(plan: Plan) -> None:
    with pytest.raises(Unreadable, match="Ninguna hoja del archivo tiene las columnas"):
        read(books.csv([("a", "b", "c"), ("1", "2", "3")]), "otro.csv")


def test_an_ods_says_numbers_as_they_are(indicator: Indicator, coordinator: User) -> None:
    books.month(indicator, 1)
    books.month(indicator, 2)
    number = (
        '<table:table-cell office:value-type="float" office:value="1866275.79">'
        "<text:p>1.866.275,79</text:p></table:table-cell>"
    )
    texts = [[*books.READINGS], ["I-001", "2026-01"], ["I-001", "2026-02", "12,5"]]
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = ["".join(map(text.format, row)) for row in texts]
    made = "".join(
        f"<table:table-row>{row}{number if at == 1 else ''}</table:table-row>"
        for at, row in enumerate(rows)
    )
    content = packages.sheets(f'<table:table table:name="Lecturas">{made}</table:table>')
    told = books.bring(indicator.plan, coordinator, content, name="libro.ods")
    assert told == {"readings": [("new", ""), ("new", "")]}
    values = indicator.readings.order_by("period__starts").values_list("value", flat=True)
    assert list(values) == [Decimal("1866275.79"), Decimal("12.5")]
