"""IATI activities of every version become the rows of a plan."""

from __future__ import annotations

import pytest

from minga.intake.read import read
from minga.intake.reading import Reading, Unreadable

pytestmark = pytest.mark.pure

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def published(version: str, *activities: str) -> Reading:
    content = f'{HEAD}<iati-activities version="{version}">{"".join(activities)}</iati-activities>'
    return read(content.encode(), "activities.xml")


def activity(identifier: str, title: str, more: str = "", hierarchy: str = "") -> str:
    attribute = f' hierarchy="{hierarchy}"' if hierarchy else ""
    return (
        f'<iati-activity{attribute} xml:lang="en" default-currency="USD">'
        f"<iati-identifier>{identifier}</iati-identifier>"
        f"<title><narrative>{title}</narrative></title>{more}</iati-activity>"
    )


def rows(reading: Reading) -> list[dict[str, str | None]]:
    first, *others = reading.tables[0].rows
    return [dict(zip(map(str, first.cells), row.cells, strict=True)) for row in others]


FULL_2 = activity(
    "EX-1",
    "Wells",
    """<title><narrative xml:lang="fr">Puits</narrative></title>
    <reporting-org ref="EX"><narrative>Exampletown Council</narrative></reporting-org>
    <description><narrative>Dig  wells.</narrative></description>
    <participating-org role="1"><narrative>Bank</narrative></participating-org>
    <participating-org role="2"><narrative>Council</narrative></participating-org>
    <participating-org role="3" ref="EX-3"/>
    <participating-org role="4"><narrative>Works</narrative></participating-org>
    <participating-org role="4"><narrative>Parks</narrative></participating-org>
    <activity-status code="4"/>
    <activity-date type="1" iso-date="2024-01-01"/><activity-date type="2" iso-date="2024-02-01"/>
    <activity-date type="3" iso-date="2026-12-31"/>
    <recipient-country code="EC"/>
    <location><name><narrative>North</narrative></name></location>
    <sector code="14030" percentage="60"><narrative>Water</narrative></sector>
    <sector code="14031" percentage="40"/>
    <budget type="1"><period-start iso-date="2026-01-01"/><period-end iso-date="2026-12-31"/>
      <value value-date="2026-01-01">100</value></budget>
    <budget type="2"><period-start iso-date="2026-01-01"/><period-end iso-date="2026-12-31"/>
      <value value-date="2026-01-01">120</value></budget>
    <budget><period-start iso-date="2025-04-01"/><period-end iso-date="2026-03-31"/>
      <value value-date="2025-04-01">50</value></budget>
    <result type="1"><title><narrative>Water</narrative></title>
      <indicator measure="2"><title><narrative>Homes served</narrative></title>
        <baseline year="2023" value="10"/>
        <period><period-start iso-date="2026-01-01"/><period-end iso-date="2026-12-31"/>
          <target value="30"/><target value="12"><dimension name="sex" value="female"/></target>
          <actual value="20"/></period>
        <period><period-start iso-date="2027-01-01"/><period-end iso-date="2027-12-31"/>
          <target value="40"/></period></indicator>
      <indicator measure="1"><title><narrative>Wells dug</narrative></title></indicator>
    </result>
    <transaction/><transaction/><contact-info/>""",
)

FULL_1 = """<iati-activity xml:lang="en" default-currency="USD">
    <iati-identifier>EX-1</iati-identifier><title xml:lang="en">Wells</title>
    <title xml:lang="fr">Puits</title>
    <reporting-org ref="EX">Exampletown Council</reporting-org>
    <description>Dig wells.</description>
    <participating-org role="Funding">Bank</participating-org>
    <participating-org role="accountable">Council</participating-org>
    <participating-org role="Implementing">Works</participating-org>
    <activity-status code="3">Completion</activity-status>
    <activity-date type="start-planned" iso-date="2024-01-01"/>
    <activity-date type="end-planned">2026-12-31</activity-date>
    <location><name>North</name></location>
    <result><title>Water</title><indicator measure="1"><title>Homes served</title>
      <baseline year="2023" value="10"/><period><period-start iso-date="2026-01-01"/>
      <period-end iso-date="2026-12-31"/><target value="30"/></period></indicator></result>
    </iati-activity>"""


def test_all_that_an_activity_of_version_2_says_is_in_its_row() -> None:
    reading = published("2.03", FULL_2)
    first, second = rows(reading)
    assert first == {
        "Identifier": "EX-1",
        "Activity": "Wells",
        "Description": "Dig wells.",
        "Translations": "fr: Puits",
        "Responsible": "Council",
        "Implementing partner": "Works; Parks",
        "Partner": "EX-3",
        "Funder": "Bank",
        "Status": "Closed",
        "Start": "2024-02-01",
        "End": "2026-12-31",
        "Planned start": "2024-01-01",
        "Area": "North",
        "Sector": "Water (60 %); 14031 (40 %)",
        "Budget 2025-2026 (USD)": "50",
        "Budget 2026 (USD)": "120",
        "Before revision 2026 (USD)": "100",
        "Indicator": "Homes served",
        "Unit": "%",
        "Baseline": "10",
        "Baseline year": "2023",
        "Target 2026": "30",
        "Target 2027": "40",
        "Actual 2026": "20",
        "By group": "Target 2026, sex female: 12",
    }
    assert second["Activity"] is None
    assert second["Indicator"] == "Wells dug"
    assert [p.text for p in reading.prose] == ["Exampletown Council"]


def test_what_is_left_out_is_counted() -> None:
    notes = published("2.03", FULL_2).notes
    assert [(note.kind, note.params["number"], note.params["what"]) for note in notes] == [
        ("elements_left_out", 3, "transaction (2), contact-info (1)")
    ]


def test_version_1_says_the_same_in_other_words() -> None:
    (row,) = rows(published("1.05", FULL_1))
    assert row == {
        "Identifier": "EX-1",
        "Activity": "Wells",
        "Description": "Dig wells.",
        "Translations": "fr: Puits",
        "Responsible": "Council",
        "Implementing partner": "Works",
        "Funder": "Bank",
        "Status": "Completion",
        "Start": "2024-01-01",
        "End": "2026-12-31",
        "Area": "North",
        "Indicator": "Homes served",
        "Baseline": "10",
        "Baseline year": "2023",
        "Target 2026": "30",
    }


def levels(reading: Reading) -> list[tuple[str | None, str | None, str | None]]:
    return [(r.get("Level 1", ""), r.get("Level 2", ""), r["Activity"]) for r in rows(reading)]


PARENT = '<related-activity ref="{}" type="1"/>'
CHILD = '<related-activity ref="{}" type="2"/>'


def test_activities_above_are_levels_whether_the_child_or_the_parent_says_so() -> None:
    tree = [
        activity("C1", "Dig", PARENT.format("B1"), "3"),
        activity("A1", "Water", CHILD.format("B1"), "1"),
        activity("B1", "Wells", CHILD.format("C2"), "2"),
        activity("C2", "Pump", "", "3"),
        activity("A2", "Air", "", "1"),
        activity("C3", "Sweep", PARENT.format("A2"), "3"),
        activity("A3", "Light", "<description>Later.</description>", "1"),
    ]
    reading = published("2.03", *tree)
    assert levels(reading) == [
        ("Water", "Wells", "Dig"),
        (None, None, "Pump"),
        ("Air", "", "Sweep"),
        ("Light", "", ""),
    ]
    assert rows(reading)[0]["Level 2 code"] == "B1"
    assert rows(reading)[3]["Level 1 details"] == "Description: Later."


def test_hierarchies_without_relations_follow_their_order_and_are_unsure() -> None:
    flat = [
        activity("A1", "Water", "", "1"),
        activity("B1", "Wells", "", "2"),
        activity("B2", "Pumps", "", "2"),
    ]
    reading = published("2.03", *flat)
    assert levels(reading) == [("Water", "", "Wells"), (None, "", "Pumps")]
    assert reading.tables[0].rows[1].unsure == (0, 1)


def test_without_hierarchy_there_are_no_levels() -> None:
    reading = published("2.03", activity("A1", "Water"), activity("A2", "Air"))
    assert rows(reading) == [
        {"Identifier": "A1", "Activity": "Water"},
        {"Identifier": "A2", "Activity": "Air"},
    ]


def test_relations_that_go_round_end() -> None:
    round_ = [
        activity("A1", "Water", PARENT.format("A2")),
        activity("A2", "Air", PARENT.format("A1")),
        activity("A3", "Light", PARENT.format("A3")),
    ]
    assert {row["Activity"] for row in rows(published("2.03", *round_))} >= {"Light"}


def test_chains_that_never_end_are_cut() -> None:
    chain = [activity(f"A{n}", f"Link {n}", PARENT.format(f"A{n - 1}")) for n in range(60)]
    for order in (chain, chain[::-1]):
        reading = published("2.03", *order)
        said = {cell for row in reading.tables[0].rows for cell in row.cells}
        assert {f"Link {n}" for n in range(60)} <= said
        assert "Level 10" not in reading.tables[0].rows[0].cells


def test_currencies_that_differ_stand_with_each_amount() -> None:
    budget = '<budget><period-start iso-date="2026-01-01"/><value currency="{}">5</value></budget>'
    reading = published(
        "2.03",
        activity("A1", "Water", budget.format("EUR")),
        activity("A2", "Air", budget.format("GBP")),
    )
    assert [row["Budget 2026"] for row in rows(reading)] == ["5 EUR", "5 GBP"]


def test_one_activity_may_be_the_whole_file() -> None:
    reading = read((HEAD + activity("A1", "Water")).encode(), "activity.xml")
    assert rows(reading) == [{"Identifier": "A1", "Activity": "Water"}]


def test_a_file_without_activities_has_no_tables() -> None:
    assert published("2.03").tables == ()


def test_a_cut_file_is_refused() -> None:
    with pytest.raises(Unreadable, match="incompleto"):
        read((HEAD + '<iati-activities version="2.03">' + FULL_2[:400]).encode(), "cut.xml")
