"""Builds of the office with one thing wrong each: drills that miss one of them prove nothing.

Only ever applied inside a worker process.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from issuer import public_folder, publication
from issuer.public_folder import PublicFolder
from issuer.registrar.errand import Errand
from issuer.store import copies, counters, log
from keys.errors import Refused


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
    )
}
