"""Where reports of fakes are dropped: a visitor puts one in, and only the office takes it out.

The process that serves visitors holds the pepper and no data key; it can seal a report and never
needs to open one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from issuer.fake_reports import FakeReport
from issuer.store import fake_reports
from issuer.store.session import begin_write
from keys.errors import CredentialError
from keys.secret import Pepper

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER_CHARACTERS: Final = 8
Keep = Callable[[FakeReport, datetime], str]
"""Keeps a report; gives its number, raises CredentialError where it cannot be kept."""


def keeper(engine: Engine, pepper: Pepper) -> Keep:
    """Keeps reports in the store."""

    def keep(report: FakeReport, at: datetime) -> str:
        number = "".join(secrets.choice(_CROCKFORD) for _ in range(_NUMBER_CHARACTERS))
        try:
            with begin_write(engine) as connection:
                fake_reports.keep(connection, number, report, pepper=pepper, at=at)
        except SQLAlchemyError as error:
            raise CredentialError("records.unavailable") from error
        return number

    return keep


def no_keeper(_report: FakeReport, _at: datetime) -> str:
    """Keeps nothing, and says so: for surfaces without a store."""
    raise CredentialError("records.unavailable")
