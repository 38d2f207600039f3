"""Builds of the office with one thing wrong each: drills that miss one of them prove nothing.

Only ever applied inside a worker process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from issuer import public_folder, publication
from issuer.public_folder import PublicFolder
from issuer.registrar import Registrar, reception
from issuer.registrar.errand import Errand
from issuer.registrar.reception import Receipt
from issuer.store import copies, counters, log
from keys.encoding import Sha256, canonical
from keys.envelope import peek, seal
from keys.errors import Refused, Unavailable
from keys.roles import Role, Typ
from verifier.log_entry import EntryKind


def _committed_here(connection: Connection) -> None:
    """End the transaction in the middle of an errand and begin another."""
    connection.exec_driver_sql("COMMIT")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def sound() -> None:
    """The office as it is."""


def kept_before_logged() -> None:
    """Certificates in one transaction, their log entries in the next."""
    keep = copies.keep_minted

    def broken(connection: Connection, *args: object, **kwargs: object) -> None:
        keep(connection, *args, **kwargs)
        _committed_here(connection)

    copies.keep_minted = broken


def logged_before_signed() -> None:
    """Log entries in one transaction, the checkpoint over them in the next."""
    keep = log.keep_checkpoint

    def broken(connection: Connection, *args: object, **kwargs: object) -> None:
        _committed_here(connection)
        keep(connection, *args, **kwargs)

    log.keep_checkpoint = broken


def numbered_before_planned() -> None:
    """Numbers are drawn for good before anything is planned under them."""
    reserve = counters.reserve

    def broken(connection: Connection, *args: object) -> int:
        first = reserve(connection, *args)
        _committed_here(connection)
        return first

    counters.reserve = broken


def published_before_committed() -> None:
    """Files are written from rows that may never be."""
    close = Errand.close

    def broken(running: Errand) -> None:
        close(running)
        folder = PublicFolder(running.office.public_dir)
        for name, data in publication.files(running.connection):
            folder.write(name, data)

    Errand.close = broken


def kept_unguarded() -> None:
    """Nobody asks whether another process kept the same certificates meanwhile."""
    keep = copies.keep_minted

    def broken(connection: Connection, *args: object, **kwargs: object) -> None:
        try:
            keep(connection, *args, **kwargs)
        except Refused as refused:
            if refused.code != "store.minted-meanwhile":
                raise

    copies.keep_minted = broken


def written_in_place() -> None:
    """A file is written where readers are."""

    def broken(folder: PublicFolder, name: str, data: bytes) -> bool:
        path: Path = folder.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        half = len(data) // 2
        public_folder._write_through(_emptied(path), data[:half])
        with path.open("ab") as file:
            file.write(data[half:])
        return True

    PublicFolder.write = broken


def checkpoint_before_tiles() -> None:
    """A log that claims entries which nobody can read yet."""
    files = publication.files

    def broken(connection: Connection, *, since: int = 0) -> Iterator[tuple[str, bytes]]:
        found = list(files(connection, since=since))
        return iter(sorted(found, key=lambda each: each[0] != publication.CHECKPOINT))

    publication.files = broken


def renamed_before_flushed() -> None:
    """A name for bytes that a power cut takes away."""

    def broken(path: Path, data: bytes) -> None:
        path.write_bytes(data)

    public_folder._write_through = broken


def folder_not_flushed() -> None:
    """A file whose name a power cut takes away, and not that of the file after it."""
    public_folder._flush_folder = lambda _: None


def failing_disk_swallowed() -> None:
    """Published, says a writer whose disk failed."""
    write = PublicFolder.write

    def broken(folder: PublicFolder, name: str, data: bytes) -> bool:
        try:
            return write(folder, name, data)
        except OSError:
            return False

    PublicFolder.write = broken


def full_disk_swallowed() -> None:
    """All is made, says an office whose disk is full."""
    mint = Registrar.mint

    def broken(registrar: Registrar, batch: Sha256, **how: object) -> int:
        with suppress(Unavailable):
            return mint(registrar, batch, **how)
        return registrar.batch_state(batch).row_count

    Registrar.mint = broken


def received_anew() -> None:
    """Who hands in the same batch again is received again."""
    again = reception._again

    def broken(running: Errand, sealed: bytes, digest: Sha256) -> Receipt:
        running.enter(EntryKind.BATCH, digest, journal={"act": "receive"})
        return again(running, sealed, digest)

    reception._again = broken


def receipt_of_the_moment() -> None:
    """Each receipt says when it was asked for."""

    def broken(running: Errand, sealed: bytes, digest: Sha256) -> Receipt:
        receipt = reception._receipt(running.connection, running.office, digest, new=False)
        claims = peek(receipt.token) | {"iat": 0}
        token = seal(canonical(claims), Typ.RECEIPT, running.office.signers[Role.ANSWER])
        return replace(receipt, token=token)

    reception._again = broken


def _emptied(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path


BUILDS: dict[str, Callable[[], None]] = {
    build.__name__: build
    for build in (
        sound,
        kept_before_logged,
        logged_before_signed,
        numbered_before_planned,
        published_before_committed,
        kept_unguarded,
        written_in_place,
        checkpoint_before_tiles,
        renamed_before_flushed,
        folder_not_flushed,
        failing_disk_swallowed,
        full_disk_swallowed,
        received_anew,
        receipt_of_the_moment,
    )
}
