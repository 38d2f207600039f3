"""`python -m tests.issuer.render.golden`: draws the golden pictures anew, to be looked at.

With names, only those certificates. The README's three come from the same files.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from issuer.render.picture import render_png
from tests.issuer.render.golden import SHOWN, SHOWN_DPI, drawn, kept, packed, shown
from tests.issuer.render.golden.cases import cases


def main(names: list[str]) -> None:
    """Write both pages of each certificate."""
    for name, case in cases().items():
        if names and name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            pdf = case.pdf(Path(folder))
        for page in (1, 2):
            path = kept(name, page)
            path.write_bytes(packed(drawn(pdf, page)))
            click.echo(f"{path.name}: {path.stat().st_size}")
        if name in SHOWN:
            shown(name).write_bytes(render_png(pdf, page=1, dpi=SHOWN_DPI))


if __name__ == "__main__":
    main(sys.argv[1:])
