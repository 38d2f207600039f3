"""Claim codes: each is for a signed certificate, and its times say what its state says."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from issuer.fsck.defect import Defect, defect
from issuer.store import census
from issuer.store.census import CountedClaim
from issuer.store.claims import ClaimState


def check_claims(connection: Connection) -> Iterator[Defect]:
    """Defects of the codes by which holders fetch their certificates."""
    opened: set[str] = set()
    for claim in census.claims(connection):
        if not claim.minted:
            yield defect("claim-orphan", number=claim.number)
        if not _times_fit(claim):
            yield defect("claim-state", number=claim.number, state=claim.state)
        if claim.state == ClaimState.ISSUED:
            if claim.number in opened:
                yield defect("claim-twice", number=claim.number)
            opened.add(claim.number)


def _times_fit(claim: CountedClaim) -> bool:
    """A used code has its ticket, a withdrawn one its end, an open one neither."""
    has = (claim.ended, claim.ticketed)
    return claim.expires_after and has == _HAS.get(claim.state)


_HAS = {
    ClaimState.ISSUED.value: (False, False),
    ClaimState.USED.value: (True, True),
    ClaimState.WITHDRAWN.value: (True, False),
}
