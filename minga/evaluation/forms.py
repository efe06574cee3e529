"""The forms of evaluations and solutions. What may be changed is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minga.actors.models import Actor
from minga.base.forms import date_field
from minga.base.models import Visibility
from minga.base.numbers import NumberField
from minga.base.templatetags.look import sentence
from minga.evaluation.models import (
    Assessment,
    Evaluation,
    Evidence,
    Finding,
    Question,
    Recommendation,
    Solution,
    Strength,
)
from minga.monitoring.models import Indicator
from minga.people.models import Role, Unit, User, is_coordinator
from minga.plans.models import Initiative, Objective, Plan
from minga.territory.models import Area

CHOOSE = _("Elegir…")
SEEN = [
    (Visibility.PUBLIC, _("Todo el mundo")),
    (Visibility.INTERNAL, _("Solo las unidades del gobierno")),
]


def _long(label: Any, *, rows: int = 3, help_text: Any = "", required: bool = False) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _one_of(label: Any, rows: Any, *, required: bool = False, help_text: Any = "") -> Any:
    return forms.ModelChoiceField(
        rows,
        label=label,
        required=required,
        help_text=help_text,
        empty_label=CHOOSE if required else _("Ninguno"),
    )


def _said(choices: type[TextChoices]) -> list[tuple[str, str]]:
    """As a form shows them: with a capital."""
    return [(value, sentence(label)) for value, label in choices.choices]


def units_of(user: User) -> Any:
    """The units for which the person may write."""
    own = Unit.objects.filter(external=False)
    if is_coordinator(user):
        return own
    return own.filter(pk__in=user.units_as(Role.HEAD, Role.DELEGATE))


class _Coded(forms.CharField):
    """An initiative by its code: a plan may have thousands."""

    def __init__(self, plan: Plan, user: User, **fields: Any) -> None:
        super().__init__(required=False, max_length=60, **fields)
        self.plan, self.user = plan, user

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Initiative.objects.filter(pk=value).values_list("code", flat=True).first()
        return value

    def clean(self, value: Any) -> Initiative | None:
        code = super().clean(value)
        if not code:
            return None
        seen = Initiative.objects.visible_to(self.user).filter(plan=self.plan)
        found = seen.select_related("plan").filter(code=code).first()
        if found is None:
            raise forms.ValidationError(
                _("El plan no tiene la iniciativa «%(code)s»: escriba un código como 1.1.12.")
                % {"code": code}
            )
        return found


class _Sheet(forms.ModelForm):  # type: ignore[type-arg]
    """What the sheets of this domain share: the version that the person saw, and no writing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, plan: Plan, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.fields["unit"] = _one_of(self.fields["unit"].label, units_of(user), required=True)
        self.fields["initiative"] = _Coded(
            plan, user, label=_("Iniciativa"), help_text=_("Su código, como 1.1.12, o en blanco.")
        )
        actors = Actor.objects.visible_to(user)
        name = "evaluator" if "evaluator" in self.fields else "partner"
        self.fields[name] = _one_of(self.fields[name].label, actors)
        self.fields["visibility"] = forms.ChoiceField(
            label=_("Quién lo ve"), choices=SEEN, widget=forms.RadioSelect
        )
        self.order_fields(self.Meta.fields)  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The actions check and write; the record stays as it was."""

    def changes(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in self.Meta.fields  # type: ignore[attr-defined]
        }


class EvaluationForm(_Sheet):
    method = _long(_("Método"), help_text=_("Cómo se responde: entrevistas, datos, comparación…"))
    starts = date_field(_("Empieza"))
    ends = date_field(_("Termina"))

    class Meta:
        model = Evaluation
        fields = [
            *("title", "kind", "unit", "evaluator", "objective", "initiative"),
            *("method", "starts", "ends", "visibility"),
        ]

    def __init__(self, *args: Any, plan: Plan, user: User, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, user=user, **kwargs)
        self.fields["objective"] = _one_of(
            _("Objetivo"),
            Objective.objects.filter(plan=plan),
            help_text=_("Sin objetivo ni iniciativa, se evalúa todo el plan."),
        )
        self.fields["kind"].choices = [("", CHOOSE), *_said(Evaluation.Kind)]  # type: ignore[attr-defined]
        self.order_fields(self.Meta.fields)


class SolutionForm(_Sheet):
    problem = _long(_("Problema que enfrenta"), required=True)
    description = _long(_("En qué consiste"))

    class Meta:
        model = Solution
        fields = [
            *("name", "problem", "description", "unit", "partner"),
            *("initiative", "area", "visibility"),
        ]

    def __init__(self, *args: Any, plan: Plan, user: User, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, user=user, **kwargs)
        self.fields["area"] = _one_of(_("Dónde"), Area.objects.offered(plan.area_id))
        self.order_fields(self.Meta.fields)


class QuestionForm(forms.Form):
    text = _long(_("Pregunta"), required=True, rows=2)


class AnswerForm(forms.Form):
    text = _long(_("Respuesta"), required=True)


class FindingForm(forms.Form):
    text = _long(_("Qué se encontró"), required=True)
    strength = forms.ChoiceField(
        label=_("Solidez de la evidencia"), choices=lambda: _said(Strength), initial=Strength.WEAK
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Question.objects.filter(evaluation=evaluation)
        self.fields["question"] = _one_of(_("Pregunta que responde"), asked)


class RecommendationForm(forms.Form):
    text = _long(_("Recomendación"), required=True)

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(external=False)
        found = Finding.objects.filter(evaluation=evaluation)
        self.fields["unit"] = _one_of(_("A quién se dirige"), units, required=True)
        self.fields["finding"] = _one_of(_("Hallazgo en que se apoya"), found)


class ResponseForm(forms.Form):
    """The management's response. Each line of commitments has its own day."""

    LINES = 3

    response = forms.ChoiceField(
        label=_("Qué responde"),
        choices=lambda: [c for c in _said(Recommendation.Response) if c[0] != "pending"],
        widget=forms.RadioSelect,
    )
    text = _long(_("Por qué, y qué se hará"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at in range(1, self.LINES + 1):
            self.fields[f"promise_{at}"] = forms.CharField(
                label=_("Compromiso %(n)s") % {"n": at}, required=False, max_length=2000
            )
            self.fields[f"due_{at}"] = date_field(_("Para cuándo"))

    def promises(self) -> list[tuple[str, Any]]:
        """What was written: each text with its day."""
        said = self.cleaned_data
        lines = [(said[f"promise_{at}"], said[f"due_{at}"]) for at in range(1, self.LINES + 1)]
        return [(text, due) for text, due in lines if text]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for at in range(1, self.LINES + 1):
            if said.get(f"due_{at}") and not said.get(f"promise_{at}"):
                self.add_error(f"promise_{at}", _("Escriba qué se hará ese día."))
            if said.get(f"promise_{at}") and not said.get(f"due_{at}"):
                self.add_error(f"due_{at}", _("Escriba para cuándo."))
        return said


class StopForm(forms.Form):
    reason = _long(_("Por qué se detiene"), required=True)


class AssessmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """What changed, beside what changed elsewhere."""

    measure = forms.CharField(label=_("Qué se midió"), max_length=200)
    before = NumberField(label=_("Antes"))
    before_on = date_field(_("Fecha de antes"), required=True)
    after = NumberField(label=_("Después"))
    after_on = date_field(_("Fecha de después"), required=True)
    evidence = forms.ChoiceField(label=_("Nivel de evidencia"), choices=lambda: _said(Evidence))
    comparison = forms.CharField(
        label=_("Con qué se compara"),
        required=False,
        max_length=300,
        help_text=_("Un lugar o grupo parecido donde no se hizo."),
    )
    other_before = NumberField(label=_("Antes, en la comparación"), required=False)
    other_after = NumberField(label=_("Después, en la comparación"), required=False)
    note = _long(_("Comentario"))
    file = forms.FileField(label=_("Medio de verificación"), required=False)

    class Meta:
        model = Assessment
        fields = [
            *("measure", "indicator", "unit", "before", "before_on", "after", "after_on"),
            *("evidence", "comparison", "other_before", "other_after", "source", "note"),
        ]

    def __init__(self, *args: Any, plan: Plan, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measured = Indicator.objects.visible_to(user).filter(plan=plan).measured()
        self.fields["indicator"] = _one_of(_("Indicador"), measured)
        self.order_fields(self.Meta.fields)

    def _post_clean(self) -> None:
        """The action checks and writes."""

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
