"""Deciding what was read: correcting, accepting, leaving out, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from minga.intake.models import Correction, Import
from minga.people.models import User
from minga.plans.draft import InitiativeDraft
from minga.plans.models import Initiative
from minga.studio import actions, reviews
from minga.studio.tests.conftest import Bring, Upload, said

pytestmark = pytest.mark.django_db

CSV = """Eje;Código;Iniciativa;Responsable;Plazo;Estado
1 Barrio verde;B1;Huertos comunitarios;Dirección de Ambiente;2026-2027;En ejecución
1 Barrio verde;B2;Composteras de barrio;Dirección de Ambiente;2026;
2 Ciudad en movimiento;M1;Red de ciclovías;Dirección de Movilidad;2026-2029;Por iniciar
2 Ciudad en movimiento;M1;Paradas accesibles;Dirección de Movilidad;2027;
2 Ciudad en movimiento;M1;Calles tranquilas;Dirección de Movilidad;2027;
""".encode()


@pytest.fixture
def imported(upload: Upload) -> Import:
    return upload(("plan.csv", CSV))


@pytest.fixture
def first(imported: Import) -> InitiativeDraft:
    return reviews.of(imported).draft.initiatives[0]


@pytest.fixture
def decide(studio: Client, imported: Import) -> Any:
    def decide(**form: str) -> str:
        return said(studio.post(f"/import/{imported.uuid}/decide/", form, follow=True))

    return decide


def the_form(studio: Client, imported: Import, record: str) -> dict[str, str]:
    """What the form of a row holds before a person changes anything."""
    tree = LexborHTMLParser(studio.get(f"/import/{imported.uuid}/?show=rows").content)
    for form in tree.css(".m-pair form"):
        held = {
            str(one.attributes["name"]): str(one.attributes.get("value") or "")
            for one in form.css("input[type=hidden]")
        }
        if held["key"] == record:
            for one in form.css("textarea"):
                held[str(one.attributes["name"])] = one.text()
            for one in form.css("select"):
                chosen = one.css_first("option[selected]")
                assert chosen is not None
                held[str(one.attributes["name"])] = str(chosen.attributes["value"] or "")
            return {**held, "verb": "edit"}
    raise AssertionError(record)


def test_only_what_a_person_changed_is_a_correction(
    studio: Client, imported: Import, first: InitiativeDraft, decide: Any
) -> None:
    form = the_form(studio, imported, first.key)
    form[f"name|{first.key}"] = "Huertos en cada barrio"
    assert "Se corrigió un dato." in decide(**form)
    assert [(c.key, c.field) for c in imported.corrections.all()] == [(first.key, "name")]


def test_a_form_sent_as_it_was_says_that_nothing_changed(
    studio: Client, imported: Import, first: InitiativeDraft, decide: Any
) -> None:
    assert "No cambió ningún dato" in decide(**the_form(studio, imported, first.key))
    assert not imported.corrections.exists()


def test_everything_that_is_corrected_is_applied(
    imported: Import, first: InitiativeDraft, decide: Any, bring: Bring
) -> None:
    decide(
        key=first.key,
        verb="edit",
        **{
            f"name|{first.key}": "Huertos en cada barrio",
            f"responsible|{first.key}": "Dirección de Salud; Dirección de Ambiente",
            f"period_printed|{first.key}": "2027-2028",
            f"status|{first.key}": "done",
            "name|o:1": "Barrio más verde",
        },
    )
    bring(imported)
    brought = Initiative.objects.get(plan__code="ejemplo", code="1.1")
    assert brought.name == "Huertos en cada barrio"
    assert brought.status == "done"
    assert (brought.starts.year, brought.ends.year) == (2027, 2028)  # type: ignore[union-attr]
    assert [p["name"] for p in brought.details["parties"]] == [
        "Dirección de Salud",
        "Dirección de Ambiente",
    ]
    assert brought.objective.text == "Barrio más verde"
    assert brought.source["name"]["text"] == "Huertos comunitarios"


def test_a_correction_holds_against_a_plan_that_was_read_from_the_same_text(
    imported: Import, upload: Upload, bring: Bring, studio: Client
) -> None:
    bring(imported)
    again = upload(("plan-2.csv", CSV.replace(b"Calles", b"Calzadas")))
    key = reviews.of(again).draft.initiatives[0].key
    form = {"key": key, "verb": "edit", f"name|{key}": "Huertos en cada barrio"}
    studio.post(f"/import/{again.uuid}/decide/", form)
    bring(again, into="ejemplo", edition="1")
    assert Initiative.objects.filter(plan__code="ejemplo", name="Huertos en cada barrio").exists()


@pytest.mark.parametrize(
    "field, text, says",
    [
        ("name", "  ", "El nombre no puede quedar en blanco"),
        ("period_printed", "pronto", "No se entiende el plazo «pronto»"),
        ("status", "volando", "Elija uno de los estados"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(
    imported: Import, first: InitiativeDraft, decide: Any, field: str, text: str, says: str
) -> None:
    assert says in decide(key=first.key, verb="edit", **{f"{field}|{first.key}": text})
    assert not imported.corrections.exists()


def test_corrections_are_listed_and_taken_back_one_by_one(
    studio: Client, imported: Import, first: InitiativeDraft, decide: Any
) -> None:
    edits = {f"name|{first.key}": "Otro nombre", f"status|{first.key}": "done"}
    assert "Se corrigieron 2 datos." in decide(key=first.key, verb="edit", **edits)
    listed = said(studio.get(f"/import/{imported.uuid}/?show=said"))
    assert "2 datos corregidos a mano" in listed
    assert "Huertos comunitarios" in listed and "Otro nombre" in listed
    assert "Quedó otra vez como se leyó." in decide(back=f"name|{first.key}")
    assert imported.corrections.get().field == "status"


def test_writing_again_what_was_read_takes_the_correction_away(
    imported: Import, first: InitiativeDraft, decide: Any
) -> None:
    for name in ("Otro nombre", first.name):
        decide(key=first.key, verb="edit", **{f"name|{first.key}": name})
    assert not imported.corrections.exists()


def test_what_was_said_last_can_be_undone(
    studio: Client, imported: Import, first: InitiativeDraft, decide: Any
) -> None:
    decide(key=first.key, verb="edit", **{f"name|{first.key}": "Un nombre"})
    decide(key=first.key, verb="edit", **{f"name|{first.key}": "Otro nombre"})
    token = studio.session["studio"]["token"]
    studio.post(f"/import/{imported.uuid}/unsay/{token}/")
    assert imported.corrections.get().value == "Un nombre"
    answer = studio.post(f"/import/{imported.uuid}/unsay/{token}/", follow=True)
    assert "ya no se puede deshacer" in said(answer)


def test_all_of_a_kind_are_accepted_and_undone_together(
    studio: Client, imported: Import, decide: Any
) -> None:
    found = reviews.of(imported).places.groups["doubts"]
    kind = found[0][1].kind
    many = sum(seen.kind == kind for _key, seen in found)
    assert many > 1
    assert f"Se aceptaron {many}." in decide(kind=kind)
    assert imported.corrections.filter(verb="accept").count() == many
    assert "No queda ninguna por decidir." in decide(kind=kind)
    studio.post(f"/import/{imported.uuid}/unsay/{studio.session['studio']['token']}/")
    assert not imported.corrections.exists()


def test_accepting_all_leaves_what_was_decided_otherwise(imported: Import, decide: Any) -> None:
    key, seen = reviews.of(imported).places.groups["doubts"][0]
    decide(key=key, verb="skip")
    decide(kind=seen.kind)
    assert imported.corrections.get(key=key).verb == Correction.Verb.SKIP


def test_a_correction_makes_the_rehearsal_stale(
    studio: Client, imported: Import, first: InitiativeDraft, decide: Any, bring: Bring
) -> None:
    bring(imported, **{"try": "1"})
    assert "Esto cambiaría" in said(studio.get(f"/import/{imported.uuid}/"))
    decide(key=first.key, record=first.key, verb="skip")
    assert "Esto cambiaría" not in said(studio.get(f"/import/{imported.uuid}/"))


def test_what_somebody_else_applied_meanwhile_is_not_corrected(
    imported: Import, first: InitiativeDraft, decide: Any, bring: Bring
) -> None:
    bring(imported)
    assert "ya no está en revisión" in decide(key=first.key, record=first.key, verb="skip")
    assert not imported.corrections.exists()


def test_a_row_is_found_by_its_words_or_its_code(studio: Client, imported: Import) -> None:
    for question in ("ciclovias", "m1 red"):
        page = said(studio.get(f"/import/{imported.uuid}/", {"show": "rows", "q": question}))
        assert "Red de ciclovías" in page and "Composteras" not in page
    page = said(studio.get(f"/import/{imported.uuid}/", {"show": "rows", "q": "tranvía"}))
    assert "Ninguna fila dice «tranvía»" in page


def test_many_corrections_ask_the_database_no_more_often(
    studio: Client, imported: Import, coordinator: User, django_assert_max_num_queries: Any
) -> None:
    draft = reviews.of(imported).draft
    actions.correct(
        imported,
        [(i.key, "name", "edit", f"{i.name}, otra vez") for i in draft.initiatives],
        by=coordinator,
    )
    for show in ("rows", "said", "doubts"):
        with django_assert_max_num_queries(12):
            studio.get(f"/import/{imported.uuid}/?show={show}")
