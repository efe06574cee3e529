"""Word documents: a table under each heading, one form an action, a level that changes column."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT

from tests.documents.making.common import Bank, Fields, save, save_truth, steady


def keep(document: Any, name: str) -> None:
    stream = io.BytesIO()
    document.save(stream)
    save(name, steady(stream.getvalue()))


def blank() -> Any:
    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    return document


def fill(row: Any, texts: list[str]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        write(cell, text)


def write(cell: Any, text: str) -> None:
    """A line of the text is a paragraph of the cell."""
    first, *rest = text.split("\n")
    cell.text = first
    for line in rest:
        cell.add_paragraph(line)


def axes_as_headings() -> None:
    """Axes are headings in the prose; under each stands a table, always with the same columns."""
    name = "eixos"
    bank = Bank("pt", name)
    document = blank()
    document.add_heading("Plano Municipal de Ação 2026-2029", 0)
    document.add_paragraph(
        "O presente documento reúne as ações que o município de Vila Exemplo assume até 2029. "
        "Foi elaborado ao longo de oito oficinas, com a participação de moradores, técnicos e "
        "entidades, e será revisto a cada dois anos."
    )
    document.add_heading("1. Como ler este plano", 1)
    document.add_paragraph("Cada eixo traz um diagnóstico breve e o quadro das suas ações.")
    document.add_heading("2. Quadros de ações", 1)
    rows: list[Fields] = []
    actions = bank.actions()
    for axis in sorted({a.axis for a in actions}):
        mine = [a for a in actions if a.axis == axis]
        document.add_heading(f"Eixo {axis} – {mine[0].axis_name}", 2)
        document.add_paragraph(
            "O diagnóstico participativo apontou este eixo como prioridade: as metas aqui "
            "reunidas respondem às contribuições recebidas entre março e junho de 2025."
        )
        header = ["N.º", "Diretriz", "Ação", "Órgão responsável", "Parceiros", "Prazo"]
        table = document.add_table(rows=1, cols=7, style="Table Grid")
        fill(table.rows[0], [*header, "Observações"])
        merged: dict[str, Any] = {}
        for action in mine:
            lead = "\n".join(bank.some("organisations", 2, 1))
            partners = "\n".join(bank.some("partners", 3)) if bank.chance(0.75) else ""
            year = bank.die.randint(2026, 2029)
            due = bank.die.choice([str(year), f"dez/{year}", f"12/{year}"])
            note = "Depende de convênio estadual." if bank.chance(0.2) else ""
            row = table.add_row()
            fill(row, [action.code, "", action.name, lead, partners, due, note])
            if action.line_name in merged:
                merged[action.line_name] = merged[action.line_name].merge(row.cells[1])
            else:
                merged[action.line_name] = row.cells[1]
            rows.append({
                "path": action.path, "code": action.code, "name": action.name,
                "responsible": lead.split("\n"), "partners": partners.split("\n") * bool(partners),
                "end": str(year), "attributes": {"Observações": note} if note else {},
            })  # fmt: skip
        for text, cell in merged.items():
            cell.text = text
        document.add_paragraph()
    document.add_heading("3. Monitoramento", 1)
    document.add_paragraph("Um relatório anual dará conta do andamento de cada ação.")
    keep(document, f"{name}.docx")
    save_truth(
        name, "pt", rows, ["", "Diretriz"], file=f"{name}.docx",
        title="Plano Municipal de Ação 2026-2029",
    )  # fmt: skip


def one_form_an_action() -> None:
    """Thirty forms of label and value; some lack a label, the order changes once."""
    name = "fiches"
    bank = Bank("fr", name)
    document = blank()
    document.add_heading("Plan climat de Ville-Exemple – Fiches action", 0)
    document.add_paragraph("Ce recueil rassemble les fiches action validées en conseil municipal.")
    rows: list[Fields] = []
    states = [("À lancer", "planned"), ("En cours", "under_way"), ("Terminée", "done")]
    for number, action in enumerate(bank.actions([0, 1, 2, 3], per_line=4), 1):
        partners = bank.some("partners", 3)
        measures = [i[0] for i in bank.some("indicators", 2, 1)]
        amount = bank.die.choice([8_000, 45_000, 120_500, 1_350_000, None])
        first = bank.die.randint(2024, 2026)
        last = first + bank.die.randint(1, 4)
        word, state = bank.die.choice(states)
        lead = bank.one("organisations")
        text = (
            "La commune constate un retard sur ce sujet et souhaite agir avec ses partenaires.\n"
            "Les étapes : diagnostic partagé, choix du scénario, mise en œuvre, bilan."
        )
        form = {
            "Axe": f"Axe {action.axis} – {action.axis_name}",
            "Objectif opérationnel": f"{action.axis}.{action.line} {action.line_name}",
            "Intitulé de l'action": action.name,
            "Contexte et description": text if bank.chance(0.5) else text.split("\n")[0],
            "Pilote": lead,
            "Partenaires": "\n".join(partners),
            "Calendrier": f"{first} – {last}",
            "Budget prévisionnel": f"{amount:,} €".replace(",", " ") if amount else "non chiffré",
            "Indicateurs de suivi": "\n".join(measures),
            "État d'avancement": word,
        }
        if number % 6 == 0:
            del form["Partenaires"]
        if number % 9 == 0:
            form["Pilote"] = form.pop("Pilote")
        table = document.add_table(rows=1, cols=2, style="Table Grid")
        title = table.rows[0].cells[0].merge(table.rows[0].cells[1])
        title.text = f"FICHE ACTION N° {action.code}"
        for label, value in form.items():
            fill(table.add_row(), [label, value])
        document.add_paragraph()
        rows.append({
            "path": action.path, "code": action.code, "name": action.name, "responsible": [lead],
            "partners": partners if "Partenaires" in form else [],
            "start": str(first), "end": str(last),
            "budget": [
                {"period": "", "source": "", "amount": str(amount)} if amount else
                {"period": "", "source": "", "amount": None, "printed": "non chiffré"}
            ],
            "indicators": [{"name": measure} for measure in measures],
            "status": state, "status_printed": word,
            "attributes": {"Contexte et description": form["Contexte et description"]},
        })  # fmt: skip
    keep(document, f"{name}.docx")
    save_truth(
        name, "fr", rows, file=f"{name}.docx",
        title="Plan climat de Ville-Exemple – Fiches action",
    )  # fmt: skip


def a_level_that_moves() -> None:
    """The second level stands one grid column further right from the middle of the table on."""
    name = "columna-moguda"
    bank = Bank("ca", name)
    document = blank()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading("Pla d'actuació de Vila Exemple 2025-2028", 1)
    document.add_paragraph("Annex 2. Matriu d'eixos, objectius i actuacions.")
    table = document.add_table(rows=1, cols=7, style="Table Grid")
    header = ["Eix", "Objectiu", "", "Actuació", "Responsable", "Termini", "Indicador"]
    fill(table.rows[0], header)
    table.rows[0].cells[1].merge(table.rows[0].cells[2])
    rows: list[Fields] = []
    actions = bank.actions()
    for number, action in enumerate(actions):
        if number == 30:
            again = table.add_row()
            fill(again, ["Eix", "Objectiu", "", "Actuacio", "Responsable", "Termini", "Indicador"])
            again.cells[1].merge(again.cells[2])
        lead = bank.one("organisations") if bank.chance(0.8) else ""
        year = bank.die.randint(2025, 2028)
        due = f"{year}" if bank.chance(0.85) else ""
        measure = bank.one("indicators")[0] if bank.chance(0.7) else ""
        row = table.add_row()
        moved = action.axis >= 3
        fill(row, ["", "", "", action.name, lead, due, measure])
        left, right = row.cells[0], row.cells[1]
        if moved:
            left, right = row.cells[0].merge(row.cells[1]), row.cells[2]
        else:
            right = row.cells[1].merge(row.cells[2])
        before = actions[number - 1] if number else None
        if before is None or before.axis != action.axis:
            left.text = f"{action.axis}. {action.axis_name}"
        if before is None or before.path != action.path:
            right.text = f"{action.axis}.{action.line} {action.line_name}"
        rows.append({
            "path": action.path, "name": action.name, "responsible": [lead] if lead else [],
            "end": due, "indicators": [{"name": measure}] if measure else [],
        })  # fmt: skip
    keep(document, f"{name}.docx")
    save_truth(
        name, "ca", rows, ["Eix", "Objectiu"], file=f"{name}.docx",
        title="Pla d'actuació de Vila Exemple 2025-2028",
    )  # fmt: skip


MAKE = [axes_as_headings, one_form_an_action, a_level_that_moves]
