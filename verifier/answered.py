"""A document that an office signed with its ANSWER key: whose it is, and whether to believe it.

Answers and proofs of correspondence are kept for years by those who asked. The key must have
spoken for the authority when it signed; a key that was revoked since is not believed, because
its thief can date a document back. Nothing here is a certificate.

Follows RFC 7515 through `keys.envelope`; the authority is found in a bundle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keys.encoding import Json
from keys.envelope import open_compact, peek
from keys.errors import Malformed, Untrusted
from keys.roles import Typ
from verifier.bundle import AuthorityView, Bundle

_LEEWAY: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Answered:
    """A document of an authority whose signature holds.

    Attributes:
        document: What it says.
        issued_at: When it says it was signed.
    """

    authority: AuthorityView
    document: dict[str, Json]
    issued_at: datetime


def open_answered(token: str, typ: Typ, bundle: Bundle, *, at: datetime, limit: int) -> Answered:
    """Check who signed a document, and that the key spoke then.

    Args:
        typ: The kind expected, and the only one accepted.
        at: The moment asked about.
        limit: Most bytes of the token.

    Raises:
        Malformed: Not such a document.
        Untrusted: "key.unknown-issuer", "key.…", "envelope.…", "signature.wrong", or
            "answer.future" when it was signed after `at`.
    """
    if len(token) > limit:
        raise Malformed("envelope.form")
    claimed = peek(token, limit=limit).get("iss")
    if not isinstance(claimed, str):
        raise Malformed("document.missing", where="answer", member="iss")
    view = bundle.authority(claimed)
    opened = open_compact(token, typ, view.other_keys, at=None, limit=limit)
    seconds = opened.document.get("iat")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds < 2**37:
        raise Malformed("document.member", where="answer", member="iat")
    issued_at = datetime.fromtimestamp(seconds, at.tzinfo)
    if issued_at > at + _LEEWAY:
        raise Untrusted("answer.future", issued_at=issued_at.isoformat())
    key = opened.signers[0]
    key.demand_window(issued_at)
    if key.revoked_at is not None and key.revoked_at <= at:
        key.demand(at)
    return Answered(view, opened.document, issued_at)
