"""The pieces of the look, and what stands around every page."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client, override_settings

from minga.base.templatetags import look
from minga.base.testing import flat
from minga.people.models import User
from minga.plans.models import MechanismType, Plan


def draw(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


def test_every_state_of_every_life_has_its_shape() -> None:
    from django.apps import apps

    for model in apps.get_models():
        if steps := getattr(model, "STEPS", None):
            named = {state for step in steps.values() for state in (*step.starts, step.end)}
            assert named <= set(look.STATES), model


def test_every_shape_is_in_the_sprite() -> None:
    sprite = draw('{% include "base/sprite.html" %}')
    shapes = {shape for shape, _colour in look.STATES.values()} | set(look.LIGHTS.values())
    for shape in shapes | {"flag", "search"}:
        assert f'<symbol id="i-{shape}"' in sprite


def test_a_state_says_its_word_with_a_capital() -> None:
    html = draw('{% state "done" "cumplida" %}')
    assert 'class="m-state is-ok"' in html
    assert "#i-check" in html
    assert html.endswith("Cumplida</span>")


def test_what_people_write_is_escaped() -> None:
    bad = "<b>&"
    for template in (
        '{% state "done" bad %}',
        "{% missing bad %}",
        '{% light "ok" bad %}',
        "{% options pairs bad %}",
        "{% mechs mechanisms %}",
        "{% flag 1 bad %}",
    ):
        mechanism = MechanismType(pk=1, code="x", label_es=bad)
        html = draw(template, bad=bad, pairs=[(bad, bad)], mechanisms=[mechanism])
        assert "<b>" not in html, template


def test_the_eight_marks_tell_what_is_there() -> None:
    html = draw("{% gaps marks %}", marks=(True, "half", *[False] * 6))
    assert (html.count("g-has"), html.count("g-half"), html.count("g-not")) == (1, 1, 6)
    assert "1 de 8" in html


def test_a_mechanism_is_drawn_once_and_an_odd_one_is_marked() -> None:
    one = MechanismType(pk=1, code="a", label_es="convenio")
    odd = MechanismType(pk=2, code="b", label_es="consultoría", is_instrument=False)
    html = draw("{% mechs some %}", some=[one, odd, one])
    assert html.count("<li") == 2
    assert '<li class="m-mech is-odd">consultoría</li>' in html
    assert "Sin mecanismo en el documento" in draw("{% mechs some %}", some=[])


def test_a_flag_counts_and_is_silent_without_findings() -> None:
    assert "1 hallazgo" in draw('{% flag 1 "#x" %}')
    assert "2 hallazgos" in draw("{% flag 2 %}")
    assert draw("{% flag 0 %}") == ""


def test_a_bar_is_dashed_when_there_is_nothing() -> None:
    assert "m-barempty" in draw("{% bar 0 5 %}")
    assert 'width="40.0"' in draw("{% bar 2 5 %}")


class Example(forms.Form):
    name = forms.CharField(label="Nombre", help_text="El de siempre.")
    kind = forms.ChoiceField(label="Tipo", choices=[("a", "A")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Seguro", required=False)


def test_a_field_says_what_is_wrong_where_it_is() -> None:
    html = draw("{% field form.name %}", form=Example({}))
    assert "m-field is-invalid" in html
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_choices_stand_in_a_group_with_its_name() -> None:
    form = Example()
    assert "<legend>Tipo</legend>" in draw("{% field form.kind %}", form=form)
    html = draw("{% field form.sure %}", form=form)
    (target,) = re.findall(r'label for="([^"]+)"', html)
    assert f'id="{target}"' in html


# around the page


@pytest.fixture
def around(client: Client, plan: Plan) -> Client:
    return client


def test_the_menu_is_that_of_the_reader(around: Client, coordinator: User, partner: User) -> None:
    html = flat(around.get("/plans/quito/").content.decode())
    assert ">Qué falta</a>" in html
    assert ">Entrar</a>" in html
    around.force_login(partner)
    html = flat(around.get("/plans/quito/").content.decode())
    assert re.search(r'>Hallazgos<span class="num">\d+<', html)
    assert ">Importar</a>" not in html
    around.force_login(coordinator)
    assert ">Importar</a>" in flat(around.get("/plans/quito/").content.decode())


def test_the_menu_says_where_one_is(around: Client) -> None:
    for address, label in (("/plans/quito/1.1.1/", "Plan"), ("/plans/quito/matrix/", "Matriz")):
        html = flat(around.get(address).content.decode())
        assert f'aria-current="page">{label}<' in html


def test_signing_in_comes_back_to_the_page(around: Client) -> None:
    html = flat(around.get("/plans/quito/?q=agua").content.decode())
    assert "/accounts/login/?next=/plans/quito/%3Fq%3Dagua" in html


def test_the_language_is_switched_where_one_is(around: Client) -> None:
    response = around.post("/language/", {"language": "en", "next": "/plans/quito/"})
    assert response["Location"] == "/plans/quito/"
    html = flat(around.get("/plans/quito/").content.decode())
    assert '<html lang="en">' in html
    assert 'lang="es">Español' in html


def test_the_demo_says_that_it_is_one(around: Client) -> None:
    assert "m-demo" not in flat(around.get("/plans/quito/").content.decode())
    with override_settings(DEMO=True):
        assert "No es un sitio oficial" in flat(around.get("/plans/quito/").content.decode())


@pytest.mark.parametrize("address", ["/plans/quito/", "/plans/quito/1.1.12/", "/accounts/login/"])
def test_no_page_holds_style_or_script(around: Client, address: str) -> None:
    response = around.get(address)
    html = response.content.decode()
    assert not re.search(r'\sstyle=|\son[a-z]+="|<style|javascript:', html)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", html))
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_a_page_without_a_plan_still_has_its_head(client: Client, db: None) -> None:
    Plan.objects.update(visibility="internal")
    html = flat(client.get("/accounts/login/").content.decode())
    assert '<a class="m-brand" href="/"><b>Minga</b></a>' in html
    assert "Matriz" not in html


# when something is not as it should be


def test_what_is_not_there_says_so_in_the_look(around: Client) -> None:
    response = around.get("/plans/quito/9.9.9/")
    assert response.status_code == 404
    assert "No está aquí" in response.content.decode()
    assert "Plan de Quito" in response.content.decode()
    assert around.get("/nowhere").status_code == 404


def test_an_expired_form_says_that_nothing_was_saved(plan: Plan, coordinator: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coordinator)
    response = strict.post("/plans/quito/1.1.1/step/", {"verb": "start"})
    assert response.status_code == 403
    assert "No se guardó nada" in response.content.decode()


def test_a_failure_of_ours_needs_nothing_to_be_told() -> None:
    from django.template.loader import render_to_string

    html = render_to_string("500.html")  # no request and no database
    assert "Algo falló de nuestro lado" in html
    assert "Minga" in html
