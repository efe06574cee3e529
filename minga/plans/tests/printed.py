"""Headings as plans of cities print them, each with what its column holds, and rows made to fit.

Nothing here is copied from a plan: these are the shapes that such tables usually have. A line is
a heading and its role; after a comma, what its cells look like where the role does not say.
"""

from __future__ import annotations

import random

from minga.intake.blocks import Block
from minga.intake.reading import Row

PLANS = """
es land-use plan, programmes by component
Componente = objective_1
Objetivo estratégico de desarrollo = objective_2
Política = objective_3
Meta de resultado = attribute, text
Programa / Proyecto = initiative
Presupuesto referencial (USD) = budget
Fuente de financiamiento = budget_source
Entidad responsable = responsible
Plazo = period

es annual operating plan
N° = identifier, number
Eje estratégico = objective_1
Objetivo operativo = objective_2
Proyecto = objective_3
Actividad = initiative
Unidad responsable = responsible
Indicador = indicator
Meta anual = target
T1 2026 = target:T1 2026
T2 2026 = target:T2 2026
T3 2026 = target:T3 2026
T4 2026 = target:T4 2026

es climate action plan
Sector = objective_1, level
Código = identifier
Medida = initiative
Descripción = attribute, long
Responsable(s) = responsible
Entidades co-responsables = partner
Horizonte temporal = period
Coste estimado (€) = budget
Reducción de emisiones (tCO2/año) = attribute, number
Indicador de seguimiento = indicator

es strategic plan of a municipality
Línea estratégica = objective_1
Objetivo general = objective_2
Objetivo específico = objective_3
Acción = initiative
Área responsable = responsible
Agentes implicados = actor
Fecha de inicio = start
Fecha de finalización = end
Estado de ejecución = status
% de ejecución = progress
Observaciones = attribute, text

es development plan with goals of four years
Cód. dimensión = objective_1_code
Dimensión = objective_1
Cód. programa = objective_2_code
Programa = objective_2
Cód. proyecto = identifier
Proyecto = initiative
Indicador de producto = indicator
Unidad de medida = unit
Línea base (2023) = baseline
Meta 2024 = target:2024
Meta 2025 = target:2025
Meta 2026 = target:2026
Meta 2027 = target:2027
Recursos propios 2024 = budget:2024:Recursos propios
Cooperación 2024 = budget:2024:Cooperación
Secretaría responsable = responsible

es machine names
cod_eje = objective_1_code
eje = objective_1
objetivo_estrategico = objective_2
cod_accion = identifier
nombre_accion = initiative
responsable = responsible
fecha_inicio = start
fecha_fin = end
presupuesto_2026 = budget:2026
presupuesto_2027 = budget:2027
porcentaje_avance = progress
estado = status
parroquia = area

es follow-up with what was done
Objetivo de desarrollo = objective_1
Programa = objective_2
Proyecto = initiative
Programado 2026 = target:2026
Ejecutado 2026 = attribute, number
Indicador = indicator
Presupuesto codificado = budget
Devengado = attribute, money
Responsable = responsible
ODS = attribute, text

es gender plan
Eje = objective_1
Objetivo = objective_2
Acciones = initiative
Indicadores = indicator
Temporalización = period
Responsables = responsible
Población destinataria = attribute, text

es open government commitments
Compromiso = initiative
Institución responsable = responsible
Institución de apoyo = partner
Inicio = start
Término = end
Nivel de cumplimiento = progress

es years in the columns of money
Pilar = objective_1
Programa = objective_2
Proyecto de inversión = initiative
Unidad ejecutora = responsible
Costo total = budget
2025 = budget:2025, money
2026 = budget:2026, money
2027 = budget:2027, money

es the title in capitals
EJE DE DESARROLLO = objective_1
OBJETIVO = objective_2
INICIATIVA = initiative
OBJETIVO DE ARTICULACIÓN = articulation_objective
MECANISMO DE ARTICULACIÓN = mechanism
ACTORES INVOLUCRADOS = actor
LOCALIZACIÓN = area

ca action plan of a town
Àmbit = objective_1
Objectiu estratègic = objective_2
Objectiu operatiu = objective_3
Núm. = identifier, number
Actuació = initiative
Departament responsable = responsible
Agents implicats = actor
Termini = period
Pressupost estimat = budget
Indicador d'avaluació = indicator
Prioritat = attribute, text

ca mandate plan
Eix = objective_1
Objectiu = objective_2
Codi actuació = identifier
Actuacions = initiative
Regidoria responsable = responsible
Estat = status
% execució = progress
Data d'inici = start
Data de finalització = end
Barri = area
Pressupost 2025 = budget:2025
Pressupost 2026 = budget:2026

ca climate and energy plan
Sector = objective_1, level
Línia d'actuació = objective_2
Acció = initiative
Descripció = attribute, long
Responsable = responsible
Cost (€) = budget
Calendari = period
Estalvi energètic (MWh/any) = attribute, number
Font de finançament = budget_source

ca joint work
Eix estratègic = objective_1
Programa = objective_2
Projecte = initiative
Mecanisme de coordinació = mechanism
Serveis implicats = partner
Lideratge = responsible
Indicadors = indicator
Valor base = baseline
Valor objectiu 2027 = target:2027

pt multi-year plan
Eixo = objective_1
Programa = objective_2
Código da ação = identifier
Ação = initiative
Produto = attribute, text
Unidade de medida = unit
Meta 2026 = target:2026
Meta 2027 = target:2027
Meta 2028 = target:2028
Valor 2026 (R$) = budget:2026
Valor 2027 (R$) = budget:2027
Órgão responsável = responsible
Fonte de recursos = budget_source

pt municipal master plan
Eixo temático = objective_1
Diretriz = objective_2
Objetivo específico = objective_3
Ações = initiative
Prazo = period
Responsáveis = responsible
Parceiros = partner
Indicador de monitoramento = indicator
Abrangência = area

pt climate plan
Setor = objective_1, level
N.º = identifier
Medida = initiative
Entidade responsável = responsible
Entidades parceiras = partner
Início = start
Conclusão = end
Investimento previsto (€) = budget
Ponto de situação = status

pt sanitation targets
Objetivo = objective_1
Projeto = initiative
Indicador = indicator
Índice de referência = baseline
Índice desejado 2027 = target:2027
Órgão executor = responsible
Situação = status
% executado = progress

fr climate plan
Axe = objective_1
Objectif stratégique = objective_2
Objectif opérationnel = objective_3
N° action = identifier
Intitulé de l'action = initiative
Pilote = responsible
Partenaires = partner
Calendrier = period
Budget prévisionnel = budget
Indicateurs de suivi = indicator

fr contract of transition
Orientation = objective_1
Fiche action = initiative
Porteur de projet = responsible
Partenaires financiers = partner
Coût total HT = budget
Échéance = end
Avancement = status
Commune = area

fr urban policy
Pilier = objective_1
Enjeu = objective_2
Objectif = objective_3
Action = initiative
Maître d'ouvrage = responsible
Public cible = attribute, text
Date de début = start
Date de fin = end
Source de financement = budget_source
Valeur de référence = baseline
Cible 2027 = target:2027
Indicateur = indicator
Taux d'avancement = progress

fr codes and labels
Code axe = objective_1_code
Libellé axe = objective_1
Code programme = objective_2_code
Libellé programme = objective_2
Code projet = identifier
Libellé projet = initiative
Direction pilote = responsible
Montant 2026 (k€) = budget:2026
Montant 2027 (k€) = budget:2027

en corporate plan
Priority area = objective_1
Strategic objective = objective_2
Action = initiative
Lead department = responsible
Delivery partner = partner
KPI = indicator
Baseline = baseline
Target 2026 = target:2026
Target 2027 = target:2027
Due date = end
RAG = status

en strategic implementation
Pillar = objective_1
Goal = objective_2
Strategy = objective_3
Initiative = initiative
Lead = responsible
Timeline = period
Estimated cost = budget
Funding source = budget_source
Performance measure = indicator
Progress = progress

en climate adaptation
Theme = objective_1, level
Ref = identifier
Action = initiative
Action owner = responsible
Supporting departments = partner
Timeframe = period
Resources required = budget
Status = status
Ward = area

en aid activities
iati-identifier = identifier
title = initiative
description = attribute, long
activity-status = status
activity-date-start-planned = start
activity-date-end-planned = end
participating-org (Funding) = funder
participating-org (Implementing) = responsible
recipient-country = area
budget-value = budget
sector = attribute, text

en programme with tags
#objective+outcome = objective_1
#objective+output = objective_2
#activity+code = identifier
#activity+name = initiative
#org+impl = responsible
#org+funding = funder
#date+start = start
#date+end = end
#adm1+name = area
#status = status

en budget of a capital programme
Programme = objective_1
ProjectCode = identifier
ProjectName = initiative
LeadOrganisation = responsible
StartDate = start
EndDate = end
Budget FY2025/26 = budget:FY2025/26
Budget FY2026/27 = budget:FY2026/27
PercentComplete = progress

en results framework
Outcome = objective_1
Output = objective_2
Activity = initiative
Indicator = indicator
Unit of measure = unit
Baseline value = baseline
Target Year 1 = target:Year 1
Target Year 2 = target:Year 2
Means of verification = attribute, text
Responsible party = responsible

pt transparency portal
id_eixo = objective_1_code
nome_eixo = objective_1
id_acao = identifier
nome_acao = initiative
orgao_responsavel = responsible
data_inicio = start
data_fim = end
situacao = status
orcamento_2026 = budget:2026
"""

# --- what is no plan

OTHERS = """
bus timetable
Línea = line
Sentido = text
Parada = place
Hora de salida = clock
Hora de llegada = clock
Frecuencia (min) = number

employees
Nombre = person
Apellidos = person
Cargo = text
Departamento = org
Teléfono = phone
Correo electrónico = mail

contacts of institutions
Institution = org
Contact person = person
Phone = phone
Email = mail
Address = place

invoice
Código = code
Descripción = text
Cantidad = number
Precio unitario = money
IVA = money
Importe = money

phone bill
Fecha = date
Hora = clock
Número llamado = phone
Duración = clock
Importe = money

survey answers
Marca temporal = date
¿Cuál es su edad? = number
¿Participó en alguna actividad municipal? = yes
¿Qué proyecto le parece más importante? = text
Correo = mail

price list
Ref = code
Product = text
Unit = unit
Price = money
Stock = number

weather
date = date
station = place
tmin = number
tmax = number
precipitation = number
wind = number

index of a book
Capítulo = text
Página = number

glossary
Término = text
Definición = long

timesheet
Employee = person
Project = text
Task = text
Date = date
Hours = number
Rate = money

budget of a ledger
Partida = code
Denominación = text
Crédito inicial = money
Modificaciones = money
Devengado = money
Pagado = money

school marks
Aluno = person
Disciplina = text
Nota = number
Turma = code

library
Titre = text
Auteur = person
Éditeur = org
ISBN = code
Année = year

football table
Equip = org
Punts = number
Partits = number
Gols = number

events of a week
Actividad = text
Fecha = date
Hora = clock
Lugar = place
Entrada = text

sensors
timestamp = date
sensor_id = code
latitude = number
longitude = number
value = number

census
Parroquia = place
Población 2010 = number
Población 2022 = number
Superficie (km2) = number
Densidad = number
"""

_KINDS = {
    "initiative": "level",
    "identifier": "code",
    "articulation_objective": "long",
    "mechanism": "mechanism",
    "responsible": "org",
    "partner": "org",
    "funder": "org",
    "actor": "org",
    "coordinator": "org",
    "indicator": "measure",
    "unit": "unit",
    "baseline": "number",
    "target": "number",
    "budget": "money",
    "budget_source": "source",
    "period": "span",
    "start": "date",
    "end": "date",
    "status": "status",
    "progress": "percent",
    "area": "place",
    "attribute": "text",
}
_ROWS = 36
_WORDS = {
    "es": "mejorar red parques centros salud agua barrios jóvenes huertos movilidad segura escuelas",
    "ca": "millorar xarxa parcs centres salut aigua barris joves horts mobilitat segura escoles",
    "pt": "melhorar rede parques centros saúde água bairros jovens hortas mobilidade segura escolas",
    "fr": "améliorer réseau parcs centres santé eau quartiers jeunes jardins mobilité sûre écoles",
    "en": "improve network parks centres health water wards young gardens mobility safe schools",
}
_ORGS = {
    "es": ("Secretaría de Ambiente", "Dirección de Obras", "Empresa de Agua", "Unidad de Cultura"),
    "ca": ("Àrea de Territori", "Regidoria de Salut", "Servei d'Esports", "Consell Comarcal"),
    "pt": ("Secretaria de Obras", "Fundação Cultural", "Câmara Municipal", "Empresa de Águas"),
    "fr": ("Direction de l'eau", "Service Habitat", "Agence d'urbanisme", "Ville de Exemple"),
    "en": ("Department of Parks", "City Council", "Housing Services", "Transport Authority"),
}
_SAID = {
    "unit": ("km", "personas", "ha", "unidad"),
    "source": ("Recursos propios", "Cooperación", "Federal", "Europe", "Grants"),
    "span": ("2025-2027", "2026", "T3 2026", "2024 - 2028"),
    "place": ("Norte", "Centro", "San Blas", "La Mar", "Poble Nou"),
    "mechanism": ("Convenio", "Acuerdo", "Mesa técnica", "Convenios y acuerdos"),
    "yes": ("Sí", "No"),
    "mark": ("X", "X", "x"),
    "rank": ("Alta", "Media", "Baja"),
    "line": ("12", "45A", "C2"),
    "person": ("Ana Demo", "Luis Demo", "Eva Demo"),
    "status": ("En ejecución", "Finalizado", "En cours", "Completed", "Planificado"),
}


def _sets(text: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for part in text.strip().split("\n\n"):
        title, *lines = part.splitlines()
        pairs = (line.rpartition(" = ") for line in lines)
        found[title] = [(heading, role) for heading, _sep, role in pairs]
    return found


def plans() -> dict[str, list[tuple[str, str, str]]]:
    """Title → heading, role and kind of cell of each column."""
    made = {}
    for title, pairs in _sets(PLANS).items():
        columns = []
        for heading, said in pairs:
            role, _sep, kind = said.partition(", ")
            columns.append((heading, role, kind or _kind(role)))
        made[title] = columns
    return made


def others() -> dict[str, list[tuple[str, str, str]]]:
    return {
        title: [(heading, "", kind) for heading, kind in pairs]
        for title, pairs in _sets(OTHERS).items()
    }


def _kind(role: str) -> str:
    if role.startswith("objective_"):
        return "level_code" if role.endswith("_code") else "level"
    return _KINDS[role.split(":")[0]]


def block(title: str, columns: list[tuple[str, str, str]], rows: int = _ROWS) -> Block:
    """Rows that fit the columns: levels contain each other, cells are of their kind."""
    language = title.split()[0] if title.split()[0] in _WORDS else "es"
    chance = random.Random(title)  # noqa: S311 (nothing secret)
    levels = [role for _h, role, _k in columns if role.startswith("objective_")]
    made = []
    for number in range(rows):
        cells = []
        for _heading, role, kind in columns:
            place = _place(role, number, rows, max([int(name[10]) for name in levels], default=0))
            cells.append(_cell(kind, role, number, place, language, chance))
        made.append(Row(number + 2, tuple(cells)))
    return Block(title, (), tuple(h for h, _r, _k in columns), tuple(made), frozenset())


def _place(role: str, number: int, rows: int, depth: int) -> int:
    """The number of the value that a row has in a level: 3 values at the top, then 6, 12…"""
    if not role.startswith("objective_"):
        return number
    width = 3 * 2 ** (int(role[10]) - 1)
    return number * min(width, rows) // rows


def _cell(
    kind: str, role: str, number: int, place: int, language: str, chance: random.Random
) -> str:
    words = _WORDS[language].split()
    text = " ".join(chance.choice(words) for _ in range(5)).capitalize()
    numbers = {
        "number": f"{chance.randint(1, 900)}",
        "money": f"{chance.randint(10, 900)}.{chance.randint(100, 999)},00",
        "percent": f"{chance.randint(0, 100)} %",
        "date": f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/202{chance.randint(4, 8)}",
        "clock": f"{chance.randint(6, 22):02}:{chance.randint(0, 59):02}",
        "year": f"{chance.randint(1990, 2024)}",
        "phone": f"+593 2 {chance.randint(2000000, 3999999)}",
        "mail": f"demo{number}@example.org",
    }
    if kind in numbers:
        return str(number + 1) if role == "identifier" else numbers[kind]
    if kind == "level":
        seeded = random.Random(f"{role} {place}")  # noqa: S311 (nothing secret)
        return f"{' '.join(seeded.choice(words) for _ in range(4)).capitalize()} {place + 1}"
    if kind == "level_code":
        return f"{'ABCDE'[int(role[10]) - 1]}{place + 1}"
    if kind == "code":
        return f"P-{number + 1:03}"
    if kind == "org":
        return chance.choice(_ORGS[language])
    if kind == "measure":
        return f"{text} ({number % 9})"
    if kind == "long":
        return f"{text}. " * 6
    return chance.choice(_SAID[kind]) if kind in _SAID else text
