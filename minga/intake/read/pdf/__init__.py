"""PDF: tables and prose from what is drawn on its pages, and from its tags where it has them."""

from __future__ import annotations

from minga.intake.read.pdf.document import read
from minga.intake.read.pdf.picture import page_image

__all__ = ["page_image", "read"]
