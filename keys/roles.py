"""Which key may say what: the roles, the kinds of signed document, and the table between them.

A key has one role for life, a role signs certain kinds of document and no other, and every kind
has its own `typ` in the protected header: so a signature made for one purpose can never be shown
as another (RFC 8725 sections 3.11 and 3.12). This module holds tables, and never a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What a key is for. The value is what stands in member `zc_role` and in names of key files."""

    ANCHOR = "anchor"
    """Root of trust: signs the list of authorities, offline."""
    AUTHORITY = "authority"
    """Signs its own list of committees."""
    CREDENTIAL = "credential"
    """Signs certificates, as SD-JWT VC and as CWT."""
    STATUS = "status"
    """Signs status lists and the public list of revocations."""
    LOG = "log"
    """Signs checkpoints of the transparency log; the only Ed25519 key."""
    SEAL = "seal"
    """Signs PDF files, through an X.509 certificate."""
    ANSWER = "answer"
    """Signs receipts, answers to other provinces and proofs of correspondence; never a title."""
    OPERATOR = "operator"
    """A person of the office, deciding."""
    COMMITTEE = "committee"
    """A person of a committee, handing in its results."""
    DATA = "data"
    """Symmetric: encrypts personal data at rest."""
    INDEX = "index"
    """Symmetric: blind indexes over personal data."""
    PEPPER = "pepper"
    """Symmetric: the server's part of the look-up by number, name and 查验码."""


SYMMETRIC: Final = frozenset({Role.DATA, Role.INDEX, Role.PEPPER})
PERSONAL: Final = frozenset({Role.OPERATOR, Role.COMMITTEE})
"""Roles whose keys belong to a named person, because a threshold counts persons."""


class Typ(StrEnum):
    """The `typ` of each kind of signed JSON document, without "application/" (RFC 7515 4.1.9)."""

    STATEMENT = "entity-statement+jwt"
    TRUST_LIST = "zc-trust-list+jwt"
    BATCH = "zc-batch+jwt"
    NOTICE = "zc-notice+jwt"
    DECISION = "zc-decision+jwt"
    REVOCATION_ORDER = "zc-revocation-order+jwt"
    CREDENTIAL = "dc+sd-jwt"
    STATUS_LIST = "statuslist+jwt"
    REVOCATIONS = "zc-revocations+jwt"
    RECEIPT = "zc-batch-receipt+jwt"
    RECOGNITION = "zc-recognition+jwt"
    ROSTER_RECEIPT = "zc-roster-receipt+jwt"
    CORRESPONDENCE = "zc-correspondence+jwt"


_TRUST: Final = frozenset({Role.ANCHOR, Role.AUTHORITY})
_COMMITTEE: Final = frozenset({Role.COMMITTEE})
_STATUS: Final = frozenset({Role.STATUS})
_ANSWER: Final = frozenset({Role.ANSWER})

MAY_SIGN: Final[Mapping[Typ, frozenset[Role]]] = MappingProxyType(
    {
        Typ.STATEMENT: _TRUST,
        Typ.TRUST_LIST: _TRUST,
        Typ.BATCH: _COMMITTEE,
        Typ.NOTICE: _COMMITTEE,
        Typ.REVOCATION_ORDER: _COMMITTEE,
        Typ.DECISION: frozenset({Role.OPERATOR}),
        Typ.CREDENTIAL: frozenset({Role.CREDENTIAL}),
        Typ.STATUS_LIST: _STATUS,
        Typ.REVOCATIONS: _STATUS,
        Typ.RECEIPT: _ANSWER,
        Typ.RECOGNITION: _ANSWER,
        Typ.ROSTER_RECEIPT: _ANSWER,
        Typ.CORRESPONDENCE: _ANSWER,
    }
)
"""The roles whose keys are believed under each `typ`. What signs no JSON document is absent:
checkpoints (LOG) and PDF files (SEAL)."""

ES256: Final = "ES256"
ED25519: Final = "Ed25519"


def algorithm_of(role: Role) -> str:
    """The one algorithm of a signing role: ES256, and Ed25519 for the log alone.

    C2SP signed notes ask for Ed25519; everything else is read by browsers and wallets, where
    ES256 is the floor. Raises KeyError for a symmetric role.
    """
    if role in SYMMETRIC:
        raise KeyError(role)
    return ED25519 if role is Role.LOG else ES256
