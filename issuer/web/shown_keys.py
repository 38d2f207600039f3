"""A public key as two people compare it: by telephone, group by group, without a mistake.

A key is named by its RFC 7638 thumbprint. Forty-three mixed letters cannot be read aloud, so a
page shows its first 128 bits as eight groups of four as well, the same that `zc-keys` prints. No
person is named: whose key it is stands in the signed list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keys.encoding import Json, Sha256, fingerprint
from keys.public_key import TrustedKey
from verifier.china_time import china_day

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class State:
    """A word with the shape and the colour that say the same."""

    word: str
    look: str
    shape: str


_IN_USE: Final = State("使用中", "ok", "check")
_NOT_YET: Final = State("尚未启用", "grey", "clock")
_ENDED: Final = State("已停用", "grey", "clock")
_REVOKED: Final = State("已作废", "bad", "cross")


@dataclass(frozen=True, slots=True)
class ShownKey:
    """One key on a page.

    Attributes:
        use: What it is for, in words; "" where the page says it once for all.
        groups: Its fingerprint, eight groups of four.
        thumbprint: The whole of it.
        since, until: First and last day; `until` is None while no end is set.
        revoked: Day of its revocation.
    """

    use: str
    groups: tuple[str, ...]
    thumbprint: str
    since: str
    until: str | None
    revoked: str | None
    state: State


def groups_of(digest: Sha256) -> tuple[str, ...]:
    """A digest in the groups of its fingerprint."""
    return tuple(fingerprint(digest).split())


def shown_key(key: TrustedKey, *, use: str, at: datetime, say: Say) -> ShownKey:
    """A key as the page shows it at a moment."""
    state = _state(key, at)
    return ShownKey(
        use=use,
        groups=groups_of(Sha256(key.kid)),
        thumbprint=key.kid,
        since=_day(key.not_before),
        until=_day(key.not_after) if key.not_after else None,
        revoked=_day(key.revoked_at) if key.revoked_at else None,
        state=State(say(state.word), state.look, state.shape),
    )


def key_documents(keys: Iterable[TrustedKey]) -> list[Json]:
    """The same for a machine."""
    return [_document(each) for each in keys]


def _document(key: TrustedKey) -> Mapping[str, Json]:
    return {
        "thumbprint": key.kid,
        "fingerprint": fingerprint(Sha256(key.kid)),
        "not_before": key.not_before.isoformat(),
        "not_after": key.not_after.isoformat() if key.not_after else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }


def _state(key: TrustedKey, at: datetime) -> State:
    if key.revoked_at is not None and key.revoked_at <= at:
        return _REVOKED
    if at < key.not_before:
        return _NOT_YET
    return _ENDED if key.not_after is not None and key.not_after <= at else _IN_USE


def _day(moment: datetime) -> str:
    return china_day(moment).isoformat()
