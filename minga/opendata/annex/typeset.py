"""Sets the annex that comes as JSON on the standard input: a PDF on the standard output.

It runs in a process of its own, as `pdf.py` starts it, because the typesetter keeps most of the
memory that it took. Nothing but the typesetter is imported: it starts at once.
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent


def main() -> None:
    try:
        content = typst.compile(  # type: ignore[call-overload]
            (HERE / "annex.typ").read_bytes(),
            format="pdf",
            root=str(HERE),
            sys_inputs={"document": sys.stdin.buffer.read().decode()},
            font_paths=[str(HERE / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
