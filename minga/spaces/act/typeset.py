"""Sets the act that comes as JSON on the standard input: a PDF on the standard output.

It runs in a process of its own because the typesetter keeps most of the memory that it took.
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
FONTS = HERE.parents[1] / "opendata" / "annex" / "fonts"


def main() -> None:
    try:
        content = typst.compile(  # type: ignore[call-overload]
            (HERE / "act.typ").read_bytes(),
            format="pdf",
            root=str(HERE),
            sys_inputs={"document": sys.stdin.buffer.read().decode()},
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
