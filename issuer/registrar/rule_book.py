"""The rule book comes into force: kept word for word, and its digest entered in the log.

Whoever judges a certificate in ten years needs the book that it names, so none is ever dropped.
What an authority adds itself goes into the bundle as well, in brief.

Follows docs/formats/rule-catalogue.md, section 6.
"""

from __future__ import annotations

from issuer.registrar.errand import Errand
from issuer.store import settings
from keys.encoding import canonical
from verifier.log import EntryKind


def enter_book(running: Errand) -> None:
    """Keep the office's book as the one in force, and log it."""
    book, connection = running.office.rules, running.connection
    settings.keep(connection, settings.BOOK, book.digest)
    settings.keep(connection, settings.BOOK_CONTENT + book.digest, book.content.decode("utf-8"))
    if book.brief.own:
        brief = canonical(book.brief.to_dict()).decode("utf-8")
        settings.keep(connection, settings.BOOK_BRIEF + book.digest, brief)
    running.enter(EntryKind.BOOK, book.digest)
