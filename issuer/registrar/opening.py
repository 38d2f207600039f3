"""Opening what a committee signed: whose it claims to be, and whether enough of them signed.

Keys, threshold and state are those of the committee's statement at the moment of receipt.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from keys.encoding import Json, Sha256, canonical
from keys.envelope import open_together, peek
from keys.errors import Malformed
from keys.roles import Role, Typ
from keys.trust import TrustList
from verifier.batch import batch_digest
from verifier.committee import CommitteeAuthority, standing_at

MAX_SIGNED_BYTES: Final = 2**20
"""Most bytes of a sealed header, notice, order or decision."""


def payload_digest(sealed: bytes) -> Sha256:
    """The identity of a sealed batch header, before anything about it is believed."""
    return batch_digest(canonical(peek(sealed)))


def open_from_committee(sealed: bytes, typ: Typ, trust: TrustList, *, at: datetime) -> Json:
    """The payload of something that a committee signed, by as many persons as it must.

    Raises:
        Malformed, Untrusted: Not such a document, or not signed by those who may.
    """
    committee = peek(sealed).get("iss")
    if not isinstance(committee, str):
        raise Malformed("document.missing", where=typ.value, member="iss")
    authority: CommitteeAuthority = standing_at(trust, committee, at=at).authority
    opened = open_together(
        sealed,
        typ,
        trust.keyring(committee, Role.COMMITTEE, at=at),
        # A notice tells what was held in public; the clerk who hung it up signs it.
        threshold=1 if typ is Typ.NOTICE else authority.threshold,
        at=at,
        limit=MAX_SIGNED_BYTES,
    )
    return opened.document
