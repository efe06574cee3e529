"""What the documents say is true of the code."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parent.parent
DOCS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def test_every_class_that_is_stored_has_a_line_in_the_glossary() -> None:
    written = set(re.findall(r"`(\w+\.\w+)`", (ROOT / "docs" / "glossary.md").read_text()))
    stored = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("minga.") and not model._meta.auto_created
    }
    assert stored == written


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in DOCS
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text())
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert broken == []


def test_every_command_is_told_on_the_command_line_help() -> None:
    from django.core.management import get_commands

    from minga.cli import COMMANDS

    ours = {name for name, app in get_commands().items() if app.startswith("minga.")}
    assert ours <= set(COMMANDS)
    assert set(COMMANDS) <= set(get_commands())
