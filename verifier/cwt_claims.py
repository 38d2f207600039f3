"""The claims of a certificate in a CWT: numbers for names, and each with its type and bound.

Between `Certificate` and the map that `verifier.cwt` signs; it knows no bytes and no keys. The
authority appears as "CN-" and its region, and a committee as the last part of its entity id: the
key that signed tells which authority it is, and `issued_by` then restores both.

Follows RFC 8392 section 3 and the table of `profile.CwtClaim`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final, TypeAlias, TypeVar, cast

from keys.encoding import Json
from keys.errors import Malformed
from verifier.batch import MAX_NAME
from verifier.certificate import (
    MAX_ENTITY,
    MAX_NUMBER,
    MAX_VERSION,
    Certificate,
    StatusReference,
)
from verifier.members import Members, seconds
from verifier.profile import (
    CWT_IAT,
    CWT_ISS,
    CWT_PRIVATE,
    CWT_STATUS,
    QR_VERSION,
    CwtClaim,
)
from verifier.titles import Level, Scope, ScopeKind

Cbor: TypeAlias = "int | str | Mapping[int | str, Cbor]"
"""The CBOR values that our claims are made of."""
CborMap: TypeAlias = Mapping[int | str, Cbor]
T = TypeVar("T")

COUNTRY: Final = "CN-"
COMMITTEE_PATH: Final = "/committees/"
_LEVELS: Final = tuple(Level)
_SCOPE_KINDS: Final = tuple(ScopeKind)
Names: TypeAlias = Mapping[int | str, str]
_NAMES: Final[Names] = {claim.value: claim.name.lower() for claim in CwtClaim}
_TOP_NAMES: Final[Names] = {
    CWT_ISS: "iss",
    CWT_IAT: "iat",
    CWT_STATUS: "status",
    CWT_PRIVATE: "title",
}
_REGION: Final = re.compile(r"[1-9][0-9](?:[0-9]{2}){0,2}\Z")
_SLUG: Final = re.compile(r"[A-Za-z0-9._-]{1,80}\Z")


def claims_of(certificate: Certificate, *, region: str) -> CborMap:
    """The claims that fit a QR code, in ascending order of their keys.

    Args:
        region: GB/T 2260 code of the authority, two to six digits.

    Raises:
        Malformed: "credential.incomplete", or "credential.region".
    """
    if not _REGION.match(region):
        raise Malformed("credential.region")
    return {
        CWT_ISS: COUNTRY + region,
        CWT_IAT: seconds(certificate.issued_at),
        CWT_STATUS: {
            "status_list": {"idx": certificate.status.index, "uri": certificate.status.uri}
        },
        CWT_PRIVATE: _private(certificate, int(region)),
    }


def _private(certificate: Certificate, region: int) -> dict[int | str, Cbor]:
    award_date = _said(certificate.award_date, "award_date")
    committee = _said(certificate.committee_id, "committee_id")
    scope = certificate.scope
    claims: dict[int | str, Cbor] = {
        CwtClaim.CERTIFICATE_NO.value: _said(certificate.certificate_no, "certificate_no"),
        CwtClaim.NAME.value: _said(certificate.name, "name"),
        CwtClaim.TITLE.value: certificate.title,
        CwtClaim.SERIES.value: certificate.series,
        CwtClaim.SPECIALTY.value: _said(certificate.specialty, "specialty"),
        CwtClaim.LEVEL.value: certificate.level.digit,
        CwtClaim.COMMITTEE.value: _short(committee, certificate.issuer),
        CwtClaim.AWARD_DATE.value: int(award_date.strftime("%Y%m%d")),
        CwtClaim.REGION.value: region,
    }
    if certificate.mapping_rule is not None:
        claims[CwtClaim.MAPPING.value] = certificate.mapping_rule
    claims[CwtClaim.SCOPE_KIND.value] = _SCOPE_KINDS.index(scope.kind) + 1
    claims[CwtClaim.SCOPE_REGION.value] = scope.region
    if scope.target is not None:
        claims[CwtClaim.SCOPE_TARGET.value] = scope.target
    claims[CwtClaim.VERSION.value] = certificate.version
    claims[CwtClaim.FORMAT.value] = int(QR_VERSION)
    if scope.until is not None:
        claims[CwtClaim.SCOPE_UNTIL.value] = int(scope.until.strftime("%Y%m%d"))
    return claims


def _said(value: T | None, member: str) -> T:
    if value is None:
        raise Malformed("credential.incomplete", member=member)
    return value


def _short(committee_id: str, issuer: str) -> str:
    """The last part of a committee's entity id under its authority's; any other id whole."""
    slug = committee_id.removeprefix(issuer + COMMITTEE_PATH)
    return slug if _SLUG.match(slug) else committee_id


def issued_by(certificate: Certificate, issuer: str) -> Certificate:
    """A certificate from a CWT with the entity ids that its key stands for.

    Args:
        issuer: Entity id of the authority whose key has signed it. That `certificate.issuer`
            names this authority's region is for the caller to hold against its profile.
    """
    committee_id = certificate.committee_id
    if committee_id is not None and _SLUG.match(committee_id):
        committee_id = issuer + COMMITTEE_PATH + committee_id
    return replace(certificate, issuer=issuer, committee_id=committee_id)


def read_claims(claims: Cbor) -> Certificate:
    """The certificate in a claims map, `issuer` being "CN-" and the region.

    Whether the map was spelled as `claims_of` spells it is for the caller, who has its bytes.

    Raises:
        Malformed: A claim is missing, unknown, or not of its type and bound; the format number
            is not ours ("cwt.version"); the two regions differ ("credential.region").
    """
    members = _named(claims, _TOP_NAMES)
    issued_at = members.time("iat")
    status = StatusReference.from_members(members.object("status"))
    issuer = members.text("iss", limit=len(COUNTRY) + 6)
    private = _named(cast("Cbor", members.value("title")), _NAMES)
    members.done()
    if private.integer("format") != int(QR_VERSION):
        raise Malformed("cwt.version", known=QR_VERSION)
    region = str(private.integer("region"))
    if not _REGION.match(region) or issuer != COUNTRY + region:
        raise Malformed("credential.region")
    certificate = _certificate(private, issuer, issued_at, status)
    private.done()
    return certificate


def _named(claims: Cbor, names: Names) -> Members:
    """The claims under names, so that the one strict reader of members can read them."""
    if not isinstance(claims, Mapping):
        raise Malformed("document.not-an-object", where="cwt")
    named: dict[str, Cbor] = {}
    for key, value in claims.items():
        name = names.get(key)
        if name is None:
            raise Malformed("document.unknown-member", where="cwt", member=str(key)[:40])
        if isinstance(value, str) and not (
            value.isascii() or unicodedata.is_normalized("NFC", value)
        ):
            raise Malformed("encoding.nfc")
        named[name] = value
    return Members(cast("Json", named), "cwt")


def _certificate(
    private: Members, issuer: str, issued_at: datetime, status: StatusReference
) -> Certificate:
    kind = private.integer("scope_kind", least=1, most=len(_SCOPE_KINDS))
    level = private.integer("level", least=1, most=len(_LEVELS))
    return Certificate(
        issuer=issuer,
        issued_at=issued_at,
        title=private.text("title", limit=40),
        series=private.text("series", limit=40),
        level=_LEVELS[level - 1],
        scope=Scope(
            _SCOPE_KINDS[kind - 1],
            private.text("scope_region", limit=6),
            private.optional_text("scope_target"),
            _day(private, "scope_until") if private.has("scope_until") else None,
        ),
        version=private.integer("version", least=1, most=MAX_VERSION),
        evidence=None,
        status=status,
        name=private.text("name", limit=MAX_NAME),
        certificate_no=private.text("certificate_no", limit=MAX_NUMBER),
        specialty=private.text("specialty", limit=60),
        committee_id=private.text("committee", limit=MAX_ENTITY),
        award_date=_day(private, "award_date"),
        mapping_id=private.optional_text("mapping", limit=80),
    )


def _day(private: Members, member: str) -> date:
    """The day 20250618; raises Malformed for anything that is none."""
    number = private.integer(member)
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError) as error:
        raise Malformed("document.member", where="cwt", member=member) from error
