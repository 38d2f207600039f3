"""What a column holds: moments, digests, names, words.

Moments are whole seconds since 1970 in UTC, so that both engines keep and compare the same
number.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import BigInteger, Dialect, String, TypeDecorator

DIGEST: Final = String(43)  # SHA-256 in base64url without padding
NAME: Final = String(200)
WORD: Final = String(40)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept as whole seconds since 1970 in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Seconds; a datetime without a time zone is a fault of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return int(value.timestamp())

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        """The datetime in UTC."""
        return None if value is None else datetime.fromtimestamp(value, UTC)
