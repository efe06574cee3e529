"""Marking what was asked for."""

from django import template

from minga.base.hits import highlight

register = template.Library()
register.simple_tag(highlight)
