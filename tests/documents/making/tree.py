"""Records and markup: nested JSON, IATI activities, HTML with rowspans, an ODS outline."""

from __future__ import annotations

import io
import json
from datetime import date
from html import escape
from typing import Any
from xml.sax.saxutils import quoteattr

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.documents.making.common import Action, Bank, Fields, save, save_truth, steady
from tests.documents.making.pdf import spans


def nested_records() -> None:
    """Plan, axes, objectives and actions one inside another; some keys are missing."""
    name = "plan-anidado"
    bank = Bank("es", name)
    states = [("por iniciar", "planned"), ("en ejecución", "under_way"), ("concluida", "done")]
    axes: list[Fields] = []
    rows: list[Fields] = []
    for action in bank.actions([1, 3, 4, 5]):
        if len(axes) < action.axis:
            axes.append({
                "codigo": f"E{action.axis}", "nombre": action.axis_name, "objetivos": [],
            })  # fmt: skip
        objectives = axes[-1]["objetivos"]
        if len(objectives) < action.line:
            objectives.append({
                "codigo": f"E{action.axis}.O{action.line}", "nombre": action.line_name,
                "acciones": [],
            })  # fmt: skip
        word, state = bank.die.choice(states)
        code = f"E{action.axis}.O{action.line}.A{action.number}"
        record: Fields = {
            "codigo": code, "nombre": action.name,
            "responsables": bank.some("organisations", 2, 1), "aliados": bank.some("partners", 2),
            "estado": word, "avance": bank.die.choice([0, 20, 35, 80, 100]),
        }  # fmt: skip
        row: Fields = {
            "path": action.path, "code": code, "name": action.name,
            "responsible": record["responsables"], "partners": record["aliados"],
            "status": state, "status_printed": word, "progress": str(record["avance"]),
        }  # fmt: skip
        if bank.chance(0.7):
            measure, unit, base = bank.indicator()
            goals = {"2026": base + 4, "2027": base + 9}
            record["indicadores"] = [
                {"nombre": measure, "unidad": unit, "linea_base": base, "metas": goals}
            ]
            row["indicators"] = [{
                "name": measure, "unit": unit, "baseline": str(base),
                "targets": {year: str(goal) for year, goal in goals.items()},
            }]  # fmt: skip
        if bank.chance(0.6):
            paid = [
                {"anio": year, "fuente": bank.die.choice(["Propia", "Crédito", "Donación"]),
                 "monto": round(bank.die.uniform(500, 250_000), 2)}
                for year in (2026, 2027)
            ]  # fmt: skip
            record["presupuesto"] = paid
            row["budget"] = [
                {"period": str(p["anio"]), "source": p["fuente"], "amount": str(p["monto"])}
                for p in paid
            ]
        objectives[-1]["acciones"].append(record)
        rows.append(row)
    title = "Plan de Acción de Villa Ejemplo"
    plan = {"plan": {"titulo": title, "periodo": "2026-2027", "ejes": axes}}
    text = json.dumps(plan, ensure_ascii=False, indent=1)
    save(f"{name}.json", text.encode())
    save_truth(name, "es", rows, file=f"{name}.json", title=title)


def rowspans_and_prose() -> None:
    """Two tables of the same plan, rowspans beside true blanks, totals said in the prose."""
    name = "dos-tablas"
    bank = Bank("es", name)
    actions = bank.actions([0, 1, 2, 3, 5])
    actions = [a for a in actions if a.number <= (3 if a.line <= 2 else 4)][:42]
    choices = [
        ("Convenio", ["convenio"]), ("Acuerdo", ["acuerdo"]), ("Consorcio", ["consorcio"]),
        ("Mesa técnica permanente; carta de intención",
         ["mesa_tecnica_permanente", "carta_de_intencion"]),
        ("Alianza público-privada", ["alianza_publico_privada"]), ("", []),
    ]  # fmt: skip
    aims = [
        "Coordinar con las entidades competentes la financiación y la ejecución de las obras.",
        "Sumar a la academia y a la sociedad civil en el diseño y la evaluación.",
        "Compartir datos, equipos y personal entre los municipios vecinos.",
        "Asegurar la sostenibilidad de la iniciativa más allá del período de gobierno.",
    ]
    rows: list[Fields] = []
    tables = []
    header = ["Eje", "Objetivo", "Acción", "Objetivo de articulación",
              "Mecanismos de articulación", "Responsable"]  # fmt: skip
    for part in ([1, 2, 3], [4, 5]):
        mine = [a for a in actions if a.axis in part]
        by_axis, by_line = spans(mine, 1), spans(mine, 2)
        body = []
        for i, action in enumerate(mine):
            printed, codes = bank.die.choice(choices)
            aim = bank.die.choice(aims)
            lead = bank.one("organisations") if bank.chance(0.8) else ""
            cells = [action.name, aim, printed, lead]
            row = "<tr>"
            if i in by_axis:
                row += f'<td rowspan="{by_axis[i]}">EJE {action.axis}: {action.axis_name}</td>'
            if i in by_line:
                row += f'<td rowspan="{by_line[i]}">{escape(action.line_name)}</td>'
            body.append(row + "".join(f"<td>{escape(c)}</td>" for c in cells) + "</tr>")
            rows.append({
                "path": action.path, "name": action.name, "articulation": aim,
                "mechanisms": codes, "responsible": [lead] if lead else [],
            })  # fmt: skip
        head = "".join(f"<th>{h}</th>" for h in header)
        tables.append(
            f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
        )
    axes = {a.axis for a in actions}
    title = "Plan de Articulación Territorial de Villa Ejemplo"
    html = (
        f'<!doctype html><html lang="es"><meta charset="utf-8"><title>{title}</title>'
        "<nav><ul><li><a href='#a'>Inicio</a></li><li><a href='#b'>Anexos</a></li></ul></nav>"
        f"<h1>{title}</h1><p>En su conjunto, el plan contiene {len(rows)} acciones en "
        f"{len(axes)} ejes.</p><h2>Siglas</h2><table><tr><th>Sigla</th><th>Significado</th></tr>"
        "<tr><td>APP</td><td>Alianza público-privada</td></tr>"
        "<tr><td>PDOT</td><td>Plan de desarrollo y ordenamiento territorial</td></tr></table>"
        f"<h2>Matriz, primera parte</h2>{tables[0]}<h2>Matriz, segunda parte</h2>{tables[1]}"
        "<footer>Villa Ejemplo, 2025</footer></html>"
    )
    save(f"{name}.html", html.encode())
    save_truth(
        name, "es", rows, ["Eje", "Objetivo"], file=f"{name}.html", title=title,
        declared=len(rows),
    )  # fmt: skip


def depth_by_code() -> None:
    """Code and text share a column; how deep a row stands is told by its code alone."""
    name = "codigo-y-descripcion"
    bank = Bank("es", name)
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="POA")
    document.spreadsheet.addElement(sheet)
    actions = bank.actions([0, 2, 3, 4], per_line=5)
    lines: list[list[str]] = [
        ["Ayuntamiento de Villa Ejemplo"], ["Programación operativa 2025-2026"], [],
        ["Código y descripción", "Unidad ejecutora", "Monto 2025", "Monto 2026",
         "Fecha de inicio"],
    ]  # fmt: skip
    rows: list[Fields] = []
    paid: dict[Action, list[float]] = {
        a: [round(bank.die.uniform(10_000, 9_000_000), 2) for _ in range(2)] for a in actions
    }
    by_axis, by_line = spans(actions, 1), spans(actions, 2)
    for i, action in enumerate(actions):
        for at, printed in (
            (by_axis, f"{action.axis} {action.axis_name}"),
            (by_line, f"{action.axis}.{action.line} {action.line_name}"),
        ):
            if i in at:
                group = actions[i : i + at[i]]
                sums = [f"{sum(paid[a][k] for a in group):,.2f}" for k in range(2)]
                lines.append([printed, "", *sums, ""])
        start = date(2025, bank.die.randint(1, 12), bank.die.randint(1, 28))
        lead = bank.one("organisations")
        lines.append([
            f"{action.code} {action.name}", lead, *(f"{n:,.2f}" for n in paid[action]),
            f"{start:%d/%m/%Y}",
        ])  # fmt: skip
        rows.append({
            "path": action.path, "code": action.code, "name": action.name, "responsible": [lead],
            "start": start.isoformat(),
            "budget": [
                {"period": year, "source": "", "amount": f"{n:.2f}"}
                for year, n in zip(("2025", "2026"), paid[action], strict=True)
            ],
        })  # fmt: skip
    for line in lines:
        drawn = TableRow()
        for text in line:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            drawn.addElement(cell)
        sheet.addElement(drawn)
    out = io.BytesIO()
    document.write(out)
    save(f"{name}.ods", steady(out.getvalue()))
    save_truth(name, "es", rows, file=f"{name}.ods")


def iati_two() -> None:
    """IATI 2.03: programmes hold activities; organisations by role, results with targets."""
    _iati("iati-203", newer=True)


def iati_one() -> None:
    """IATI 1.05: words instead of codes, titles in two languages."""
    _iati("iati-105", newer=False)


def _iati(name: str, *, newer: bool) -> None:
    bank = Bank("en", name)
    actions = bank.actions([0, 2, 3], per_line=4)
    states = [("1", "planned"), ("2", "under_way"), ("4" if newer else "3", "done")]
    version = "2.03" if newer else "1.05"
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<iati-activities version="{version}" generated-datetime="2026-01-01T00:00:00Z">',
    ]
    reporter = _org("reporting-org", "Exampletown Council", newer, ref="XE-EX-1", type="10")
    rows: list[Fields] = []
    for axis in sorted({a.axis for a in actions}):
        mine = [a for a in actions if a.axis == axis]
        out += [
            '<iati-activity hierarchy="1" default-currency="GBP" xml:lang="en">',
            f"<iati-identifier>XE-EX-1-P{axis}</iati-identifier>", reporter,
            _text("title", mine[0].axis_name, newer, other="Programme de la ville"),
            _text("description", "A programme of the town plan.", newer),
            '<activity-status code="2"/>', "</iati-activity>",
        ]  # fmt: skip
        for number, action in enumerate(mine, 1):
            code = f"XE-EX-1-P{axis}-{number:02}"
            value, state = bank.die.choice(states)
            first, last = bank.die.randint(2024, 2026), bank.die.randint(2027, 2029)
            lead, funder = bank.one("organisations"), bank.one("partners")
            measure, _, base = bank.indicator()
            amount = bank.die.randint(3, 800) * 1000
            roles = ("1", "4") if newer else ("Funding", "Implementing")
            dates = ("1", "3") if newer else ("start-planned", "end-planned")
            out += [
                '<iati-activity hierarchy="2" default-currency="GBP" xml:lang="en">',
                f"<iati-identifier>{code}</iati-identifier>", reporter,
                _text("title", action.name, newer, other=f"Activité {number}"),
                _text("description", f"{action.name}. {action.line_name}.", newer),
                _org("participating-org", funder, newer, role=roles[0]),
                _org("participating-org", lead, newer, role=roles[1]),
                f'<activity-status code="{value}"/>',
                f'<activity-date type="{dates[0]}" iso-date="{first}-04-01"/>',
                f'<activity-date type="{dates[1]}" iso-date="{last}-03-31"/>',
                f'<related-activity ref="XE-EX-1-P{axis}" type="1"/>',
                f'<budget type="1"><period-start iso-date="{first}-01-01"/><period-end '
                f'iso-date="{first}-12-31"/><value currency="GBP" value-date="{first}-01-01">'
                f"{amount}</value></budget>",
                f'<result type="1">{_text("title", "What changes", newer)}'
                f'<indicator measure="1">{_text("title", measure, newer)}'
                f'<baseline year="2023" value="{base}"/>'
                '<period><period-start iso-date="2027-01-01"/><period-end '
                f'iso-date="2027-12-31"/><target value="{base + 12}"/></period></indicator>'
                "</result>", "</iati-activity>",
            ]  # fmt: skip
            rows.append({
                "path": action.path[:1], "code": code, "name": action.name,
                "actors": [lead, funder], "funders": [funder], "start": f"{first}-04-01",
                "end": f"{last}-03-31", "status": state,
                "budget": [{"period": str(first), "source": "", "amount": str(amount)}],
                "indicators": [
                    {"name": measure, "baseline": str(base), "targets": {"2027": str(base + 12)}}
                ],
            })  # fmt: skip
    out.append("</iati-activities>\n")
    save(f"{name}.xml", "\n".join(out).encode())
    save_truth(name, "en", rows, file=f"{name}.xml")


def _text(tag: str, text: str, newer: bool, other: str = "") -> str:
    if newer:
        more = f'<narrative xml:lang="fr">{escape(other)}</narrative>' if other else ""
        return f"<{tag}><narrative>{escape(text)}</narrative>{more}</{tag}>"
    more = f'<{tag} xml:lang="fr">{escape(other)}</{tag}>' if other else ""
    return f'<{tag} xml:lang="en">{escape(text)}</{tag}>{more}'


def _org(tag: str, text: str, newer: bool, **more: Any) -> str:
    about = "".join(f" {key}={quoteattr(value)}" for key, value in more.items())
    inside = f"<narrative>{escape(text)}</narrative>" if newer else escape(text)
    return f"<{tag}{about}>{inside}</{tag}>"


MAKE = [nested_records, rowspans_and_prose, depth_by_code, iati_two, iati_one]
