"""The light look of charts off the page, in images and on paper: the same classes, as colours."""

from __future__ import annotations

import re

INK, SOFT, LINE, AXIS, GAP = "#181713", "#57534a", "#e1ded8", "#8f8a80", "#8f8a80"
ACCENT, ACCENT_LINE = "#2c3f94", "#a9b3de"
FAMILY = 'font-family="Source Sans 3"'
LOOK = {
    "c-text": f'fill="{INK}" {FAMILY}',
    "c-text-2": f'fill="{SOFT}" {FAMILY}',
    "c-hi": f'fill="{ACCENT}" {FAMILY}',
    "c-on": f'fill="#ffffff" {FAMILY}',
    "c-line": f'fill="none" stroke="{ACCENT}" stroke-width="2.5" stroke-linejoin="round"',
    "c-absent": f'fill="none" stroke="{ACCENT_LINE}" stroke-width="1.5" stroke-dasharray="2 3"',
    "c-target": f'fill="none" stroke="{SOFT}" stroke-width="1.5" stroke-dasharray="5 4"',
    "c-tick": f'stroke="{SOFT}" stroke-width="2.5"',
    "c-grid": f'stroke="{LINE}" stroke-width="1"',
    "c-axis": f'stroke="{AXIS}" stroke-width="1"',
    "c-bound": f'stroke="{AXIS}" stroke-width="1"',
    "c-dot": f'fill="{ACCENT}"',
    "c-bar": f'fill="{ACCENT}"',
    "c-bar-soft": f'fill="{ACCENT_LINE}"',
    "c-bar-less": f'fill="none" stroke="{SOFT}" stroke-width="1.5"',
    "c-track": 'fill="#f0eeea"',
    "c-paper": 'fill="#ffffff"',
    "c-hollow": f'fill="#ffffff" stroke="{ACCENT}" stroke-width="2"',
    "c-base": f'fill="#ffffff" stroke="{SOFT}" stroke-width="2"',
    "c-bar-hollow": f'fill="#ffffff" stroke="{ACCENT}" stroke-width="1.5"',
    "c-cell-hollow": f'fill="#ffffff" stroke="{ACCENT}" stroke-width="1.5"',
    "c-gap": f'fill="none" stroke="{GAP}" stroke-width="1" stroke-dasharray="3 3"',
    "c-ok": 'fill="#00806a"',
    "c-warn": 'fill="#efa900"',
    "c-bad": 'fill="#b3261e"',
    "c-shade-0": 'fill="#f2f3f9"',
    "c-shade-1": 'fill="#dde0ee"',
    "c-shade-2": 'fill="#c0c5df"',
    "c-shade-3": 'fill="#6371b0"',
    "c-shade-4": f'fill="{ACCENT}"',
}
_CLASS = re.compile(r'class="(c-[a-z0-9-]+)"')


def inlined(svg: str) -> str:
    """The drawing with its colours in it, for programs that read no style sheet."""
    return _CLASS.sub(lambda found: LOOK.get(found[1], found[0]), svg)
