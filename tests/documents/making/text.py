"""Plans in plain text: long CSV, linked CSV, Markdown lists, a numbered outline."""

from __future__ import annotations

import csv
import io
import textwrap

from tests.documents.making.common import Bank, Fields, point_comma, save, save_truth


def separated(rows: list[list[str]], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def one_row_a_year() -> None:
    """A row for each indicator and year; the money stands only beside the first indicator."""
    name = "metas-longo"
    bank = Bank("pt", name)
    lines = [
        ["Prefeitura Municipal de Vila Exemplo"], ["Plano Plurianual 2026-2028"], [],
        ["Eixo", "Objetivo", "Código", "Ação", "Indicador", "Unidade", "Linha de base", "Ano",
         "Meta", "Orçamento (R$)", "Fonte"],
    ]  # fmt: skip
    rows: list[Fields] = []
    for number, action in enumerate(bank.actions([0, 1, 2], per_line=4), 1):
        code = f"A.{number:02}"
        row: Fields = {
            "path": action.path, "code": code, "name": action.name, "indicators": [], "budget": [],
        }  # fmt: skip
        source = bank.die.choice(["Tesouro", "Convênio federal", "Operação de crédito"])
        for k, (measure, unit) in enumerate(bank.some("indicators", 2, 1)):
            base = bank.die.choice([0, 4.5, 12.5, 30, 1200])
            goals = {}
            for i, year in enumerate(("2026", "2027", "2028"), 1):
                goal = base + i * bank.die.choice([2, 2.5, 10, 1500])
                goals[year] = f"{goal:.1f}"
                money = ""
                if k == 0:
                    amount = round(bank.die.uniform(1_000, 2_000_000), 2)
                    row["budget"].append(
                        {"period": year, "source": source, "amount": f"{amount:.2f}"}
                    )
                    money = point_comma(amount)
                lines.append([
                    action.axis_name, action.line_name, code, action.name, measure, unit,
                    point_comma(base)[:-1], year, point_comma(goal)[:-1], money,
                    source if money else "",
                ])  # fmt: skip
            row["indicators"].append(
                {"name": measure, "unit": unit, "baseline": f"{base:.1f}", "targets": goals}
            )
        rows.append(row)
    save(f"{name}.csv", separated(lines, ";").encode("latin-1"))
    save_truth(name, "pt", rows, ["Eixo", "Objetivo"], file=f"{name}.csv")


def linked_files() -> None:
    """Three files that name each other by ids; an indicator lists the actions it belongs to."""
    name = "linked"
    bank = Bank("en", name)
    actions = bank.actions()
    axes = [["axis_id", "axis_name", "description"]]
    for axis in sorted({a.axis for a in actions}):
        named = next(a.axis_name for a in actions if a.axis == axis)
        axes.append([f"AX{axis}", named, f"What we heard about “{named.lower()}”, in short."])
    states = [("not started", "planned"), ("in progress", "under_way"), ("completed", "done")]
    table = [["action_id", "axis_id", "title", "lead", "start_year", "end_year", "status"]]
    rows: list[Fields] = []
    for number, action in enumerate(actions, 1):
        word, state = bank.die.choice(states)
        lead = bank.one("organisations")
        first = bank.die.randint(2025, 2027)
        last = first + bank.die.randint(0, 3)
        code = f"A{number:03}"
        table.append([code, f"AX{action.axis}", action.name, lead, str(first), str(last), word])
        rows.append({
            "path": action.path[:1], "code": code, "name": action.name, "responsible": [lead],
            "start": str(first), "end": str(last), "status": state, "status_printed": word,
            "indicators": [],
        })  # fmt: skip
    measures = [["indicator_id", "indicator", "unit", "baseline", "target_2027", "target_2030",
                 "actions"]]  # fmt: skip
    for number, (measure, unit) in enumerate(bank.texts["indicators"], 1):
        base = bank.die.randint(0, 80)
        goals = {"2027": str(base + 7), "2030": str(base + 19)}
        picked = sorted(bank.die.sample(range(len(rows)), bank.die.randint(1, 6)))
        for i in picked:
            rows[i]["indicators"].append(
                {"name": measure, "unit": unit, "baseline": str(base), "targets": goals}
            )
        listed = ", ".join(rows[i]["code"] for i in picked)
        measures.append(
            [f"I{number:02}", measure, unit, str(base), goals["2027"], goals["2030"], listed]
        )
    parts = {"axes": axes, "actions": table, "indicators": measures}
    for part, lines in parts.items():
        save(f"{name}-{part}.csv", separated(lines, ",").encode())
    save_truth(name, "en", rows, files=[f"{name}-{part}.csv" for part in parts])


def headings_and_lists() -> None:
    """Headings are the levels, items the actions, items below them who and by when."""
    name = "town-plan"
    bank = Bank("en", name)
    months = ["March", "June", "September", "December"]
    out = [
        "# Exampletown Together 2025–2030", "",
        "This is the corporate plan of Exampletown Council. It was agreed in full council",
        "after eleven weeks of conversation with residents.", "",
        "## How to read this plan", "",
        "- Priorities say where we are going.", "- Outcomes say what will be different.", "",
    ]  # fmt: skip
    rows: list[Fields] = []
    before: list[str] = []
    for action in bank.actions():
        if before[:1] != action.path[:1]:
            out += [f"## Priority {action.axis}: {action.axis_name}", ""]
            out += ["_Councillors will review this priority every autumn._", ""]
        if before != action.path:
            out += [f"### Outcome {action.axis}.{action.line} {action.line_name}", ""]
        before = action.path
        lead = bank.one("organisations")
        year = bank.die.randint(2025, 2030)
        month = bank.die.choice(["", *months])
        wrapped = textwrap.wrap(action.name, 74)
        bullet = "-" if action.axis != 3 else "*"
        out += [f"{bullet} {wrapped[0]}", *(f"  {rest}" for rest in wrapped[1:])]
        out.append(f"  {bullet} Lead: {lead} · By: {f'{month} {year}'.strip()}")
        partners = bank.some("partners", 2) if bank.chance(0.5) else []
        if partners:
            out.append(f"  {bullet} Partners: {'; '.join(partners)}")
        number = months.index(month) * 3 + 3 if month else 0
        rows.append({
            "path": action.path, "name": action.name, "responsible": [lead],
            "partners": partners, "end": f"{year}-{number:02}" if number else str(year),
        })  # fmt: skip
    text: list[str] = []
    for line in out:
        if line.startswith("#") and text and text[-1]:
            text.append("")
        text.append(line)
    save(f"{name}.md", ("\n".join(text) + "\n").encode())
    save_truth(name, "en", rows, file=f"{name}.md", title="Exampletown Together 2025–2030")


def numbered_outline() -> None:
    """Nothing but numbers, indents and line ends; long lines are broken."""
    name = "esquema-numerado"
    bank = Bank("es", name)
    actions = bank.actions([0, 1, 2, 4], per_line=5)
    out = [
        "AYUNTAMIENTO DE VILLA EJEMPLO", "PLAN ESTRATÉGICO 2026-2030", "",
        *textwrap.wrap(
            "El pleno aprobó este plan el 14 de mayo de 2025. Se organiza en "
            f"4 ejes, y contiene {len(actions)} acciones en total.", 78
        ), "",
    ]  # fmt: skip
    rows: list[Fields] = []
    before: list[str] = []
    for action in actions:
        if before[:1] != action.path[:1]:
            out += ["", f"Eje {action.axis}. {action.axis_name}"]
        if before != action.path:
            out += _hanging(f"{action.axis}.{action.line} ", action.line_name, 2)
        before = action.path
        out += _hanging(f"{action.code} ", action.name, 4)
        lead, first = bank.one("organisations"), bank.die.randint(2026, 2028)
        last = first + bank.die.randint(0, 2)
        out.append(f"          Responsable: {lead}. Plazo: {first}-{last}.")
        rows.append({
            "path": action.path, "code": action.code, "name": action.name, "responsible": [lead],
            "start": str(first), "end": str(last),
        })  # fmt: skip
    save(f"{name}.txt", ("\n".join(out) + "\n").encode())
    save_truth(name, "es", rows, file=f"{name}.txt", declared=len(actions))


def _hanging(number: str, text: str, indent: int) -> list[str]:
    pad = " " * indent
    return textwrap.wrap(
        number + text, 78, initial_indent=pad, subsequent_indent=pad + " " * len(number)
    )


MAKE = [one_row_a_year, linked_files, headings_and_lists, numbered_outline]
