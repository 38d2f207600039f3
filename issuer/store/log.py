"""The log: its entries, its tiles, its head and its signed checkpoints.

Appending, keeping the tiles and moving the head are one step in the caller's transaction. The
public bytes of an entry never change and never name a person; the private body beside them is
the office's journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from issuer import ledger
from issuer.store.bulk import insert_many
from issuer.store.session import set_or_insert, slices
from issuer.store.tables import checkpoint as table_of_checkpoints
from issuer.store.tables import log_entry, log_head, log_tile
from issuer.store.vault import Vault
from keys.errors import Refused

_HEAD: Final = 1


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: entries, root, time of the last entry (1970 before the first)."""

    size: int
    root: bytes
    time: datetime


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that is to be appended.

    Attributes:
        leaf: Its public bytes.
        body: The office's private journal beside it; sealed on its way in.
    """

    kind: str
    time: datetime
    leaf: bytes
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of the log."""

    index: int
    kind: str
    time: datetime
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Appended:
    """Index of the first new entry, and the log after the last."""

    first: int
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A signed checkpoint: size and note, verbatim."""

    size: int
    note: str
    at: datetime


def head(connection: Connection) -> Head:
    """Where the log stands; inside a writing transaction nobody else can move it."""
    row = connection.execute(select(log_head).where(log_head.c.id == _HEAD)).one()
    return Head(size=row.size, root=bytes(row.root), time=row.time)


def append(connection: Connection, entries: Sequence[NewEntry], *, vault: Vault) -> Appended:
    """Append entries, keep the tiles that grew, move the head.

    Raises:
        Refused: A time runs backwards ("ledger.time"): take `ledger.entry_time`.
        Untrusted: The kept tiles are not those of this log ("ledger.tile").
    """
    last = head(connection)
    time = last.time
    for entry in entries:
        if entry.time < time:
            raise Refused("ledger.time")
        time = entry.time
    if not entries:
        return Appended(first=last.size, size=last.size, root=last.root)
    growth = ledger.grow(last.size, [entry.leaf for entry in entries], tiles(connection))
    insert_many(
        connection,
        log_entry,
        [_entry_row(last.size + n, entry, vault) for n, entry in enumerate(entries)],
    )
    grown = [
        {"level": tile.level, "index": tile.index, "hashes": hashes}
        for tile, hashes in growth.tiles.items()
    ]
    set_or_insert(connection, log_tile, grown)
    connection.execute(
        update(log_head)
        .where(log_head.c.id == _HEAD)
        .values(size=growth.size, root=growth.root, time=time)
    )
    return Appended(first=last.size, size=growth.size, root=growth.root)


def _entry_row(index: int, entry: NewEntry, vault: Vault) -> dict[str, object]:
    sealed = None
    if entry.body is not None:
        sealed = vault.seal(entry.body, table="log_entry", row=str(index), column="body")
    return {
        "place": index,
        "kind": entry.kind,
        "time": entry.time,
        "leaf": entry.leaf,
        "sealed_body": sealed,
    }


def tiles(connection: Connection) -> ledger.Tiles:
    """Roots and proofs over the log, read through this connection."""

    def read(level: int, index: int) -> bytes:
        return bytes(
            connection.scalar(
                select(log_tile.c.hashes).where(
                    log_tile.c.level == level, log_tile.c.index == index
                )
            )
            or b""
        )

    return ledger.Tiles(read)


def keep_checkpoint(connection: Connection, *, size: int, note: str, at: datetime) -> None:
    """Keep a signed checkpoint; of one size, the newest."""
    set_or_insert(connection, table_of_checkpoints, [{"size": size, "note": note, "at": at}])


def checkpoint(connection: Connection) -> KeptCheckpoint | None:
    """The checkpoint of the most entries, or None."""
    query = select(table_of_checkpoints).order_by(table_of_checkpoints.c.size.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else KeptCheckpoint(row.size, row.note, row.at)


def checkpoints_over(connection: Connection, index: int) -> Iterator[KeptCheckpoint]:
    """The checkpoints that cover an entry, the first of them first."""
    query = select(table_of_checkpoints).where(table_of_checkpoints.c.size > index)
    for row in connection.execute(query.order_by(table_of_checkpoints.c.size)):
        yield KeptCheckpoint(row.size, row.note, row.at)


def entry(connection: Connection, index: int) -> LogEntry:
    """One entry; raises Refused("store.unknown-entry")."""
    found = entries(connection, index, 1)
    if not found or found[0].index != index:
        raise Refused("store.unknown-entry", index=index)
    return found[0]


def leaves_at(connection: Connection, places: Iterable[int]) -> dict[int, bytes]:
    """The public bytes of the entries that there are, by their place."""
    return {
        row.place: bytes(row.leaf)
        for part in slices(places)
        for row in connection.execute(
            select(log_entry.c.place, log_entry.c.leaf).where(log_entry.c.place.in_(part))
        )
    }


def entries(connection: Connection, first: int, limit: int) -> tuple[LogEntry, ...]:
    """Up to `limit` entries from `first` on, in order."""
    query = (
        select(log_entry.c.place, log_entry.c.kind, log_entry.c.time, log_entry.c.leaf)
        .where(log_entry.c.place >= first)
        .order_by(log_entry.c.place)
        .limit(limit)
    )
    return tuple(_entry(row) for row in connection.execute(query))


def of_kind(connection: Connection, kind: str) -> tuple[LogEntry, ...]:
    """All entries of a kind, in order."""
    query = (
        select(log_entry.c.place, log_entry.c.kind, log_entry.c.time, log_entry.c.leaf)
        .where(log_entry.c.kind == kind)
        .order_by(log_entry.c.place)
    )
    return tuple(_entry(row) for row in connection.execute(query))


def checkpoints(connection: Connection) -> tuple[KeptCheckpoint, ...]:
    """Every checkpoint that was signed, smallest first."""
    query = select(table_of_checkpoints).order_by(table_of_checkpoints.c.size)
    found = connection.execute(query)
    return tuple(KeptCheckpoint(row.size, row.note, row.at) for row in found)


def body(connection: Connection, index: int, *, vault: Vault) -> bytes | None:
    """The private body of an entry, or None where it has none."""
    column = log_entry.c.sealed_body
    sealed = connection.scalar(select(column).where(log_entry.c.place == index))
    return None if sealed is None else _opened(index, sealed, vault)


def journal(
    connection: Connection, *, vault: Vault, limit: int, before: int | None = None
) -> tuple[tuple[LogEntry, bytes | None], ...]:
    """The newest entries with their private bodies, newest first.

    Args:
        connection: Open connection.
        vault: Opens the bodies.
        limit: Most entries to give.
        before: Only entries below this index: the page after.
    """
    query = select(log_entry).order_by(log_entry.c.place.desc()).limit(limit)
    if before is not None:
        query = query.where(log_entry.c.place < before)
    return tuple(
        (
            _entry(row),
            None if row.sealed_body is None else _opened(row.place, row.sealed_body, vault),
        )
        for row in connection.execute(query)
    )


def _opened(index: int, sealed: bytes, vault: Vault) -> bytes:
    return vault.open(sealed, table="log_entry", row=str(index), column="body")


def _entry(row: Row[*tuple[Any, ...]]) -> LogEntry:
    return LogEntry(row.place, row.kind, row.time, bytes(row.leaf))
