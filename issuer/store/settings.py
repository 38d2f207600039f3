"""Named public texts of the instance: its own statement, the pinned anchor, its rule books.

Never a secret and never a person's data: `publication` copies these texts to the public.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from issuer.store.session import set_or_insert
from issuer.store.tables import setting

FEDERATION: Final = "federation.configuration"
"""The authority's statement about itself (OpenID Federation 1.0, Entity Configuration)."""
ANCHOR: Final = "trust.anchor"
"""The pinned anchor file, as text."""
BOOK: Final = "rules.digest"
"""Digest of the rule book in force."""
BOOK_CONTENT: Final = "rules.book."
"""Before the digest of a rule book that was ever in force: the whole of it."""
BOOK_BRIEF: Final = "rules.brief."
"""Before the digest of one with entries of the authority's own: what a bundle carries of it."""


def find(connection: Connection, name: str) -> str | None:
    """The text, or None where it was never kept."""
    return connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar()


def below(connection: Connection, prefix: str) -> dict[str, str]:
    """The texts whose names begin so, by the rest of the name, in its order."""
    found = connection.execute(
        select(setting.c.name, setting.c.value)
        .where(setting.c.name.startswith(prefix, autoescape=True))
        .order_by(setting.c.name)
    )
    return {name.removeprefix(prefix): value for name, value in found}


def keep(connection: Connection, name: str, value: str) -> None:
    """Keep the text in place of the one before."""
    set_or_insert(connection, setting, [{"name": name, "value": value}])
