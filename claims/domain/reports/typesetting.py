"""Run the typesetter in a process of its own: ``python -m claims.domain.reports.typesetting``.

A long document takes a gigabyte and half a minute. A process of its own gives the memory back, lets the
worker give its signs of life, and takes nobody with it when it ends. This module loads nothing of ours.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final, cast

STANDARD: Final = "ua-1"
REFUSED = 3
PATIENCE = 600.0  # seconds
ROOT = Path(__file__).resolve().parents[3]


class NotSet(Exception):
    """The typesetter refuses the document; ``diagnostic`` says everything, the message why."""

    def __init__(self, message: str, diagnostic: str = "") -> None:
        super().__init__(message)
        self.diagnostic = diagnostic


def compile_pdf(program: str, data: Any, *, fonts: str = "") -> bytes:
    """Return the PDF (UA-1) of a typst program that reads ``data`` from sys.inputs.data as JSON.

    ``fonts`` is a folder of further typefaces. Raises NotSet when it cannot be set.
    """
    asked = json.dumps({"program": program, "data": json.dumps(data), "fonts": fonts})
    try:
        done = subprocess.run(  # noqa: S603  # this very module, in the same Python
            [sys.executable, "-m", __spec__.name],
            input=asked.encode(),
            capture_output=True,
            cwd=ROOT,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise NotSet(f"it took longer than {PATIENCE / 60:.0f} minutes") from None
    if done.returncode == REFUSED:
        raise NotSet(**json.loads(done.stderr))
    if done.returncode:
        raise NotSet("the typesetter ended in the middle; the machine may have too little memory")
    return done.stdout


def main() -> int:
    """Read what is asked from standard input; write the PDF to standard output."""
    import typst

    asked = json.load(sys.stdin)
    try:
        made = typst.compile(
            asked["program"].encode(),
            format="pdf",
            font_paths=typst.Fonts(
                include_system_fonts=False, font_paths=[asked["fonts"]] if asked["fonts"] else []
            ),
            pdf_standards=cast("Any", [STANDARD]),  # its hints name fewer than it takes
            sys_inputs={"data": asked["data"]},
        )
    except typst.TypstError as error:
        json.dump({"message": error.message, "diagnostic": error.diagnostic}, sys.stderr)
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
