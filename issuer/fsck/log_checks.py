"""Entries, tiles, head and checkpoints: one log, grown in order.

The tree is built again from the entries; tiles and roots that are kept are only compared.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from sys import intern
from typing import Final

from sqlalchemy import Connection

from issuer import ledger
from issuer.fsck.defect import Defect, defect
from issuer.ledger import TileId, Tiles
from issuer.store import census, log
from issuer.store.log import LogEntry
from keys.encoding import Sha256
from keys.errors import CredentialError, Malformed, Untrusted
from keys.public_key import Keyring
from verifier.checkpoint import open_checkpoint, read_checkpoint
from verifier.log_entry import CertificateEntry, EntryKind, read_entry

_PAGE: Final = 4096


@dataclass(frozen=True, slots=True)
class LoggedCertificate:
    """What is kept of a certificate's entry while the rest is looked at: not its audit path.

    Attributes:
        rows_root: Where its audit path leads; None where it leads nowhere.
    """

    jwt: Sha256
    cwt: Sha256
    batch: Sha256
    row: Sha256
    rows_root: Sha256 | None


@dataclass(slots=True)
class RebuiltLog:
    """What the entries come to.

    Attributes:
        certificates: Certificate entries by their index.
        digests: Kind and digest of every other entry.
        tiles: The tiles that the entries come to.
    """

    size: int = 0
    certificates: dict[int, LoggedCertificate] = field(default_factory=dict)
    digests: set[tuple[EntryKind, Sha256]] = field(default_factory=set)
    tiles: dict[TileId, bytes] = field(default_factory=dict)

    def read(self, level: int, index: int) -> bytes:
        """A rebuilt tile."""
        return self.tiles.get(TileId(level, index), b"")


def check_log(
    connection: Connection, *, keys: Keyring | None
) -> Generator[Defect, None, RebuiltLog]:
    """Defects of the log; returns what its entries come to."""
    rebuilt = RebuiltLog()
    yield from _entries(connection, rebuilt)
    yield from _tiles(connection, rebuilt)
    yield from _checkpoints(connection, rebuilt, keys=keys)
    return rebuilt


def _entries(connection: Connection, rebuilt: RebuiltLog) -> Iterator[Defect]:
    last = None
    while found := log.entries(connection, rebuilt.size, _PAGE):
        for place, each in enumerate(found, rebuilt.size):
            if each.index != place:
                yield defect("log-gap", index=place)
                return
            if last is not None and each.time < last.time:
                yield defect("log-time", index=each.index)
            last = each
            yield from _entry(each, rebuilt)
        try:
            growth = ledger.grow(rebuilt.size, [each.leaf for each in found], Tiles(rebuilt.read))
        except Malformed:
            return  # an entry longer than an entry can be: it was named above
        rebuilt.tiles.update(growth.tiles)
        rebuilt.size = growth.size


def _entry(kept: LogEntry, rebuilt: RebuiltLog) -> Iterator[Defect]:
    try:
        entry = read_entry(kept.leaf)
    except Malformed:
        yield defect("log-entry", index=kept.index)
        return
    if (entry.kind.value, entry.time) != (kept.kind, kept.time):
        yield defect("log-entry", index=kept.index)
    if isinstance(entry, CertificateEntry):
        rebuilt.certificates[kept.index] = _certificate(entry)
    else:
        rebuilt.digests.add((entry.kind, entry.digest))


def _certificate(entry: CertificateEntry) -> LoggedCertificate:
    try:
        root = Sha256(intern(entry.rows_root()))  # as many as batches, not as certificates
    except Untrusted:
        root = None
    batch = Sha256(intern(entry.batch))
    return LoggedCertificate(entry.jwt, entry.cwt, batch, entry.row, root)


def _tiles(connection: Connection, rebuilt: RebuiltLog) -> Iterator[Defect]:
    kept = census.tiles(connection)
    for tile in sorted(kept.keys() | rebuilt.tiles.keys(), key=lambda at: (at.level, at.index)):
        if kept.get(tile) != rebuilt.tiles.get(tile):
            yield defect("log-tile", level=tile.level, index=tile.index)
    head = log.head(connection)
    if (head.size, head.root) != (rebuilt.size, Tiles(rebuilt.read).root(rebuilt.size)):
        yield defect("log-head", head=head.size, entries=rebuilt.size)


def _checkpoints(
    connection: Connection, rebuilt: RebuiltLog, *, keys: Keyring | None
) -> Iterator[Defect]:
    tiles, newest = Tiles(rebuilt.read), 0
    for kept in log.checkpoints(connection):
        newest = kept.size
        try:
            said = read_checkpoint(kept.note)
        except Malformed:
            yield defect("checkpoint", size=kept.size)
            continue
        fits = said.size == kept.size <= rebuilt.size and tiles.root(said.size) == said.root
        if not fits:
            yield defect("checkpoint", size=kept.size)
        if keys is not None:
            try:
                open_checkpoint(kept.note, keys)
            except CredentialError as error:
                yield defect("checkpoint-signature", size=kept.size, reason=error.code)
    if newest != rebuilt.size:
        yield defect("checkpoint-behind", size=newest, entries=rebuilt.size)
