"""Workbooks: merged headers, lists with restarting codes, hints under headers, odd words."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from tests.documents.making.common import Action, Bank, Fields, save, save_truth

STEADY = {"created": datetime(2026, 1, 1)}


class Book:
    def __init__(self, name: str) -> None:
        self.name = name
        self.stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True})
        self.book.set_properties(STEADY)

    def sheet(self, name: str) -> Any:
        return self.book.add_worksheet(name)

    def style(self, **how: Any) -> Any:
        return self.book.add_format({"text_wrap": True, "valign": "top", **how})

    def close(self) -> None:
        self.book.close()
        save(self.name, self.stream.getvalue())


def runs(actions: list[Action], depth: int) -> list[tuple[int, int]]:
    """First and last index of each run of actions under the same objective."""
    found: list[tuple[int, int]] = []
    for i, action in enumerate(actions):
        if found and actions[found[-1][0]].path[:depth] == action.path[:depth]:
            found[-1] = (found[-1][0], i)
        else:
            found.append((i, i))
    return found


def merge_down(sheet: Any, top: int, bottom: int, column: int, text: str, style: Any) -> None:
    if top == bottom:
        sheet.write(top, column, text, style)
    else:
        sheet.merge_range(top, column, bottom, column, text, style)


def targets_and_budget() -> None:
    """Two header rows, merged levels, a total after each objective, formulas, a broken one."""
    name = "metas-presupuesto"
    bank = Bank("es", name)
    book = Book(f"{name}.xlsx")
    head, cell, bold = book.style(bold=True, border=1), book.style(border=1), book.style(bold=True)
    money = book.style(num_format="#,##0.00", border=1)
    index = book.sheet("Índice")
    index.write_row(0, 0, ["Contenido del archivo"], bold)
    index.write_row(2, 0, ["Hoja", "Descripción"], bold)
    index.write_row(3, 0, ["Matriz", "Programación plurianual de programas y proyectos"])
    index.write_row(4, 0, ["Listas", "Valores permitidos (no imprimir)"])
    sheet = book.sheet("Matriz")
    sheet.merge_range(0, 0, 0, 14, "GOBIERNO MUNICIPAL DE VILLA EJEMPLO", bold)
    sheet.merge_range(1, 0, 1, 14, "Plan de Desarrollo y Ordenamiento Territorial 2025-2028", bold)
    sheet.write(2, 0, "Matriz de programación – corte a 30 de junio de 2025", cell)
    plain = ["Objetivo estratégico", "Política", "Cód.", "Programa / Proyecto", "Indicador"]
    plain += ["Unidad de medida", "Línea base"]
    for i, text in enumerate(plain):
        sheet.merge_range(4, i, 5, i, text, head)
    years = ["2025", "2026", "2027", "2028"]
    sheet.merge_range(4, 7, 4, 10, "Metas", head)
    sheet.write_row(5, 7, [int(y) for y in years], head)
    sheet.merge_range(4, 11, 4, 14, "Presupuesto referencial (USD)", head)
    money_columns = [(y, s) for y in ("2025", "2026") for s in ("Recursos propios", "Cooperación")]
    sheet.write_row(5, 11, [f"{y} {s}" for y, s in money_columns], head)
    sheet.merge_range(4, 15, 5, 15, "Unidad responsable", head)
    rows: list[Fields] = []
    at, all_actions = 6, bank.actions([0, 1, 2, 3])
    for first, last in runs(all_actions, 1):
        group = all_actions[first : last + 1]
        start = at
        for i, j in runs(group, 2):
            merge_down(sheet, start + i, start + j, 1, group[i].line_name, cell)
        merge_down(sheet, start, start + len(group) - 1, 0, group[0].axis_name, cell)
        sums = [0.0] * 4
        for action in group:
            number = len(rows) + 1
            row = _programme(bank, action, number, money_columns)
            sheet.write_row(at, 2, [row["code"], row["name"]], cell)
            indicator = row["indicators"][0] if row["indicators"] else {}
            sheet.write(at, 4, indicator.get("name", ""), cell)
            sheet.write(at, 5, indicator.get("unit", ""), cell)
            if indicator:
                sheet.write_number(at, 6, int(indicator["baseline"]), cell)
                for k, year in enumerate(years):
                    sheet.write_number(at, 7 + k, int(indicator["targets"][year]), cell)
            for k, line in enumerate(row["budget"]):
                if line["amount"] is None:
                    sheet.write_formula(at, 11 + k, "=#REF!*1.12", money, "#REF!")
                    continue
                amount = float(line["amount"])
                sums[k] += amount
                if number % 7 == 3:
                    formula = f"={amount / 2:.2f}*2"
                    sheet.write_formula(at, 11 + k, formula, money, amount)
                else:
                    sheet.write_number(at, 11 + k, amount, money)
            sheet.write(at, 15, "; ".join(row["responsible"]), cell)
            rows.append(row)
            at += 1
        sheet.merge_range(at, 0, at, 3, f"Subtotal {group[0].axis_name}", bold)
        for k in range(4):
            column = "LMNO"[k]
            broken = any(r["budget"][k]["amount"] is None for r in rows[-len(group) :])
            formula = f"=SUM({column}{start + 1}:{column}{at})"
            sheet.write_formula(at, 11 + k, formula, money, "#REF!" if broken else sums[k])
        at += 1
    sheet.merge_range(at, 0, at, 3, "TOTAL GENERAL", bold)
    sheet.write_formula(at, 11, "=SUBTOTAL(9,L7:L99)", money, 4_512_300.5)
    sheet.write(at + 2, 0, "Fuente: Dirección de Planificación Territorial.")
    lists = book.sheet("Listas")
    lists.write_row(0, 0, ["Programa", "Estado"], bold)
    for i, state in enumerate(["No iniciado", "En ejecución", "Terminado"], 1):
        lists.write_row(i, 0, [f"Programa {i}", state])
    lists.hide()
    book.close()
    headings = {"budget": "Presupuesto referencial (USD)", "indicators": "Indicador"}
    save_truth(
        name, "es", rows, ["Objetivo estratégico", "Política"], file=f"{name}.xlsx",
        headings=headings, hidden=["Listas"],
    )  # fmt: skip


def _programme(bank: Bank, action: Action, number: int, columns: list[tuple[str, str]]) -> Fields:
    indicator, unit, base = bank.indicator()
    step = bank.die.choice([1, 2, 5, 10])
    targets = {str(2025 + i): str(base + step * (i + 1)) for i in range(4)}
    amounts = [round(bank.die.uniform(900, 900_000), 2) for _ in columns]
    budget: list[Fields] = [
        {"period": y, "source": s, "amount": f"{amount:.2f}"}
        for (y, s), amount in zip(columns, amounts, strict=True)
    ]
    if number in (9, 40):
        budget[3]["amount"] = None
    known = number % 11 != 5
    return {
        "path": action.path,
        "code": f"P-{number:03}",
        "name": action.name,
        "indicators": [{"name": indicator, "unit": unit, "baseline": str(base), "targets": targets}]
        if known
        else [],
        "budget": budget,
        "responsible": bank.some("organisations", 2, 1) if number % 13 else [],
    }


STATES_CA = [
    ("No iniciada", "planned"), ("En curs", "under_way"), ("Finalitzada", "done"),
    ("Aturada", "stopped"), ("Descartada", "withdrawn"),
]  # fmt: skip


def restarting_codes() -> None:
    """A flat list whose codes start again under each parent, and a line named alike in each."""
    name = "llista-plana"
    bank = Bank("ca", name)
    book = Book(f"{name}.xlsx")
    percent, bold = book.style(num_format="0%"), book.style(bold=True)
    euros = book.style(num_format='#,##0 "€"')
    sheet = book.sheet("Actuacions")
    header = ["Núm. eix", "Eix", "Núm. objectiu", "Objectiu", "Núm.", "Actuació", "Barri", "Estat"]
    header += ["% execució", "Pressupost 2025", "Pressupost 2026", "Observacions"]
    sheet.write_row(0, 0, header, bold)
    actions = bank.actions()
    for i, j in reversed(runs(actions, 1)):
        last = actions[j]
        common = Action(
            last.axis, last.line + 1, 1, last.axis_name, "Comunicació i seguiment",
            "Informe anual de seguiment i acte públic de retorn",
        )  # fmt: skip
        actions.insert(j + 1, common)
        assert i <= j
    rows: list[Fields] = []
    for at, action in enumerate(actions, 1):
        word, state = bank.die.choice(STATES_CA)
        progress = {"planned": 0, "done": 100}.get(state, bank.die.choice([10, 25, 45, 60, 85]))
        note = bank.die.choice(["", "", "", "Pendent de subvenció", "Vegeu l'acord de març"])
        area = bank.one("areas") if bank.chance(0.8) else ""
        spent = [bank.die.choice([0, 1500, 12000, 48250, 130000]) for _ in range(2)]
        sheet.write_row(at, 0, [action.axis, action.axis_name, action.line, action.line_name])
        sheet.write_row(at, 4, [action.number, action.name, area, word])
        if at % 9 == 4:
            sheet.write_string(at, 8, f"{progress} %")
        else:
            sheet.write_number(at, 8, progress / 100, percent)
        for k, amount in enumerate(spent):
            if amount:
                sheet.write_number(at, 9 + k, amount, euros)
        sheet.write(at, 11, note)
        rows.append({
            "path": action.path, "code": str(action.number), "name": action.name,
            "area": [area] if area else [], "status": state, "status_printed": word,
            "progress": str(progress),
            "budget": [
                {"period": y, "source": "", "amount": str(n)}
                for y, n in zip(("2025", "2026"), spent, strict=True) if n
            ],
            "attributes": {"Observacions": note} if note else {},
        })  # fmt: skip
    sheet.autofilter(0, 0, len(rows), 11)
    sheet.freeze_panes(1, 0)
    book.close()
    save_truth(name, "ca", rows, ["Eix", "Objectiu"], file=f"{name}.xlsx")


def hints_and_subtables() -> None:
    """Hashtags under the header, dates as serial numbers, two tables in one sheet."""
    name = "outputs-hashtags"
    bank = Bank("en", name)
    book = Book(f"{name}.xlsx")
    bold, day = book.style(bold=True), book.style(num_format="dd mmm yyyy")
    sheet = book.sheet("Workplan")
    sheet.write(0, 0, "Exampletown Resilience Programme – workplan", bold)
    parts: list[tuple[str, list[int], list[tuple[str, str, str]]]] = [
        ("Part A. People", [0, 1], [
            ("Outcome", "#objective+outcome", "axis"), ("Output", "#objective+output", "line"),
            ("Activity ID", "#activity+code", "code"), ("Activity", "#activity+name", "name"),
            ("Lead agency", "#org+lead", "lead"), ("Start date", "#date+start", "start"),
            ("End date", "#date+end", "end"), ("Status", "#status", "status"),
            ("Ward", "#loc+name", "area"),
        ]),
        ("Part B. Place", [2, 3], [
            ("Activity ID", "#activity+code", "code"), ("Outcome", "#objective+outcome", "axis"),
            ("Output", "#objective+output", "line"), ("Activity", "#activity+name", "name"),
            ("Start date", "#date+start", "start"), ("End date", "#date+end", "end"),
            ("Lead agency", "#org+lead", "lead"), ("Budget 2026 (GBP)", "#value+gbp", "money"),
            ("Risk rating", "#meta+risk", "risk"),
        ]),
    ]  # fmt: skip
    states = [("Not started", "planned"), ("In progress", "under_way"), ("Completed", "done")]
    states += [("On hold", "stopped"), ("Cancelled", "withdrawn")]
    rows: list[Fields] = []
    at = 2
    for title, axes, columns in parts:
        sheet.write(at, 0, title, bold)
        sheet.write_row(at + 1, 0, [c[0] for c in columns], bold)
        sheet.write_row(at + 2, 0, [c[1] for c in columns])
        at += 3
        for action in bank.actions(axes):
            word, state = bank.die.choice(states)
            start = date(2026, bank.die.randint(1, 12), bank.die.choice([1, 15]))
            end = date(2027 + bank.die.randint(0, 2), bank.die.randint(1, 12), 28)
            cells: Fields = {
                "axis": action.axis_name, "line": action.line_name, "name": action.name,
                "code": f"{title[5]}{action.code}", "lead": bank.one("organisations"),
                "status": word, "area": bank.one("areas"), "money": bank.die.randint(2, 400) * 500,
                "risk": bank.die.choice(["Low", "Medium", "High"]), "start": start, "end": end,
            }  # fmt: skip
            keys = [c[2] for c in columns]
            for k, key in enumerate(keys):
                value = cells[key]
                if isinstance(value, date) and len(rows) % 3 == 2:
                    sheet.write_number(at, k, (value - date(1899, 12, 30)).days)
                elif isinstance(value, date):
                    sheet.write_datetime(at, k, datetime(value.year, value.month, value.day), day)
                else:
                    sheet.write(at, k, value)
            row: Fields = {
                "path": action.path, "code": cells["code"], "name": action.name,
                "responsible": [cells["lead"]], "start": start.isoformat(),
                "end": end.isoformat(),
            }  # fmt: skip
            if "status" in keys:
                row |= {"status": state, "status_printed": word, "area": [cells["area"]]}
            else:
                row["budget"] = [{"period": "2026", "source": "", "amount": str(cells["money"])}]
                row["attributes"] = {"Risk rating": cells["risk"]}
            rows.append(row)
            at += 1
        at += 2
    book.close()
    save_truth(name, "en", rows, ["Outcome", "Output"], file=f"{name}.xlsx")


def no_word_for_action() -> None:
    """No heading says "action"; the second level is written once and left blank below."""
    name = "intitule-porteur"
    bank = Bank("fr", name)
    book = Book(f"{name}.xlsx")
    bold, cell = book.style(bold=True, bg_color="#DDEEDD"), book.style(border=1)
    sheet = book.sheet("Feuil1")
    sheet.write(0, 0, "Commune de Ville-Exemple – Contrat de transition 2025-2028", bold)
    header = ["Axe stratégique", "Orientation", "Intitulé", "Porteur", "Partenaires associés"]
    header += ["Échéance", "Coût prévisionnel € HT", "Priorité", "Avancement"]
    sheet.write_row(1, 0, header, bold)
    actions = bank.actions()
    words = [("Non démarré", "planned"), ("En cours", "under_way"), ("Réalisé", "done")]
    rows: list[Fields] = []
    for i, j in runs(actions, 1):
        merge_down(sheet, 2 + i, 2 + j, 0, actions[i].axis_name, cell)
    for i, _ in runs(actions, 2):
        sheet.write(2 + i, 1, actions[i].line_name, cell)
    for at, action in enumerate(actions, 2):
        word, state = bank.die.choice(words)
        year = bank.die.randint(2025, 2028)
        due = bank.die.choice([year, year, f"T4 {year}", f"fin {year}"])
        partners = bank.some("partners", 3)
        cost = bank.die.choice([None, 4500, 12_800.5, 96_000, 1_250_000])
        priority = bank.die.choice([1, 2, 3])
        lead = bank.one("organisations")
        sheet.write_row(at, 2, [action.name, lead, "\n".join(partners), due], cell)
        sheet.write(at, 6, "à définir" if cost is None else cost, cell)
        sheet.write_row(at, 7, [priority, word], cell)
        rows.append({
            "path": action.path, "name": action.name, "responsible": [lead], "partners": partners,
            "end": str(year), "status": state, "status_printed": word,
            "budget": [
                {"period": "", "source": "", "amount": None, "printed": "à définir"} if cost is None
                else {"period": "", "source": "", "amount": str(cost)}
            ],
            "attributes": {"Priorité": str(priority)},
        })  # fmt: skip
    book.close()
    headings = {
        "name": "Intitulé", "end": "Échéance", "budget": "Coût prévisionnel € HT",
        "responsible": "Porteur", "status": "Avancement",
    }  # fmt: skip
    save_truth(
        name, "fr", rows, ["Axe stratégique", "Orientation"], file=f"{name}.xlsx",
        headings=headings,
    )  # fmt: skip


def a_sheet_an_axis() -> None:
    """One sheet an axis, named by it; its title stands above each header."""
    name = "folhas-por-eixo"
    bank = Bank("pt", name)
    book = Book(f"{name}.xlsx")
    bold = book.style(bold=True)
    rows: list[Fields] = []
    for i, j in runs(actions := bank.actions(), 1):
        sheet = book.sheet(f"Eixo {actions[i].axis}")
        sheet.merge_range(0, 0, 0, 6, f"EIXO {actions[i].axis} – {actions[i].axis_name}", bold)
        sheet.write_row(
            2, 0,
            ["Objetivo", "Item", "Ação proposta", "Órgão executor", "Indicador", "Meta 2027",
             "Meta 2029"], bold,
        )  # fmt: skip
        for at, action in enumerate(actions[i : j + 1], 3):
            indicator, _, base = bank.indicator()
            lead = bank.one("organisations")
            goals = {"2027": str(base + 5), "2029": str(base + 20)}
            sheet.write_row(
                at, 0,
                [action.line_name, action.code, action.name, lead, indicator,
                 *(int(g) for g in goals.values())],
            )  # fmt: skip
            rows.append({
                "path": action.path, "code": action.code, "name": action.name,
                "responsible": [lead], "indicators": [{"name": indicator, "targets": goals}],
            })  # fmt: skip
    book.close()
    save_truth(name, "pt", rows, file=f"{name}.xlsx")


MAKE = [
    targets_and_budget, restarting_codes, hints_and_subtables, no_word_for_action, a_sheet_an_axis,
]  # fmt: skip
