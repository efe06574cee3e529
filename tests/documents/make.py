"""Make the documents of this folder and their truth again: python tests/documents/make.py."""

from __future__ import annotations

import sys
from pathlib import Path


def make(wanted: list[str]) -> None:
    from tests.documents.making import docx, more, not_plans, pdf, text, tree, xlsx

    for module in (xlsx, docx, pdf, text, tree, more, not_plans):
        for one in module.MAKE:
            if not wanted or one.__name__ in wanted:
                print(one.__name__)
                one()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    make(sys.argv[1:])
