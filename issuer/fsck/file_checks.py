"""Published files: exactly those that the rows come to, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from issuer import publication
from issuer.fsck.defect import Defect, defect
from issuer.public_folder import PublicFolder

_COMPLETE: Final = ("batches", "rules", "status", "trust")
"""Folders in which a file that no row accounts for is a defect. The log keeps partial tiles."""


def check_files(connection: Connection, public_dir: Path) -> Iterator[Defect]:
    """Defects of the published files."""
    folder, expected = PublicFolder(public_dir), set()
    for name, data in publication.files(connection):
        expected.add(name)
        found = folder.read(name)
        if found is None:
            yield defect("file-missing", file=name)
        elif found != data:
            yield defect("file-differs", file=name)
    for part in _COMPLETE:
        for name in folder.names(part):
            if name not in expected:
                yield defect("file-unknown", file=name)
