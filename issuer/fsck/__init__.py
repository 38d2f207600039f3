"""Recompute everything that was ever said, and name every place where two records differ.

The product's own auditor: what the crash tests ask after each kill, an operator can ask any day.
It reads one snapshot, changes nothing, and prints no person's data: a defect is a code with the
numbers and digests by which somebody can look. No defect means sound.

    log_checks     entries, tiles, head and checkpoints are one log
    copy_checks    each certificate has its entry, its row and its record, and nothing twice
    claim_checks   each claim code is for a signed certificate, and one of it is open
    list_checks    the newest lists say what the rows say, and were logged
    book_checks    each rule book is the one that its digest names
    file_checks    the published files are those that the rows come to

Follows section 3.4 of C2SP tlog-tiles and the idea of the fsck of other tile logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from issuer.fsck.book_checks import check_books
from issuer.fsck.claim_checks import check_claims
from issuer.fsck.copy_checks import check_copies
from issuer.fsck.defect import Defect, defect
from issuer.fsck.file_checks import check_files
from issuer.fsck.list_checks import check_lists
from issuer.fsck.log_checks import check_log
from issuer.store.session import read
from issuer.store.vault import Vault
from keys.errors import CredentialError
from keys.public_key import Keyring

__all__ = ["Defect", "fsck"]


def fsck(
    engine: Engine,
    public_dir: Path | None,
    *,
    keys: Keyring | None = None,
    vault: Vault | None = None,
) -> Iterator[Defect]:
    """Every defect of an office, one at a time; none at all when it is sound.

    Args:
        engine: The database.
        public_dir: The published files; None leaves them out.
        keys: LOG and STATUS keys of the authority, with windows and revocations; None leaves
            signatures out.
        vault: Opens the sealed texts of certificates; None leaves them out.
    """
    with read(engine) as connection:
        log = yield from check_log(connection, keys=keys)
        yield from _through("copies", check_copies(connection, log, vault=vault))
        yield from _through("claims", check_claims(connection))
        yield from _through("lists", check_lists(connection, log, keys=keys))
        yield from _through("books", check_books(connection))
        if public_dir is not None:
            yield from _through("files", check_files(connection, public_dir))


def _through(part: str, defects: Iterator[Defect]) -> Iterator[Defect]:
    """The defects of a part; rows too damaged to be read end it, by name, and not the audit."""
    try:
        yield from defects
    except CredentialError as error:
        yield defect("unreadable", part=part, reason=error.code)
