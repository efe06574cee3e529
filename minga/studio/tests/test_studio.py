"""From the upload to the undo, as a coordinator does it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from minga.intake.models import Correction, Document, Import, KeptLayout
from minga.intake.reading import Unreadable
from minga.people.models import User
from minga.plans.models import Initiative, Plan
from minga.studio import actions, reviews
from minga.studio.tests.conftest import CSV, Bring, Upload, said

pytestmark = pytest.mark.django_db


def test_an_uploaded_document_is_read_for_review(upload: Upload) -> None:
    imported = upload(("plan.csv", CSV))
    assert imported.status == Import.Status.READ
    assert imported.tally["initiatives"] == 4
    assert not Plan.objects.exclude(code="quito").exists()


def test_the_same_file_again_opens_the_same_review(upload: Upload) -> None:
    assert upload(("plan.csv", CSV)).pk == upload(("otro nombre.csv", CSV)).pk


def test_a_document_without_a_plan_says_why_and_changes_nothing(
    studio: Client, upload: Upload
) -> None:
    imported = upload(("horario.csv", b"Ruta;Hora\nA;08:00\nB;09:00\nC;10:00\n"))
    assert imported.status == Import.Status.FAILED
    page = said(studio.get(f"/import/{imported.uuid}/"))
    assert imported.problem.split(":")[0] in page


def test_a_file_that_could_not_be_read_is_tried_anew_when_it_comes_again(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: Any) -> None:
        raise Unreadable("Otra cosa falló.")

    with monkeypatch.context() as broken:
        broken.setattr("minga.plans.importer.together.read_together", fails)
        first = upload(("plan.csv", CSV))
    assert first.status == Import.Status.FAILED
    again = upload(("plan.csv", CSV))
    assert (again.pk, again.status) == (first.pk, Import.Status.READ)


def test_what_another_version_had_read_is_offered_to_be_read_again(
    studio: Client, upload: Upload, django_capture_on_commit_callbacks: Any
) -> None:
    imported = upload(("plan.csv", CSV))
    reviews.path(imported).write_bytes(b"of another version")
    address = f"/import/{imported.uuid}/"
    assert "Hay que leer de nuevo «plan.csv»" in said(studio.get(address))
    with django_capture_on_commit_callbacks(execute=True):
        studio.post(f"{address}again/")
    assert "4 iniciativas leídas" in said(studio.get(address))


def test_no_file_is_asked_for_one(studio: Client) -> None:
    assert "Elija al menos un archivo" in said(studio.post("/import/", {}))
    assert not Document.objects.exclude(name="pmdot-apendice-12.txt").exists()


def test_the_review_shows_the_source_beside_the_result(studio: Client, upload: Upload) -> None:
    imported = upload(("plan.csv", CSV))
    page = said(studio.get(f"/import/{imported.uuid}/?show=rows"))
    assert "Huertos comunitarios" in page and "Documento, línea 2" in page
    assert "con escuelas" in page


def test_a_correction_is_what_gets_applied(studio: Client, upload: Upload, bring: Bring) -> None:
    imported = upload(("plan.csv", CSV))
    key = reviews.of(imported).draft.initiatives[0].key
    studio.post(
        f"/import/{imported.uuid}/decide/",
        {"key": key, "verb": "edit", f"name|{key}": "Huertos en cada escuela"},
    )
    bring(imported)
    assert Initiative.objects.filter(plan__code="ejemplo", name="Huertos en cada escuela").exists()


def test_a_skipped_row_is_not_brought(studio: Client, upload: Upload, bring: Bring) -> None:
    imported = upload(("plan.csv", CSV))
    key = reviews.of(imported).draft.initiatives[0].key
    decide = f"/import/{imported.uuid}/decide/"
    studio.post(decide, {"key": key, "record": key, "verb": "skip"})
    bring(imported)
    assert Initiative.objects.filter(plan__code="ejemplo").count() == 3


def test_a_skipped_row_can_be_brought_after_all(studio: Client, upload: Upload) -> None:
    imported = upload(("plan.csv", CSV))
    key = reviews.of(imported).draft.initiatives[0].key
    decide = f"/import/{imported.uuid}/decide/"
    studio.post(decide, {"key": key, "record": key, "verb": "skip"})
    studio.post(decide, {"key": key, "record": key, "verb": "restore"})
    assert not Correction.objects.exists()


def test_a_rehearsal_leaves_only_its_figures(upload: Upload, bring: Bring) -> None:
    imported = bring(upload(("plan.csv", CSV)), **{"try": "1"})
    assert imported.status == Import.Status.READ
    assert imported.tally["rehearsal"]["created"] >= 4
    assert not Plan.objects.filter(code="ejemplo").exists()


def test_applied_undone_applied(studio: Client, upload: Upload, bring: Bring) -> None:
    imported = bring(upload(("plan.csv", CSV)))
    assert imported.status == Import.Status.APPLIED, imported.problem
    assert Initiative.objects.filter(plan__code="ejemplo").count() == 4
    assert "4 iniciativas están en" in said(studio.get(f"/import/{imported.uuid}/"))
    studio.post(f"/import/{imported.uuid}/undo/")
    assert not Plan.objects.filter(code="ejemplo").exists()
    imported = bring(imported)
    assert Initiative.objects.filter(plan__code="ejemplo").count() == 4


def test_another_document_into_a_plan_is_compared_first(
    studio: Client, upload: Upload, bring: Bring
) -> None:
    bring(upload(("plan.csv", CSV)))
    second = upload(("plan-2030.csv", CSV.replace(b"Red de", b"Red urbana de")))
    answer = studio.post(f"/import/{second.uuid}/apply/", {"into": "ejemplo"})
    assert answer["Location"] == f"/import/{second.uuid}/edition/ejemplo/"
    page = said(studio.get(answer["Location"]))
    assert "1 con otra redacción" in page
    bring(second, into="ejemplo", edition="1")
    assert Plan.objects.get(code="ejemplo").editions.count() == 2
    assert Initiative.objects.filter(plan__code="ejemplo").count() == 4


def test_answers_are_kept_under_a_name_and_read_the_document_again(
    studio: Client, upload: Upload, django_capture_on_commit_callbacks: Any
) -> None:
    imported = upload(("plan.csv", CSV))
    columns = list(reviews.of(imported).draft.columns)
    answers = {f"column-{columns.index('Observaciones')}": "ignore", "name": "Mi ciudad"}
    with django_capture_on_commit_callbacks(execute=True):
        studio.post(f"/import/{imported.uuid}/columns/", answers)
    imported.refresh_from_db()
    assert imported.status == Import.Status.READ
    assert KeptLayout.objects.get().name == "Mi ciudad"
    assert not reviews.of(imported).draft.initiatives[0].attributes


def test_a_table_that_was_left_out_can_be_read_after_all(
    studio: Client, upload: Upload, django_capture_on_commit_callbacks: Any
) -> None:
    imported = upload(("plan.csv", CSV), ("otro.csv", CSV.replace(b"Red de", b"Anillo de")))
    tables = [table.name for table in reviews.of(imported).reading.tables]
    assert len(tables) == 2
    address = f"/import/{imported.uuid}/columns/"
    for skip, answer in (([tables[1]], "skip"), ([], "read")):
        with django_capture_on_commit_callbacks(execute=True):
            studio.post(address, {"skip": skip})
        imported.refresh_from_db()
        assert imported.layout["tables"] == {tables[1]: answer}
        ticked = LexborHTMLParser(studio.get(address).content).css("input[name=skip][checked]")
        assert [box.attributes["value"] for box in ticked] == skip


def test_the_preview_shows_the_plan_by_other_answers(studio: Client, upload: Upload) -> None:
    imported = upload(("plan.csv", CSV))
    columns = list(reviews.of(imported).draft.columns)
    answers = {f"column-{columns.index('Responsable')}": "partner", "preview": "1"}
    page = studio.post(
        f"/import/{imported.uuid}/columns/", answers, headers={"HX-Target": "preview"}
    )
    assert "Huertos comunitarios" in said(page) and b"<html" not in page.content
    imported.refresh_from_db()
    assert imported.layout == {}


def test_a_layout_can_be_downloaded(studio: Client, upload: Upload) -> None:
    imported = upload(("plan.csv", CSV))
    file = studio.get(f"/import/{imported.uuid}/layout.toml")
    assert '"Responsable" = "responsible"' in file.content.decode()


def test_what_was_discarded_is_gone_but_its_file_stays(studio: Client, upload: Upload) -> None:
    imported = upload(("plan.csv", CSV))
    studio.post(f"/import/{imported.uuid}/discard/")
    assert studio.get(f"/import/{imported.uuid}/").status_code == 404
    assert Document.objects.filter(name="plan.csv").exists()


def test_work_that_was_cut_off_can_be_done_again(upload: Upload, coordinator: User) -> None:
    imported = upload(("plan.csv", CSV))
    Import.objects.filter(pk=imported.pk).update(status=Import.Status.READING)
    assert actions.recover() == 1
    imported.refresh_from_db()
    assert imported.status == Import.Status.FAILED and "interrumpió" in imported.problem


@pytest.mark.parametrize("who", ["head", "delegate", "partner", "operator"])
def test_only_the_coordinator_works_in_the_studio(
    client: Client, upload: Upload, who: str, request: pytest.FixtureRequest
) -> None:
    imported = upload(("plan.csv", CSV))
    client.force_login(request.getfixturevalue(who))
    for address in ("/import/", f"/import/{imported.uuid}/", f"/import/{imported.uuid}/columns/"):
        assert client.get(address).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/import/")
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


def test_the_review_asks_the_database_a_constant_number_of_times(
    studio: Client, upload: Upload, django_assert_max_num_queries: Any
) -> None:
    imported = upload(("plan.csv", CSV))
    with django_assert_max_num_queries(12):
        studio.get(f"/import/{imported.uuid}/?show=rows")
