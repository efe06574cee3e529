"""Documents that hold no plan: each must be refused in one line."""

from __future__ import annotations

import io
import json
import random
from datetime import date, datetime, timedelta
from typing import Any

import xlsxwriter
from docx import Document
from reportlab.lib.units import mm
from reportlab.platypus import Spacer, Table

from tests.documents.making.common import save, steady
from tests.documents.making.pdf import TITLE, printed_by_reportlab, small

FOLDER = "not_plans"


def bus_timetable() -> None:
    stops = ["Estación", "Mercado", "Hospital", "Universidad", "Polígono", "Playa"]
    lines = [",".join(["Línea", "Sentido", *stops, "Observaciones"])]
    for n in range(60):
        at = datetime(2026, 1, 1, 6) + timedelta(minutes=15 * n)
        times = [f"{at + timedelta(minutes=7 * k):%H:%M}" for k in range(len(stops))]
        lines.append(",".join([f"L{n % 3 + 1}", "Ida", *times, "Solo laborables" * (n % 7 == 0)]))
    save(f"{FOLDER}/horarios-autobus.csv", ("\n".join(lines) + "\n").encode())


def staff_list() -> None:
    die = random.Random("staff_list")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet("Plantilla")
    sheet.write_row(0, 0, ["Codi plaça", "Departament", "Categoria", "Grup", "Extensió", "Alta"])
    units = ["Urbanisme", "Serveis Socials", "Biblioteca", "Policia Local", "Tresoreria"]
    kinds = ["Administratiu", "Tècnica superior", "Auxiliar", "Agent", "Arquitecte"]
    for n in range(1, 61):
        sheet.write_row(n, 0, [f"PL-{n:03}", die.choice(units), die.choice(kinds)])
        sheet.write_row(n, 3, [die.choice(["A1", "A2", "C1", "C2"]), 1000 + n, 2000 + n % 24])
    book.close()
    save(f"{FOLDER}/plantilla.xlsx", stream.getvalue())


def invoice() -> None:
    die = random.Random("invoice")
    data = [[small(t) for t in ("Réf.", "Désignation", "Qté", "P.U. HT", "Total HT")]]
    for n in range(1, 13):
        each, count = die.randint(3, 90), die.randint(1, 20)
        goods = die.choice(
            ["Rame de papier A4", "Cartouche d'encre", "Classeur à levier", "Agrafes"]
        )
        cells = (f"B{n:03}", goods, str(count), f"{each},00 €", f"{each * count},00 €")
        data.append([small(t) for t in cells])
    table = Table(
        data, colWidths=[20 * mm, 80 * mm, 15 * mm, 25 * mm, 25 * mm],
        style=[("GRID", (0, 0), (-1, -1), 0.5, "black")],
    )  # fmt: skip
    story = [
        small("FACTURE n° 2026-0042", TITLE), small("Papeterie de l'Exemple – Ville-Exemple"),
        Spacer(1, 10), table, Spacer(1, 10), small("À régler sous 30 jours par virement."),
    ]  # fmt: skip
    save(f"{FOLDER}/facture.pdf", printed_by_reportlab(story, "Facture, page {}"))


def survey() -> None:
    die = random.Random("survey")
    answers = [
        {"id": n, "submitted": f"2026-03-{n % 28 + 1:02}", "age": die.choice(["18-29", "30-49"]),
         "q1_satisfaction": die.randint(1, 5), "q2_uses_bus": die.choice([True, False]),
         "q3_comment": die.choice(["", "More trees please", "Buses are late", "Fine as it is"])}
        for n in range(1, 71)
    ]  # fmt: skip
    text = json.dumps({"survey": "Residents' panel 2026", "responses": answers}, indent=1)
    save(f"{FOLDER}/survey.json", text.encode())


def price_list() -> None:
    die = random.Random("price_list")
    goods = ["Queijo da serra", "Pão de milho", "Azeite", "Mel", "Tomate", "Batata", "Feijão"]
    body = "".join(
        f"<tr><td>{n}</td><td>{die.choice(goods)} {die.choice(['tipo A', 'tipo B'])}</td>"
        f"<td>{die.randint(1, 30)},{die.randint(10, 99)} €</td><td>{die.choice(['kg', 'un.'])}</td>"
        for n in range(1, 41)
    )
    html = (
        '<!doctype html><html lang="pt"><meta charset="utf-8"><title>Preços do mercado</title>'
        "<h1>Tabela de preços</h1><p>Válida de 1 a 7 de março.</p><table><tr><th>Item</th>"
        f"<th>Produto</th><th>Preço</th><th>Unidade</th></tr>{body}</table></html>"
    )
    save(f"{FOLDER}/precos.html", html.encode())


def minutes() -> None:
    document: Any = Document()
    document.core_properties.author = ""
    document.add_heading("Acta de la reunión ordinaria", 1)
    for text in (
        "En Villa Ejemplo, a las diez horas del día tres de marzo, se reúne la comisión.",
        "Se aprueba por unanimidad el acta de la sesión anterior.",
        "La presidencia informa del estado de las obras del mercado y responde a dos preguntas.",
        "Se acuerda aplazar el punto quinto hasta disponer del informe de intervención.",
        "Sin más asuntos que tratar, se levanta la sesión a las once y media.",
    ):
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for row in (["Orden", "Asunto", "Votación"], ["1", "Acta anterior", "Unanimidad"],
                ["2", "Licencia de terraza", "6 a favor, 2 en contra"],
                ["3", "Ruegos y preguntas", "—"]):  # fmt: skip
        cells = (table.rows[0] if row[0] == "Orden" else table.add_row()).cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    save(f"{FOLDER}/acta.docx", steady(stream.getvalue()))


def weather() -> None:
    die = random.Random("weather")
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(90)]
    body = "".join(
        f'<day date="{d}"><max unit="C">{die.randint(5, 30)}</max>'
        f'<min unit="C">{die.randint(-5, 12)}</min><rain unit="mm">{die.randint(0, 20)}</rain>'
        f"<wind>{die.choice('NESW')}</wind></day>\n"
        for d in days
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<weather station="Exampletown">\n'
    save(f"{FOLDER}/weather.xml", f"{head}{body}</weather>\n".encode())


def chapter() -> None:
    text = """CAPÍTULO PRIMERO

De cómo llegó la lluvia

Aquella mañana el molino amaneció sin pájaros. La niña subió los tres escalones de piedra, apoyó la
frente en el cristal y esperó. Nadie en la casa hablaba todavía; solo se oía el agua.

—Hoy no habrá mercado —dijo la abuela desde la cocina.

Lo dijo sin levantar la voz, como quien cierra una puerta con cuidado. La niña contó los charcos del
patio: uno, dos, tres. En el tercero se había detenido una barca de papel.

1. La barca

Era azul y llevaba escrita una palabra que la lluvia había borrado a medias. La niña la guardó en el
bolsillo. Después, cuando todos la buscaron, diría que la había traído el río.

2. La carta

Pasaron los años, y el molino siguió sin pájaros. Una tarde, al vaciar un cajón, encontró la barca,
y dentro de la barca la carta que nadie había leído.
"""
    save(f"{FOLDER}/novela.txt", (text * 3).encode())


def cash_book() -> None:
    die = random.Random("cash_book")
    lines = ["Data;Nr. documento;Histórico;Débito;Crédito;Saldo"]
    balance = 1000.0
    for n in range(80):
        amount = round(die.uniform(5, 900), 2)
        balance += amount if n % 2 else -amount
        sides = ["", f"{amount:.2f}"] if n % 2 else [f"{amount:.2f}", ""]
        text = die.choice(["Pagamento fornecedor", "Recebimento taxa", "Tarifa bancária"])
        lines.append(
            ";".join([f"{n % 28 + 1:02}/01/2026", f"{n:05}", text, *sides, f"{balance:.2f}"])
        )
    save(f"{FOLDER}/livro-caixa.csv", ("\n".join(lines) + "\n").encode("latin-1"))


def glossary() -> None:
    words = ["Action", "Objective", "Indicator", "Baseline", "Target", "Programme", "Outcome"]
    lines = ["# Glossary of planning words", "", "For trainees. Not part of any plan.", ""]
    for word in words:
        lines += [f"## {word}", "", f"What people mean when they say “{word.lower()}”.", ""]
    save(f"{FOLDER}/glossary.md", "\n".join(lines).encode())


MAKE = [
    bus_timetable, staff_list, invoice, survey, price_list, minutes, weather, chapter, cash_book,
    glossary,
]  # fmt: skip
