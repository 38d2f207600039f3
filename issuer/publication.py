"""From rows to files: trust lists, status lists, revocations, log and bundle, in a safe order.

Everything that is published is a row first. Files are written after the commit, from one
snapshot, each whole or not at all, and what a file points to before the file itself: a checkpoint
after its tiles, the bundle last. Killed anywhere, the next run writes what is missing; the same
run twice writes nothing.

A folder that is ahead of the rows means that an old database was restored. Publishing then would
take back what was said, a revocation for instance, so it is refused until somebody has looked.

Follows C2SP tlog-tiles, Token Status List draft-21 and OpenID Federation 1.0 for the names.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine

from issuer import ledger
from issuer.public_folder import PublicFolder
from issuer.store import batches, lists, log, settings
from issuer.store.log import KeptCheckpoint
from issuer.store.session import read
from keys.encoding import Sha256, canonical, parse
from keys.envelope import peek
from keys.errors import Malformed, Refused, RolledBack, Unavailable, Untrusted
from verifier.bundle_file import MAX_BOOKS, AuthorityPart, make_bundle
from verifier.checkpoint import Checkpoint, read_checkpoint
from verifier.merkle import HASH_BYTES
from verifier.received import KeptBatch
from verifier.rules.brief import MAX_BRIEF_BYTES, Brief

CHECKPOINT: Final = "log/checkpoint"
BUNDLE: Final = "bundle.json"
BATCHES: Final = "batches"
BOOKS: Final = "rules/book"
ANCHOR: Final = "trust/anchor.json"
BOOK: Final = "trust/rules.json"
FEDERATION: Final = ".well-known/openid-federation"

_MAX_LIST_BYTES: Final = 64 * 2**20
_LISTS: Final = {"trust/list.jwt": lists.TRUST, "trust/authorities.jwt": lists.AUTHORITIES}
"""Lists whose file has another name than they have. A status list has one name."""


def publish(engine: Engine, public_dir: Path, *, whole: bool = False) -> tuple[str, ...]:
    """Write what changed since the last time; running it again is safe and writes nothing.

    Args:
        engine: The database; one snapshot of it is published.
        public_dir: Made where it is missing.
        whole: Compare every tile of the log, every batch header and every rule book, not only
            those that a folder up to the published checkpoint has not.

    Returns:
        Names of the files that were written, in that order.

    Raises:
        RolledBack, Untrusted, Malformed: As `not_rolled_back`; nothing is written.
        Unavailable: A file could not be written; everything before it stands. The disk is full
            ("publication.disk-full") or fails ("publication.disk", with the `reason`).
    """
    folder = PublicFolder(public_dir)
    with _on_disk(), folder.writing(), read(engine) as connection:
        # The snapshot is taken under the lock: two writers cannot overtake each other.
        _demand_ahead(connection, _numbered(folder))
        published = 0 if whole else _published_size(folder)
        final = frozenset() if whole else _final(folder)
        written = tuple(
            name
            for name, data in files(connection, since=published)
            if name not in final and folder.write(name, data)
        )
        _drop_partial_tiles(folder, written)
    return written


def not_rolled_back(engine: Engine, public_dir: Path) -> None:
    """Refuse to work on rows that are older than what was published.

    Raises:
        RolledBack: A published file is newer than its rows ("publication.rolled-back", with
            `file`, the number `published` and the number `held`).
        Untrusted: A published file contradicts its rows ("publication.forked").
        Malformed: A published file cannot be read ("publication.unreadable").
        Unavailable: The disk does not give it ("publication.disk").
    """
    # Files before rows: another process may publish in between, and rows are always first.
    with _on_disk():
        published = _numbered(PublicFolder(public_dir))
    with read(engine) as connection:
        _demand_ahead(connection, published)


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Unavailable("publication.disk-full") from error
        reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise Unavailable("publication.disk", reason=reason) from error


def files(connection: Connection, *, since: int = 0) -> Iterator[tuple[str, bytes]]:
    """Every file that the rows come to, by name, in the order in which they may appear.

    Args:
        connection: One snapshot.
        since: Leave out the tiles that a log of this size already had.
    """
    checkpoint = log.checkpoint(connection)
    if checkpoint is not None:
        yield from _log_files(connection, checkpoint, since=since)
    for digest, header in batches.headers(connection).items():
        yield f"{BATCHES}/{digest}.json", header
    for book, content in settings.below(connection, settings.BOOK_CONTENT).items():
        yield f"{BOOKS}/{book}.json", content.encode("utf-8")
    yield from _trust_files(connection)
    if checkpoint is not None:
        yield CHECKPOINT, checkpoint.note.encode("utf-8")
    for name in (*_status_names(connection), lists.REVOCATIONS):
        newest = lists.latest(connection, name)
        if newest is not None:
            yield name, newest.token.encode("ascii")
    if all(lists.latest(connection, name) for name in (lists.AUTHORITIES, lists.TRUST)):
        yield BUNDLE, current_bundle(connection)


def _log_files(
    connection: Connection, checkpoint: KeptCheckpoint, *, since: int
) -> Iterator[tuple[str, bytes]]:
    tiles = log.tiles(connection)
    for tile, width in ledger.grown_between(since, checkpoint.size).items():
        if tile.level == 0:
            found = log.entries(connection, tile.index * ledger.TILE_WIDTH, width)
            name = f"log/{ledger.bundle_path(tile.index, width)}"
            yield name, ledger.bundle(entry.leaf for entry in found)
        hashes = tiles.read(tile.level, tile.index)[: width * HASH_BYTES]
        yield f"log/{ledger.tile_path(tile, width)}", hashes


def _trust_files(connection: Connection) -> Iterator[tuple[str, bytes]]:
    for name, file in ((settings.ANCHOR, ANCHOR), (settings.FEDERATION, FEDERATION)):
        text = settings.find(connection, name)
        if text is not None:
            yield file, text.encode("utf-8")
    book = settings.find(connection, settings.BOOK)
    if book is not None:
        yield BOOK, canonical({"digest": book}) + b"\n"
    for kind, numbered, newest in (
        (lists.AUTHORITIES, "trust/authorities/{}.jwt", "trust/authorities.jwt"),
        (lists.TRUST, "trust/{}.jwt", "trust/list.jwt"),
    ):
        token = None
        for edition in lists.every(connection, kind):
            token = edition.token.encode("ascii")
            yield numbered.format(edition.seq), token
        if token is not None:
            yield newest, token


def _status_names(connection: Connection) -> tuple[str, ...]:
    return tuple(map(lists.status_name, sorted(lists.latest_statuses(connection))))


def current_bundle(connection: Connection) -> bytes:
    """The bundle that these rows come to: the same rows, the same bytes.

    Raises:
        Refused: The anchor's or the authority's own list is not there yet
            ("publication.no-trust-list").
    """
    anchor_list = lists.latest(connection, lists.AUTHORITIES)
    trust = lists.latest(connection, lists.TRUST)
    if anchor_list is None or trust is None:
        raise Refused("publication.no-trust-list")
    statuses = lists.latest_statuses(connection)
    revocations = lists.latest(connection, lists.REVOCATIONS)
    checkpoint = log.checkpoint(connection)
    proofs = batches.proofs(connection)
    signed = [anchor_list, trust, *statuses.values(), *([revocations] if revocations else [])]
    part = AuthorityPart(
        entity=str(peek(trust.token).get("iss")),
        trust_list=trust.token,
        status_lists=[each.token for _, each in sorted(statuses.items())],
        revocations=revocations.token if revocations else None,
        checkpoint=checkpoint.note if checkpoint else None,
        batches={
            digest: KeptBatch(header.decode("utf-8"), proofs.get(digest))
            for digest, header in batches.headers(connection).items()
        },
        books=_books(connection),
    )
    # Not the moment of writing: a bundle made again from the same rows must be the same file.
    made_at = max([each.at for each in signed] + ([checkpoint.at] if checkpoint else []))
    return make_bundle(made_at=made_at, anchor_list=anchor_list.token, authorities=[part])


def _books(connection: Connection) -> dict[Sha256, Brief]:
    """The books with entries of the authority's own, the one in force first, while there is room.

    A bundle with one book too many would be refused whole, by everybody.
    """
    kept = settings.below(connection, settings.BOOK_BRIEF)
    now = settings.find(connection, settings.BOOK)
    ordered = sorted(kept, key=lambda digest: (digest != now, digest))[:MAX_BOOKS]
    return {
        Sha256(digest): Brief.from_dict(parse(kept[digest], limit=MAX_BRIEF_BYTES))
        for digest in ordered
    }


def _final(folder: PublicFolder) -> frozenset[str]:
    """The published headers and rule books: named for their digest, they never change."""
    return frozenset((*folder.names(BATCHES), *folder.names(BOOKS)))


def _published_size(folder: PublicFolder) -> int:
    note = folder.read(CHECKPOINT)
    return 0 if note is None else _checkpoint_in(note).size


def _checkpoint_in(note: bytes) -> Checkpoint:
    try:
        return read_checkpoint(note.decode("utf-8"))
    except (Malformed, UnicodeDecodeError) as error:
        raise Malformed("publication.unreadable", file=CHECKPOINT) from error


def _numbered(folder: PublicFolder) -> dict[str, bytes]:
    """The published files that carry a size or a number, as they are now."""
    names = (CHECKPOINT, *_LISTS, lists.REVOCATIONS, *folder.names("status"))
    found = {name: folder.read(name) for name in names}
    return {name: data for name, data in found.items() if data is not None}


def _demand_ahead(connection: Connection, published: Mapping[str, bytes]) -> None:
    for file, data in published.items():
        if file == CHECKPOINT:
            _demand_log_ahead(connection, data)
        else:
            newest = lists.latest(connection, _LISTS.get(file, file))
            _demand_list_ahead(file, data, newest=newest)


def _demand_log_ahead(connection: Connection, note: bytes) -> None:
    published, held = _checkpoint_in(note), log.head(connection).size
    if published.size > held:
        raise RolledBack(
            "publication.rolled-back", file=CHECKPOINT, published=published.size, held=held
        )
    if log.tiles(connection).root(published.size) != published.root:
        raise Untrusted("publication.forked", file=CHECKPOINT)


def _demand_list_ahead(file: str, data: bytes, *, newest: lists.SignedList | None) -> None:
    try:
        published = peek(data, limit=_MAX_LIST_BYTES).get("seq")
    except Malformed as error:
        raise Malformed("publication.unreadable", file=file) from error
    if not isinstance(published, int):
        raise Malformed("publication.unreadable", file=file)
    held = newest.seq if newest else 0
    if published > held:
        raise RolledBack("publication.rolled-back", file=file, published=published, held=held)
    if newest is not None and published == held and data != newest.token.encode("ascii"):
        raise Untrusted("publication.forked", file=file)


def _drop_partial_tiles(folder: PublicFolder, written: tuple[str, ...]) -> None:
    """A full tile says all that its partial ones said (tlog-tiles: they may go then)."""
    for name in written:
        if name.startswith("log/tile/") and ".p/" not in name:
            folder.remove_folder(f"{name}.p")
