"""What an authority shows of its own work: how fresh its lists are, what it issued and took back.

Counted from the signed lists and from one number a year; it names nobody, and a year with few
certificates is not told exactly, so that nobody is found by counting.

Follows 个人信息保护法 art. 6 (no more than is needed); the floor for small cells is a decision of
this system.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from issuer.register import register_of
from keys.public_key import TrustedKey
from keys.roles import Role
from verifier.authority_view import AuthorityView
from verifier.filing import CommitteeState
from verifier.status import RevocationKind

FEW: Final = 10
"""A count below this is told as "fewer than ten", and a sum is told in tens, so that the
difference of two sums does not tell it after all."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """One signed list: its number, when it was signed, when it runs out."""

    name: str
    seq: int
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Year:
    """One year of titles.

    Attributes:
        year: Of the award, as in the certificate number.
        issued: Certificates; None where there are fewer than FEW, and more than none.
        revoked, cancelled: Taken back, by the year of the decision. Exact: every line of the
            public list can be counted by anybody.
    """

    year: int
    issued: int | None
    revoked: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Openness:
    """The page, in facts.

    Attributes:
        lists: The newest of each kind, trust list first.
        log_size: Entries under the newest checkpoint; None before the first.
        committees: State -> how many.
        years: The latest first.
        issued: All certificates, rounded to tens.
    """

    lists: tuple[Freshness, ...]
    log_size: int | None
    committees: Mapping[CommitteeState, int]
    years: tuple[Year, ...]
    issued: int


def openness_of(view: AuthorityView, issued: Mapping[int, int], *, at: datetime) -> Openness:
    """Read it from an opened bundle.

    Args:
        issued: Year of award -> certificates.
        at: The moment asked about: a committee counts in the state that it has then.
    """
    return Openness(
        lists=_lists(view),
        log_size=view.checkpoint.size if view.checkpoint else None,
        committees=Counter(each.filing.state for each in register_of(view.trust, at=at)),
        years=_years(view, issued),
        issued=round(sum(issued.values()), -1),
    )


def _lists(view: AuthorityView) -> tuple[Freshness, ...]:
    newest = max(view.status_lists.values(), key=lambda each: each.issued_at, default=None)
    found = (("trust", view.trust), ("status", newest), ("revocations", view.revocations))
    return tuple(
        Freshness(name, each.seq, each.issued_at, each.expires_at) for name, each in found if each
    )


def _years(view: AuthorityView, issued: Mapping[int, int]) -> tuple[Year, ...]:
    listed = view.revocations.revocations if view.revocations else ()
    taken = Counter((each.on.year, each.status) for each in listed)
    years = {*issued, *(year for year, _ in taken)}
    return tuple(
        Year(
            year,
            told(issued.get(year, 0)),
            taken[year, RevocationKind.REVOKED],
            taken[year, RevocationKind.CANCELLED],
        )
        for year in sorted(years, reverse=True)
    )


def told(count: int) -> int | None:
    """A count that may be told; None for a few."""
    return None if 0 < count < FEW else count


INSTITUTIONAL: Final = (
    Role.AUTHORITY,
    Role.CREDENTIAL,
    Role.SEAL,
    Role.STATUS,
    Role.ANSWER,
    Role.LOG,
)
"""Roles whose keys are the authority's own and no person's, in the order of their weight."""


def keys_of(view: AuthorityView) -> tuple[TrustedKey, ...]:
    """The keys that strangers rely on, by role, the latest of each first."""
    rings = (view.credential_keys, view.log_keys, view.other_keys)
    known = {key.kid: key for ring in rings for key in ring}.values()
    return tuple(
        key
        for role in INSTITUTIONAL
        for key in sorted(
            (each for each in known if each.role is role),
            key=lambda each: each.not_before,
            reverse=True,
        )
    )
