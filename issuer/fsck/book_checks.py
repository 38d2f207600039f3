"""Rule books that were in force: each is still the one that its digest, and so the log, names.

Follows docs/formats/rule-catalogue.md, section 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection

from issuer.fsck.defect import Defect, defect
from issuer.store import settings
from keys.encoding import parse
from keys.errors import Malformed
from verifier.rules import Brief

_MAX_BOOK: Final = 16 * 2**20


def check_books(connection: Connection) -> Iterator[Defect]:
    """Defects of the books that are kept, whole and in brief."""
    for digest, text in settings.below(connection, settings.BOOK_CONTENT).items():
        if _digest(text, in_brief=False) != digest:
            yield defect("book", digest=digest)
    for digest, text in settings.below(connection, settings.BOOK_BRIEF).items():
        if _digest(text, in_brief=True) != digest:
            yield defect("book", digest=digest)


def _digest(text: str, *, in_brief: bool) -> str | None:
    try:
        document = parse(text, limit=_MAX_BOOK)
        return Brief.from_dict(document).digest if in_brief else Brief.of(document).digest
    except Malformed:
        return None
