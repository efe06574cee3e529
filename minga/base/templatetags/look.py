"""Small pieces of the look, as finished strings, because lists show them by the hundred."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from minga.base.menu import Head, head
from minga.base.numbers import write_number
from minga.base.words import quoted

register = template.Library()

# each state of every life cycle: its shape and its colour
STATES = {
    "planned": ("gap", "is-none"),
    "under_way": ("half", "is-accent"),
    "formalised": ("dot", "is-accent"),
    "done": ("check", "is-ok"),
    "stopped": ("square", "is-warn"),
    "discarded": ("cross", "is-none"),
    "withdrawn": ("cross", "is-none"),
    "open": ("dot", ""),
    "accepted": ("check", "is-ok"),
    "corrected": ("check", "is-ok"),
    "dismissed": ("cross", "is-none"),
    "draft": ("gap", "is-none"),
    "approved": ("dot", "is-accent"),
    "in_force": ("dot", "is-accent"),
    "reformed": ("half", "is-accent"),
    "closed": ("check", "is-ok"),
    "queued": ("gap", ""),
    "reading": ("half", ""),
    "read": ("half", "is-accent"),
    "applying": ("half", "is-accent"),
    "failed": ("square", "is-bad"),
    "unsure": ("tri", "is-warn"),
    "applied": ("check", "is-ok"),
    "undone": ("cross", "is-none"),
    "pending": ("gap", ""),
    "reported": ("half", "is-accent"),
    "returned": ("tri", "is-warn"),
    "kept": ("check", "is-ok"),
    "cancelled": ("cross", "is-none"),
    "review": ("half", ""),
    "to_sign": ("half", "is-accent"),
    "suspended": ("square", "is-warn"),
    "lapsed": ("square", "is-bad"),
    "terminated": ("cross", "is-none"),
    "settled": ("check", "is-ok"),
    "archived": ("check", "is-none"),
    "proposed": ("gap", "is-none"),
    "active": ("dot", "is-accent"),
    "paused": ("square", "is-warn"),
    "called": ("half", ""),
    "opened": ("dot", "is-accent"),
    "held": ("check", "is-ok"),
    "published": ("check", "is-ok"),
    "high": ("square", "is-bad"),
    "medium": ("tri", "is-warn"),
    "low": ("circle", ""),
    "error": ("square", "is-bad"),
    "warning": ("tri", "is-warn"),
    "info": ("circle", ""),
    "sent": ("half", "is-accent"),
    "rectified": ("cross", "is-none"),
    "reached": ("check", "is-ok"),
    "dropped": ("cross", "is-none"),
    "retired": ("cross", "is-none"),
    "idea": ("gap", "is-none"),
    "prototype": ("half", ""),
    "pilot": ("half", "is-accent"),
    "scaled": ("check", "is-ok"),
    "partly": ("half", "is-accent"),
    "rejected": ("cross", "is-none"),
}
LIGHTS = {"ok": "circle", "warn": "tri", "bad": "square", "none": "gap"}
GAP_CLASSES = {True: "g-has", False: "g-not", None: "g-not", "half": "g-half"}


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> Head:
    request = context.get("request")
    return head(request, context.get("plan")) if request else Head(search="/")


@register.simple_tag
@lru_cache(maxsize=50)
def icon(name: str) -> SafeString:
    return mark_safe(  # noqa: S308 (names are ours)
        f'<svg class="ic" aria-hidden="true" focusable="false"><use href="#i-{name}"/></svg>'
    )


def sentence(text: object) -> str:
    """With a capital at the start, and the rest as it is."""
    words = str(text)
    return words[:1].upper() + words[1:]


register.filter("sentence", sentence)
register.filter("quoted", quoted)


@register.filter
def day(value: datetime.date | None) -> str:
    """A date as people write it: 22 nov 2026."""
    if value is None:
        return ""
    moment = localtime(value) if isinstance(value, datetime.datetime) else value
    return date_format(moment, "j b Y" if (get_language() or "es").startswith("es") else "j M Y")


@register.filter
def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """A number as the language writes it; nothing where there is none."""
    return write_number(value, decimals)


@register.simple_tag
def state(value: str, label: object) -> SafeString:
    """Where a thing stands in its life: a glyph and a word."""
    shape, colour = STATES.get(value, ("dot", ""))
    return format_html('<span class="m-state {}">{}{}</span>', colour, icon(shape), sentence(label))


@register.simple_tag
def light(value: str, label: object) -> SafeString:
    """A traffic light, `ok`, `warn`, `bad` or `none`: shape, word, colour."""
    return format_html('<span class="m-light is-{}">{}{}</span>', value, icon(LIGHTS[value]), label)


@register.simple_tag
def missing(text: object) -> SafeString:
    """A datum that is not there."""
    return format_html('<span class="m-none">{}{}</span>', icon("gap"), text)


@register.simple_tag
def mech(mechanism: Any, real: bool = False) -> SafeString:
    """One mechanism, as a tag: dashed while it is an intention."""
    return _mech(str(mechanism), _kind(mechanism, real), "span")


def _kind(mechanism: Any, real: bool) -> str:
    if real:
        return " is-real"
    return "" if mechanism.is_instrument else " is-odd"


@lru_cache(maxsize=500)
def _mech(label: str, kind: str, tag: str) -> SafeString:
    return format_html('<{0} class="m-mech{1}">{2}</{0}>', mark_safe(tag), kind, label)  # noqa: S308


@register.simple_tag
def mechs(mechanisms: Iterable[Any], none: str = "", real: Collection[str] = ()) -> SafeString:
    """The mechanisms of an initiative or articulation, each once, or what is missing.

    `real` are the codes of those that an instrument in force, or a space that meets, has made so.
    """
    tags = [_mech(str(m), _kind(m, m.code in real), "li") for m in dict.fromkeys(mechanisms)]
    if not tags:
        return missing(none or _("Sin mecanismo en el documento"))
    return mark_safe(f'<ul class="m-mechs" role="list">{"".join(tags)}</ul>')  # noqa: S308


@register.simple_tag
def gaps(marks: Sequence[Any]) -> SafeString:
    """The eight marks: which data an initiative has (True), has to confirm ("half"), lacks."""
    return _gaps(tuple(marks), get_language() or "")


@lru_cache(maxsize=2000)
def _gaps(marks: tuple[Any, ...], language: str) -> SafeString:
    squares = "".join(
        f'<rect class="{GAP_CLASSES[mark]}" x="{at * 13 + 0.5}" y=".5" width="10" height="10"'
        ' rx="1"/>'
        for at, mark in enumerate(marks)
    )
    says = conditional_escape(
        _("%(has)d de %(all)d") % {"has": marks.count(True), "all": len(marks)}
    )
    what = _("datos completos")
    return mark_safe(  # noqa: S308
        f'<span class="m-gaps"><svg viewBox="0 0 {len(marks) * 13} 11" aria-hidden="true">{squares}'
        f'</svg><span>{says}<span class="visually-hidden"> {what}</span></span>'
        "</span>"
    )


@register.simple_tag
def flag(count: int | None, url: str = "") -> SafeString | str:
    """How many findings concern a thing; nothing where there is none."""
    if not count:
        return ""
    says = ngettext("%d hallazgo", "%d hallazgos", count) % count
    if not url:
        return format_html('<span class="m-flag">{}{}</span>', icon("flag"), says)
    return format_html('<a class="m-flag" href="{}">{}{}</a>', url, icon("flag"), says)


@register.simple_tag
def bar(part: int, whole: int, soft: bool = False) -> SafeString:
    """A share as a bar; a dashed box where there is none of it."""
    if not part or not whole:
        return mark_safe('<span class="m-barempty"></span>')
    width = round(100 * part / whole, 1)
    kind = "b-soft" if soft else "b-fill"
    return mark_safe(  # noqa: S308
        '<svg class="m-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="b-track" width="100" height="10"/>'
        f'<rect class="{kind}" width="{width}" height="10"/></svg>'
    )


@register.simple_tag
def field(bound: BoundField, *, hint: bool = True, **attrs: str | bool) -> SafeString:
    """A form field as the look has it: label, hint, what is wrong with it, and the box."""
    widget = bound.field.widget
    described = []
    if hint and bound.help_text:
        described.append(f"{bound.auto_id}_hint")
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    says = _aside("form-text", f"{bound.auto_id}_hint", bound.help_text if hint else "")
    errors = _aside("invalid-feedback", f"{bound.auto_id}_error", " ".join(map(str, bound.errors)))
    invalid = " is-invalid" if bound.errors else ""
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        checks = format_html_join(
            "",
            '<div class="form-check">{}<label for="{}">{}</label></div>',
            (
                (choice.tag(), choice.id_for_label, choice.choice_label)
                for choice in _with_class(bound, "form-check-input")
            ),
        )
        return format_html(
            '<fieldset class="m-field{}"><legend>{}</legend>{}{}{}</fieldset>',
            invalid,
            bound.label,
            says,
            errors,
            checks,
        )
    if isinstance(widget, CheckboxInput):
        box = bound.as_widget(attrs={"class": "form-check-input", **attrs})
        return format_html(
            '<div class="m-field{}">{}<div class="form-check">{}<label for="{}">{}</label></div>{}'
            "</div>",
            invalid,
            errors,
            box,
            bound.id_for_label,
            bound.label,
            says,
        )
    attrs["class"] = "form-select" if isinstance(widget, Select) else "form-control"
    parts = [says, errors, bound.as_widget(attrs=attrs)]
    return format_html(
        '<div class="m-field{}"><label class="form-label" for="{}">{}</label>{}</div>',
        invalid,
        bound.id_for_label,
        bound.label,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


@register.simple_tag
def options(choices: Iterable[tuple[str, object]], chosen: str = "") -> SafeString:
    """The options of a select: (value, label) each."""
    return mark_safe(  # noqa: S308 (each part is escaped)
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(sentence(label))}</option>"
            for value, label in choices
        )
    )


@register.simple_tag
def choice(bound: BoundField) -> SafeString:
    """A select alone, where its label stands beside it."""
    return bound.as_widget(attrs={"class": "form-select"})


@register.simple_tag
def edit_link(url: str, part: str, what: object) -> SafeString:
    """The way into editing one part of a page where it stands."""
    return format_html(
        ' <a class="m-edit" href="{0}?field={1}" hx-get="{0}?field={1}" hx-target="#f-{1}"'
        ' hx-swap="innerHTML">{2}<span class="visually-hidden"> {3}</span></a>',
        url,
        part,
        _("Cambiar"),
        what,
    )


def _aside(kind: str, identifier: str, text: object) -> SafeString | str:
    return format_html('<span class="{}" id="{}">{}</span>', kind, identifier, text) if text else ""


def _with_class(bound: BoundField, name: str) -> Iterable[Any]:
    for choice in bound:
        choice.data["attrs"]["class"] = name
        yield choice
