"""The certificate as an SD-JWT VC: says everything, and lets the holder withhold.

Strict where the standard leaves room: only our own claims exist, each with its type and bound,
and every disclosure must be named by the signed part (`verifier.disclosure`). No signature is
checked here; the signed part opens with `keys.envelope.open_compact`.

Follows RFC 9901 (sections 4.2 and 7.1) and SD-JWT VC draft-25. Written order of disclosures is
the order of `disclosure.DISCLOSABLE`; any order is read, since RFC 9901 gives it no meaning.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from keys.encoding import Json, Kid, Sha256, canonical, parse, sha256, unb64
from keys.envelope import claimed_kids, seal
from keys.errors import Malformed, TooLarge
from keys.roles import Typ
from keys.signer import Signer
from verifier import disclosure
from verifier.batch import MAX_NAME
from verifier.certificate import (
    MAX_ENTITY,
    MAX_NUMBER,
    MAX_VERSION,
    Certificate,
    Evidence,
    StatusReference,
)
from verifier.disclosure import DISCLOSABLE
from verifier.members import Members, seconds
from verifier.profile import MAX_CREDENTIAL_BYTES, SD_ALG, VCT_PATH
from verifier.titles import Correspondence, Level, Method, Scope

_VCT: Final = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?" + re.escape(VCT_PATH) + r"\Z")
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_.-]+\Z")
_DIGEST_CHARACTERS: Final = 43


def encode(
    certificate: Certificate,
    signer: Signer,
    *,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> str:
    """The signed certificate with all its disclosures, ending in "~".

    Args:
        signer: In role CREDENTIAL.
        random: Gives that many random bytes, for the salts.

    Raises:
        Malformed: "credential.incomplete": the evidence, or a claim of `disclosure.REQUIRED`, is
            None.
        Untrusted: "key.role".
    """
    claims = _visible(certificate)
    disclosures = disclosure.write(_said(certificate), random)
    # Sorted, so that their order tells nothing about which claims are withheld (RFC 9901 4.2.4).
    claims["_sd"] = sorted(map(disclosure.digest, disclosures))
    claims["_sd_alg"] = SD_ALG
    return "~".join([seal(canonical(claims), Typ.CREDENTIAL, signer), *disclosures, ""])


def _visible(certificate: Certificate) -> dict[str, Json]:
    if certificate.evidence is None:
        raise Malformed("credential.incomplete", member="evidence")
    issued_at = seconds(certificate.issued_at)
    return {
        "iss": certificate.issuer,
        "vct": vct_of(certificate.issuer),
        "iat": issued_at,
        "nbf": issued_at,
        "title": certificate.title,
        "series": certificate.series,
        "level": certificate.level,
        "scope": certificate.scope.to_dict(),
        "evidence": certificate.evidence.to_dict(),
        "status": certificate.status.to_dict(),
        "version": certificate.version,
    }


def _said(certificate: Certificate) -> dict[str, Json]:
    """The disclosable claims that the certificate makes, in the order of DISCLOSABLE."""
    award_date, mapping = certificate.award_date, certificate.mapping
    claims: dict[str, Json] = {
        "name": certificate.name,
        "certificate_no": certificate.certificate_no,
        "specialty": certificate.specialty,
        "committee": certificate.committee,
        "committee_id": certificate.committee_id,
        "method": certificate.method,
        "award_date": award_date.isoformat() if award_date else None,
        "approval_doc_no": certificate.approval_doc_no,
        "employer": certificate.employer,
        "mapping": mapping.to_dict() if mapping else None,
    }
    return {name: value for name, value in claims.items() if value is not None}


def vct_of(issuer: str) -> str:
    """The type identifier on the host of an issuer's entity id."""
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}{VCT_PATH}"


@dataclass(frozen=True)  # without slots: what was read once is kept
class SdJwt:
    """A credential taken apart, unverified.

    Attributes:
        issuer_jwt: The signed part, before the first "~".
        disclosures: As they came, base64url.
    """

    issuer_jwt: str
    disclosures: tuple[str, ...]

    @property
    def kid(self) -> Kid:
        """Thumbprint of the key that CLAIMS to have signed; raises Malformed."""
        return claimed_kids(self.issuer_jwt)[0]

    @cached_property
    def digest(self) -> Sha256:
        """What the log entry names; the same for every presentation."""
        return sha256(self.issuer_jwt.encode("ascii"))

    @cached_property
    def claims(self) -> Mapping[str, Json]:
        """What the signed part CLAIMS, UNVERIFIED; raises Malformed."""
        return parse(unb64(self.issuer_jwt.split(".")[1]), limit=MAX_CREDENTIAL_BYTES)


def take_apart(text: str) -> SdJwt:
    """The parts of a credential, only the form of which is looked at.

    Raises:
        TooLarge: "credential.too-large".
        Malformed: "credential.form", or "credential.key-binding" for a presentation that is
            bound to a holder's key, which our certificates do not have.
    """
    if len(text) > MAX_CREDENTIAL_BYTES:
        raise TooLarge("credential.too-large", limit=MAX_CREDENTIAL_BYTES)
    jwt, *rest = text.split("~")
    if not rest or not _SEGMENT.match(jwt) or jwt.count(".") != 2:
        raise Malformed("credential.form")
    if rest[-1]:
        raise Malformed("credential.key-binding")
    disclosures = tuple(rest[:-1])
    if not all(map(_SEGMENT.match, disclosures)):
        raise Malformed("credential.form")
    return SdJwt(jwt, disclosures)


def issuer_jwt(text: str) -> str:
    """The signed part of a credential; raises Malformed."""
    return take_apart(text).issuer_jwt


def read(text: str) -> Certificate:
    """What a credential CLAIMS, UNVERIFIED; withheld claims are None. Raises Malformed."""
    return certificate_of(take_apart(text))


def certificate_of(parts: SdJwt) -> Certificate:
    """As `read`, of a credential that was taken apart already."""
    members = Members(parts.claims, "credential")
    disclosed = disclosure.resolve(parts.disclosures, _digests(members))
    certificate = _certificate(members, Members(disclosed, "credential"))
    members.done()
    return certificate


def withheld(parts: SdJwt) -> int:
    """How many claims the holder withheld; their names cannot be known. Raises Malformed."""
    return len(_digests(Members(parts.claims, ""))) - len(parts.disclosures)


def present(text: str, names: Collection[str]) -> str:
    """The same credential, disclosing only the claims in `names`.

    Raises:
        Malformed: Not a credential, or "credential.not-disclosed": it does not disclose one of
            the names.
    """
    parts = take_apart(text)
    certificate_of(parts)
    found = {disclosure.name_of(each): each for each in parts.disclosures}
    for name in names:
        if name not in found:
            raise Malformed("credential.not-disclosed", member=name[:40])
    kept = [found[name] for name in DISCLOSABLE if name in names]
    return "~".join([parts.issuer_jwt, *kept, ""])


def _digests(members: Members) -> frozenset[str]:
    """The digests of the signed part, each once."""
    if members.text("_sd_alg") != SD_ALG:
        raise Malformed("credential.digest-algorithm", known=SD_ALG)
    listed = members.array("_sd", limit=len(DISCLOSABLE))
    digests = frozenset(
        each for each in listed if isinstance(each, str) and len(each) == _DIGEST_CHARACTERS
    )
    if len(digests) != len(listed):
        raise Malformed("credential.duplicate-digest")
    return digests


def _certificate(visible: Members, disclosed: Members) -> Certificate:
    if not _VCT.match(visible.text("vct", limit=MAX_ENTITY)):
        raise Malformed("credential.vct")
    issued_at = visible.time("iat")
    if visible.time("nbf") != issued_at:
        raise Malformed("document.member", where="credential", member="nbf")
    return Certificate(
        issuer=visible.text("iss", limit=MAX_ENTITY),
        issued_at=issued_at,
        title=visible.text("title", limit=40),
        series=visible.text("series", limit=40),
        level=visible.choice("level", Level),
        scope=Scope.from_dict(visible.value("scope")),
        version=visible.integer("version", least=1, most=MAX_VERSION),
        evidence=Evidence.from_members(visible.object("evidence")),
        status=StatusReference.from_members(visible.object("status")),
        name=disclosed.optional_text("name", limit=MAX_NAME),
        certificate_no=disclosed.optional_text("certificate_no", limit=MAX_NUMBER),
        specialty=disclosed.optional_text("specialty", limit=60),
        committee=disclosed.optional_text("committee"),
        committee_id=disclosed.optional_text("committee_id", limit=MAX_ENTITY),
        method=disclosed.choice("method", Method) if disclosed.has("method") else None,
        award_date=disclosed.day("award_date") if disclosed.has("award_date") else None,
        approval_doc_no=disclosed.optional_text("approval_doc_no", limit=80),
        employer=disclosed.optional_text("employer"),
        mapping=_mapping(disclosed),
    )


def _mapping(disclosed: Members) -> Correspondence | None:
    if not disclosed.has("mapping"):
        return None
    return Correspondence.from_dict(disclosed.value("mapping"))
