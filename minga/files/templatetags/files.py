"""How files are spoken of on pages."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

from minga.files.forms import limits
from minga.files.kinds import LABELS
from minga.files.models import StoredFile

register = template.Library()
register.simple_tag(limits, name="file_limits")


@register.filter
def what(file: StoredFile) -> str:
    """PDF, DOCX…"""
    return LABELS.get(file.media_type, file.media_type)


@register.filter
def weight(file: StoredFile) -> str:
    """How much it weighs, as people say it: 1,2 MB."""
    if file.size < 2**10:
        return f"{file.size} B"
    if file.size < 2**20:
        return f"{file.size / 2**10:.0f} kB"
    return f"{number_format(file.size / 2**20, decimal_pos=1)} MB"
