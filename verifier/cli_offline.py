"""`zc-verify offline-page`: write the page that verifies offline QR codes in a browser by itself.

    zc-verify offline-page --bundle bundle.json --anchor anchor.json --to offline.html

The bundle is opened and checked first, as for every other command. Exit codes: 0 written, 3
unusable input or usage. Opens no socket; writes the file named by --to, whole or not at all, and
the one named by --memory.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from keys.encoding import fingerprint, sha256
from keys.errors import Fact
from keys.statement import Anchor
from verifier.bundle_file import MAX_BUNDLE_BYTES
from verifier.china_time import in_words
from verifier.cli_rim import (
    MAX_SMALL,
    VALID,
    Asked,
    keep,
    opened_bundle,
    read_file,
    verifying,
)
from verifier.offline import offline_page


@click.command(help="制作离线核验页。Make the offline page: one HTML file that verifies by itself.")
@click.option(
    "--to",
    "source",
    type=click.Path(dir_okay=False),
    required=True,
    help="写到哪里。 Where to write it.",
)
@verifying
def command(asked: Asked) -> int:
    """One page; gives the exit code."""
    opened = opened_bundle(asked)
    anchor = Anchor.from_bytes(read_file(asked.anchor, MAX_SMALL))
    page = offline_page(read_file(asked.bundle, MAX_BUNDLE_BYTES), anchor, at=asked.at)
    to = Path(asked.source)
    keep(to, page.data)
    lists = [each for view in opened.authorities.values() for each in view.status_lists.values()]
    told: dict[str, Fact] = {
        "path": str(to),
        "size": len(page.data),
        "as_of": in_words(min((each.issued_at for each in lists), default=opened.made_at)),
        "fingerprint": fingerprint(sha256(anchor.to_bytes())),
    }
    if asked.as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(asked.words("cli.offline-page", **told))
    return VALID
