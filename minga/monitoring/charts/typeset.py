"""Sets what comes as JSON on the standard input: a PDF, or with "png" an image, on the output.

It runs in a process of its own, as `paper.py` starts it, and imports nothing but the typesetter.
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
FONTS = HERE.parents[1] / "opendata" / "annex" / "fonts"
DOTS = 144  # an inch: an image is 1,600 wide


def main(kind: str) -> None:
    more = {"ppi": DOTS} if kind == "png" else {"pdf_standards": ["ua-1"]}
    try:
        content = typst.compile(  # type: ignore[call-overload]
            (HERE / "paper.typ").read_bytes(),
            format=kind,
            root=str(HERE),
            sys_inputs={"document": sys.stdin.buffer.read().decode()},
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            **more,
        )
    except typst.TypstError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main(sys.argv[1])
