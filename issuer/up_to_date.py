"""Whether what is published is as new as the rows; a folder that fell behind is not believed.

Files follow their rows within a moment. Where they do not (a copy that stopped, a folder of
yesterday put in place, a proxy in between), a certificate that was revoked meanwhile would still
be green, by lists that are signed and fresh. So a process that has the rows beside the files asks
them now and then, and says nothing while the files are behind.

Signs nothing, writes nothing, and leaves a database that does not answer to those who need it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from issuer.store import lists
from issuer.store.session import read
from keys.errors import RolledBack, Unavailable
from verifier.bundle import Bundle

EVERY: Final = timedelta(seconds=5)
GRACE: Final = timedelta(seconds=30)
"""In which a publication that was committed must have reached the folder."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the rows said about one opening of the lists, and from when until when it holds."""

    bundle: Bundle
    since: datetime
    behind: str | None


class UpToDate:
    """Asks the rows about the published lists, at most every five seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked: _Asked | None = None

    def demand(self, bundle: Bundle, at: datetime) -> None:
        """Refuse lists whose next edition should have been published by now.

        Raises:
            RolledBack: "publication.behind", naming the `file`.
        """
        asked = self._asked
        if asked is None or asked.bundle is not bundle or not _holds(asked, at):
            asked = self._asked = _Asked(bundle, at, self._behind(bundle, at))
        if asked.behind is not None:
            raise RolledBack("publication.behind", file=asked.behind)

    def _behind(self, bundle: Bundle, at: datetime) -> str | None:
        try:
            with read(self._engine) as connection:
                return lists.overtaken(connection, _published(bundle), before=at - GRACE)
        except (SQLAlchemyError, Unavailable):
            return None


def _holds(asked: _Asked, at: datetime) -> bool:
    return asked.since <= at < asked.since + EVERY


def _published(bundle: Bundle) -> Mapping[str, int]:
    """The number of each list that an authority itself signs, by the name of its rows."""
    found: dict[str, int] = {}
    for view in bundle.authorities.values():
        found[lists.TRUST] = view.trust.seq
        for uri, each in view.status_lists.items():
            found[lists.status_name(int(uri.rpartition("/")[2]))] = each.seq
        if view.revocations is not None:
            found[lists.REVOCATIONS] = view.revocations.seq
    return found
