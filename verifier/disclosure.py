"""Disclosures of an SD-JWT: claims beside the signed part, each named in it by a salted digest.

Knows which claims can be withheld and how one is written; what they mean is for
`verifier.sd_jwt`. Nothing is nested: no claim has disclosable parts of its own.

Follows RFC 9901 sections 4.2 (form), 7.1 (what a reader must refuse) and 9.3 (salts).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from keys.encoding import Json, Sha256, b64, canonical, parse, sha256, spells, unb64
from keys.errors import Malformed, member_told
from verifier.profile import MAX_CREDENTIAL_BYTES, SALT_BYTES

DISCLOSABLE: Final = (
    "name",
    "certificate_no",
    "specialty",
    "committee",
    "committee_id",
    "method",
    "award_date",
    "approval_doc_no",
    "employer",
    "mapping",
)
"""Claims that a holder may withhold, in the order in which they are written."""
REQUIRED: Final = DISCLOSABLE[:7]
"""Claims that every issued certificate has, disclosed or withheld."""
ALWAYS_VISIBLE: Final = frozenset(
    {"iss", "vct", "iat", "nbf", "title", "series", "level", "scope", "evidence", "status"}
    | {"version"}
)
# RFC 9901 4.2.1 keeps "_sd" and "..." from being disclosed, SD-JWT VC draft-25 "cnf" and others.
_RESERVED: Final = ALWAYS_VISIBLE | {"_sd", "...", "_sd_alg", "exp", "cnf", "vct#integrity"}


def write(claims: Mapping[str, Json], random: Callable[[int], bytes]) -> list[str]:
    """One disclosure for each claim, in their order, each with a salt of its own.

    Raises:
        Malformed: "credential.incomplete": a claim of REQUIRED is not among them.
    """
    for member in REQUIRED:
        if member not in claims:
            raise Malformed("credential.incomplete", member=member)
    salts = random(SALT_BYTES * len(claims))
    return [
        b64(canonical([b64(salts[place * SALT_BYTES :][:SALT_BYTES]), name, value]))
        for place, (name, value) in enumerate(claims.items())
    ]


def digest(disclosure: str) -> Sha256:
    """What names a disclosure in the signed part (RFC 9901 4.2.3)."""
    return sha256(disclosure.encode("ascii"))


def resolve(disclosures: Sequence[str], digests: frozenset[str]) -> dict[str, Json]:
    """The disclosed claims by name (RFC 9901 7.1, steps 3 to 5).

    Args:
        disclosures: As they travel, base64url.
        digests: Those of the signed part.

    Raises:
        Malformed: "credential.unreferenced" (no digest names it), "credential.disclosure"
            (not salt, name and value as we write them), "credential.reserved-name",
            "credential.unknown-claim", "credential.duplicate-claim".
    """
    for disclosure in disclosures:
        if digest(disclosure) not in digests:
            raise Malformed("credential.unreferenced")
    claims: dict[str, Json] = {}
    for opened in _open_all(disclosures):
        name, value = _claim(opened)
        if name in claims:
            raise Malformed("credential.duplicate-claim", member=name)
        claims[name] = value
    return claims


def name_of(disclosure: str) -> str:
    """The claim that a disclosure makes; raises Malformed."""
    return _claim(_open_all([disclosure])[0])[0]


def _open_all(disclosures: Sequence[str]) -> Sequence[Json]:
    """The JSON arrays in the disclosures, parsed as one document because that is much faster.

    Each must then be exactly what we would have written for it, so that no disclosure can begin
    what another one ends.
    """
    raw = [unb64(each) for each in disclosures]
    document = parse(b'{"all":[' + b",".join(raw) + b"]}", limit=MAX_CREDENTIAL_BYTES)
    opened = document["all"]
    if not isinstance(opened, list) or [canonical(each) for each in opened] != raw:
        raise Malformed("credential.disclosure")
    return opened


def _claim(opened: Json) -> tuple[str, Json]:
    """Name and value of one disclosure, whose salt has 128 bits."""
    if not isinstance(opened, list) or len(opened) != 3:
        raise Malformed("credential.disclosure")
    salt, name, value = opened
    if not isinstance(salt, str) or not spells(salt, SALT_BYTES) or not isinstance(name, str):
        raise Malformed("credential.disclosure")
    if name in _RESERVED:
        raise Malformed("credential.reserved-name", member=name)
    if name not in DISCLOSABLE:
        raise Malformed("credential.unknown-claim", member=member_told(name))
    return name, value
