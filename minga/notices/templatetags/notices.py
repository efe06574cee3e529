"""What pages of things ask about notices."""

from __future__ import annotations

from django import template

from minga.notices.models import Mute
from minga.people.models import Visitor

register = template.Library()


@register.simple_tag
def is_muted(user: Visitor, record: str, object_id: int) -> bool:
    """Whether the person silenced this thing."""
    if not user.is_authenticated:
        return False
    return Mute.objects.filter(user=user.pk, record=record, object_id=object_id).exists()
