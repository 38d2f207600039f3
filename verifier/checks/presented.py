"""Steps 1 to 4: what was presented, who is said to have signed it, whether they did, what it says.

Follows RFC 7515, RFC 9052 and RFC 9901 for the signatures; RFC 3986 for links.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from keys.envelope import signer_of
from keys.errors import Malformed, Untrusted
from keys.public_key import TrustedKey
from keys.roles import Typ
from verifier import wire
from verifier.bundle import AuthorityView
from verifier.certificate import Certificate
from verifier.checks.case import Case
from verifier.cwt import issued_by, open_cwt
from verifier.members import Members
from verifier.profile import MAX_CREDENTIAL_BYTES
from verifier.rules import short_code
from verifier.sd_jwt import vct_of
from verifier.verdict import DOCUMENT, KEY, READ, SIGNATURE
from verifier.wire import CwtPresented, SdJwtPresented

FRESH: Final = timedelta(hours=24)
"""How old what we know may be and still speak for now (the same for status lists)."""
COUNTRY: Final = "CN-"  # opens the issuer of a CWT, before it is known whose key signed it


def read(case: Case) -> None:
    """1: what the text is, within the limits; raises Malformed for a text that is nothing."""
    case.presented = wire.read(case.text)
    if isinstance(case.presented, SdJwtPresented):
        case.valid(READ, "read.sd-jwt")
        return
    if case.presented.host not in case.bundle.hosts():
        case.invalid(READ, "read.foreign-host", host=case.presented.host)
    elif isinstance(case.presented, CwtPresented):
        case.valid(READ, "read.cwt", host=case.presented.host)
    else:
        case.unknown(READ, "read.link-only", host=case.presented.host)


def key(case: Case) -> None:
    """2: the authority is on the trust list, and the key is one that signs its certificates."""
    presented = case.carried
    if isinstance(presented, SdJwtPresented):
        _key_of_credential(case, presented)
    elif isinstance(presented, CwtPresented):
        _key_of_cwt(case, presented)
    else:
        case.skipped(KEY, "key.nothing")


def signature(case: Case) -> None:
    """3: that key signed exactly these bytes."""
    presented, view = case.carried, case.view
    if presented is None or view is None:
        case.skipped(SIGNATURE, "signature.nothing")
        return
    try:
        if isinstance(presented, SdJwtPresented):
            case.key = signer_of(
                presented.issuer_jwt,
                Typ.CREDENTIAL,
                view.credential_keys,
                at=None,
                limit=MAX_CREDENTIAL_BYTES,
            )
        elif isinstance(presented, CwtPresented):
            case.key = open_cwt(presented.parts, view.credential_keys)
    except Untrusted as error:
        # Step 2 has said it already.
        if error.code == "key.unknown":
            case.skipped(SIGNATURE, "signature.nothing")
        else:
            case.refused(SIGNATURE, error)
    except Malformed as error:
        case.refused(SIGNATURE, error)
    else:
        case.valid(SIGNATURE, "signature.right", form=presented.form)


def document(case: Case) -> None:
    """4: it is well-formed, every claim shown was signed, and it points to its issuer's lists."""
    presented = case.carried
    if not isinstance(presented, SdJwtPresented | CwtPresented):
        case.skipped(DOCUMENT, "document.nothing")
        return
    try:
        certificate = presented.certificate
    except Malformed as error:
        if error.code in ("credential.vct", "cwt.version"):
            case.unknown(DOCUMENT, "document.newer")
        else:
            case.refused(DOCUMENT, error)
        return
    case.claimed = certificate
    if case.view is None:
        case.skipped(DOCUMENT, "document.unclaimed")
        return
    case.claimed = _in_full(certificate, case.view)
    wrong = _misdirected(case, presented, certificate, case.view)
    for member in wrong:
        case.invalid(DOCUMENT, "document.misdirected", member=member)
    if not wrong:
        case.valid(DOCUMENT, "document.well-formed", version=certificate.version)


def _key_of_credential(case: Case, presented: SdJwtPresented) -> None:
    try:
        case.view = case.bundle.authority(_claimed_issuer(presented))
        case.view.credential_keys.find(presented.kid)
    except Malformed as error:
        case.refused(KEY, error)
    except Untrusted as error:
        others = case.view.other_keys if case.view else ()
        _unknown_key(case, error, [each for each in others if each.kid == presented.kid])
    else:
        case.valid(KEY, "key.known", kid=presented.kid, issuer=case.view.profile.name)


def _key_of_cwt(case: Case, presented: CwtPresented) -> None:
    """A CWT names eight bytes of its key, and of its authority only the region."""
    prefix = presented.kid_prefix
    view = case.bundle.with_key(prefix)
    if view is not None:
        case.view = view
        case.valid(KEY, "key.known", kid=prefix.hex(), issuer=view.profile.name)
        return
    try:
        region = presented.certificate.issuer.removeprefix(COUNTRY)
    except Malformed as error:
        case.refused(KEY, error)
        return
    named = case.bundle.in_region(region)
    if not named:
        case.invalid(KEY, "key.unknown-issuer", issuer=COUNTRY + region)
        return
    case.view = named[0]
    others = case.view.other_keys.find_by_prefix(prefix)
    _unknown_key(case, Untrusted("key.unknown", kid=prefix.hex()), others)


def _unknown_key(case: Case, error: Untrusted, others: Sequence[TrustedKey]) -> None:
    """An unknown key is a forger's, unless what we know is so old that the key may be newer.

    `others` are keys of the authority by that name that have another role: not unknown at all,
    and worse.
    """
    view = case.view
    if others:
        role = others[0].role.value
        case.invalid(KEY, "key.role", role=role, typ=Typ.CREDENTIAL.value)
    elif view is not None and case.at - view.as_of > FRESH and _claimed_after(case, view):
        case.unknown(KEY, "key.newer-than-bundle")
    else:
        case.refused(KEY, error)


def _claimed_after(case: Case, view: AuthorityView) -> bool:
    presented = case.carried
    try:
        return (
            isinstance(presented, SdJwtPresented | CwtPresented)
            and presented.certificate.issued_at > view.as_of
        )
    except Malformed:
        return False


def _claimed_issuer(presented: SdJwtPresented) -> str:
    """Who CLAIMS to have issued it, UNVERIFIED: only to find the keys to hold it against."""
    return Members({"iss": presented.parts.claims.get("iss")}, "credential").text("iss")


def _in_full(certificate: Certificate, view: AuthorityView) -> Certificate:
    if certificate.issuer.startswith(COUNTRY):
        return issued_by(certificate, view.entity)
    return certificate


def _misdirected(
    case: Case,
    presented: SdJwtPresented | CwtPresented,
    certificate: Certificate,
    view: AuthorityView,
) -> list[str]:
    """Members that point elsewhere than to the authority whose key signed."""
    profile = view.profile
    found = []
    if not certificate.status.uri.startswith(profile.status_base):
        found.append("status")
    if certificate.evidence and certificate.evidence.log != profile.log_origin:
        found.append("log")
    if isinstance(presented, SdJwtPresented):
        if presented.parts.claims.get("vct") != vct_of(view.entity):
            found.append("vct")
        return found
    region = certificate.issuer.removeprefix(COUNTRY)
    if short_code(region) != short_code(profile.region):
        found.append("region")
    # A host that no authority has is step 1's finding.
    if presented.host in case.bundle.hosts() and presented.host not in profile.hosts:
        found.append("host")
    return found
