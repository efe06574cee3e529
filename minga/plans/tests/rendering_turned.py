"""The same PDF with its pages turned."""

from __future__ import annotations

import io


def turned(content: bytes, drawn: int, shown: int) -> bytes:
    """The same pages with their content turned by `drawn` quarters to the left and shown turned
    by `shown` quarters to the right."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(v) for v in page.mediabox)
            wide, high = right - left, top - bottom
            matrix = {0: "1 0 0 1 0 0", 1: f"0 1 -1 0 {high} 0", 2: f"-1 0 0 -1 {wide} {high}",
                      3: f"0 -1 1 0 0 {wide}"}[drawn % 4]  # fmt: skip
            page.contents_add(f"q {matrix} cm\n".encode(), prepend=True)
            page.contents_add(b"\nQ")
            if drawn % 2:
                page.mediabox = pikepdf.Array([0, 0, high, wide])
            page.Rotate = 90 * (shown % 4)
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


# --- Chromium ----------------------------------------------------------------------------------
