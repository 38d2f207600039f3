"""Constants of the wire: names, numbers and limits, and which document each follows.

What a draft may still change stands here and nowhere else. Nothing here judges or computes.

Follows SD-JWT VC draft-25 (of RFC 9901), Token Status List draft-21, RFC 8392 and RFC 9052,
C2SP signed-note, tlog-checkpoint and tlog-proof v1.
"""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import Final

# --- Credential: SD-JWT VC draft-25 -------------------------------------------------------
VCT_PATH: Final = "/vct/zc-title/1"
"""Path of the type identifier on the issuer's host; the last segment is its version."""
SD_ALG: Final = "sha-256"
SALT_BYTES: Final = 16  # RFC 9901 9.3: at least 128 bits
MAX_CREDENTIAL_BYTES: Final = 32 * 2**10

# --- Offline QR: RFC 8392 (CWT), RFC 9052 (COSE), RFC 9864 (ESP256) -----------------------
QR_VERSION: Final = "1"
"""First character of the fragment; stands inside the signed claims too (`CwtClaim.FORMAT`), so
that nobody can present one format as another."""
LINK_PATH: Final = "/v/"
CODE_CHARACTERS: Final = 26
CODE_BYTES: Final = 16
KID_PREFIX_BYTES: Final = 8
MAX_CWT_BYTES: Final = 1024  # about three times a usual one; version 40 would hold more
MAX_LINK_CHARACTERS: Final = 3072
COSE_SIGN1_TAG: Final = 18
COSE_ALG: Final = 1
COSE_KID: Final = 4
COSE_ESP256: Final = -9
CWT_ISS: Final = 1
CWT_IAT: Final = 6
CWT_STATUS: Final = 65535  # Token Status List draft-21, section 6.3
CWT_PRIVATE: Final = -65537  # RFC 8392: integers below -65536 are for private use


class CwtClaim(IntEnum):
    """Keys of the private claims in the CWT; a number is never given a second meaning."""

    CERTIFICATE_NO = 1
    NAME = 2
    TITLE = 3
    SERIES = 4
    SPECIALTY = 5
    LEVEL = 6
    COMMITTEE = 7
    AWARD_DATE = 8
    REGION = 9
    MAPPING = 10
    SCOPE_KIND = 11
    SCOPE_REGION = 12
    SCOPE_TARGET = 13
    VERSION = 14
    FORMAT = 15
    SCOPE_UNTIL = 16


# --- Status: Token Status List draft-21 ---------------------------------------------------
class Status(IntEnum):
    """Status types. 0 to 2 are of the draft, 3 is kept there for applications."""

    VALID = 0
    REVOKED = 1  # revoked or cancelled: the revocations document tells which
    SUSPENDED = 2
    SUPERSEDED = 3


VALID: Final = Status.VALID
REVOKED: Final = Status.REVOKED
SUSPENDED: Final = Status.SUSPENDED
SUPERSEDED: Final = Status.SUPERSEDED

BITS: Final = 2
LIST_SIZE: Final = 2**20
"""Entries of one list: so many that who fetches it does not say whom it asks for, and that its
compressed form stays within 1.55 of its entropy (1.73 at 2**17, 1.53 here, at one in a thousand).
A power of four: `issuer.status_index` permutes the two halves of a place."""
LIST_BYTES: Final = LIST_SIZE * BITS // 8
STATUS_PATH: Final = "/status/"
"""A list's address is the issuer's entity id, this path, and the list's number."""
TTL: Final = timedelta(seconds=600)
EXP: Final = timedelta(days=7)
MAX_STATUS_BYTES: Final = 2 * 2**20
MAX_REVOCATIONS: Final = 100_000
MAX_REVOCATIONS_BYTES: Final = 64 * 2**20

# --- Log: C2SP tlog -----------------------------------------------------------------------
LOG_VERSION: Final = "zc-log/v1"
PROOF_HEADER: Final = "c2sp.org/tlog-proof@v1"
MAX_ENTRY_BYTES: Final = 65535  # tlog-tiles: entries carry a 16-bit length
MAX_NOTE_BYTES: Final = 32 * 2**10  # signed-note: at least 16 signatures must fit
MAX_PROOF_BYTES: Final = 192 * 2**10
NOTE_ED25519: Final = 1  # signed-note: type byte of an Ed25519 key

LEEWAY: Final = timedelta(seconds=60)
"""How far two honest clocks may differ, both ways."""
