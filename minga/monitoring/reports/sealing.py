"""The bytes that a report is, and the fingerprint by which anyone can tell that it is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from minga.monitoring.models import Report


def sealed(narrative: Mapping[str, str], content: Mapping[str, Any]) -> bytes:
    """What is downloaded as JSON: keys in order, no spaces, UTF-8. Values are texts and counts."""
    return json.dumps(
        {"content": content, "narrative": narrative},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    ).encode()


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def holds(report: Report) -> bool:
    """What is stored is what was published."""
    return fingerprint(sealed(report.narrative, report.content)) == report.sha256
