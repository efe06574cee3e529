"""A cell of the completeness board, as a finished string: a board has hundreds."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from minga.base.templatetags.look import bar
from minga.plans.board import Cell

register = template.Library()


@register.simple_tag
def box(cell: Cell) -> SafeString:
    """The bar, the number, and for those who cannot see the bar, of how many."""
    lacking = cell.of - cell.have
    if cell.hints:
        return format_html(
            '<a class="m-barbox" href="{}">{}<span class="num">{}<span class="visually-hidden"> {}'
            "</span></span></a>",
            cell.hints_url,
            _hinted(cell.have, cell.hints, cell.of),
            f"{cell.have} + {cell.hints} ?" if cell.have else f"{cell.hints} ?",
            _("por confirmar, %(have)d confirmados, de %(of)d")
            % {"have": cell.have, "of": cell.of},
        )
    says = _("de %(of)d; ver los que faltan: %(lacking)d") if lacking else _("de %(of)d")
    return format_html(
        '<a class="m-barbox" href="{}">{}<span class="num">{}<span class="visually-hidden"> {}'
        "</span></span></a>",
        cell.url,
        bar(cell.have, cell.of),
        cell.have,
        says % {"of": cell.of, "lacking": lacking},
    )


def _hinted(have: int, hints: int, of: int) -> SafeString:
    """What is sure is filled, what is to be confirmed is outlined, what is missing is dashed."""
    sure = 100 * have / of
    maybe = max(100 * hints / of, 1.5)
    return mark_safe(  # noqa: S308 (numbers)
        '<svg class="m-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="b-fill" width="{sure:.1f}" height="10"/>'
        f'<rect class="b-conf" x="{sure + 0.5:.1f}" y=".5" width="{maybe:.1f}" height="9"'
        ' vector-effect="non-scaling-stroke"/>'
        '<rect class="b-hole" x=".5" y=".5" width="99" height="9"'
        ' vector-effect="non-scaling-stroke"/></svg>'
    )
