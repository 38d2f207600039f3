"""What a stranger can hold against a public folder, at any moment, with the folder alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from issuer import ledger
from verifier.checkpoint import read_checkpoint
from verifier.merkle import HASH_BYTES, leaf_hash, root_of

LOG = "log"


def torn(public: Path) -> list[str]:
    """What the checkpoint promises and the folder does not hold."""
    note = public / LOG / "checkpoint"
    if not note.exists():
        return []
    checkpoint = read_checkpoint(note.read_text("utf-8"))
    found = [f"missing {path}" for path in _missing(public / LOG, checkpoint.size)]
    if found:
        return found
    leaves = [leaf_hash(entry) for entry in _entries(public / LOG, checkpoint.size)]
    return [] if root_of(leaves) == checkpoint.root else ["entries are not those of the root"]


def _missing(log: Path, size: int) -> Iterator[str]:
    for tile, width in ledger.widths(size).items():
        path = ledger.tile_path(tile, width)
        data = _whole_or_partial(log, path)
        if data is None or len(data) < width * HASH_BYTES:
            yield path


def _entries(log: Path, size: int) -> Iterator[bytes]:
    for tile, width in ledger.widths(size).items():
        if tile.level == 0:
            data = _whole_or_partial(log, ledger.bundle_path(tile.index, width))
            yield from ledger.unbundle(data or b"")[:width]


def _whole_or_partial(log: Path, path: str) -> bytes | None:
    """A partial tile, or the full one that has taken its place."""
    for each in (log / path, log / path.partition(".p/")[0]):
        if each.is_file():
            return each.read_bytes()
    return None
