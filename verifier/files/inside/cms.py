"""A signature of a PDF taken apart: what was signed, by which key, and whether all of it fits.

The parent computes digest and signature again from what is given here (`verifier.files.sealed`);
what only this side can tell is the flag `whole`. Follows RFC 5652 (CMS), RFC 5035 (which binds the
certificate), RFC 3161 (time stamps) and ETSI EN 319 142-1 (PAdES).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import cms, core, parser
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.general import SigningError, extract_certificate_info
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.errors import SignatureValidationError

from verifier.files.found import Seal

Ranges = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a signature stands in a file: the signed ranges, and the bytes of it."""

    ranges: Ranges
    contents: bytes
    signed_at: datetime | None = None
    changes: str = ""


def ready() -> None:
    """Load what the libraries load late, while files can still be opened."""
    ec.ECDSA(hashes.SHA256())


def seal_of(placed: Placed, data: bytes) -> Seal:
    """A signature taken apart; a bare `Seal` with its ranges where that is not possible."""
    bare = Seal(placed.ranges, signed_at=placed.signed_at, changes=placed.changes)
    try:
        _, _, _, header, inner, trailer = parser.parse(placed.contents, strict=False)
        message = header + inner + trailer
        content = cms.ContentInfo.load(message, strict=True)["content"]
        certificates = extract_certificate_info(content)
        (signer,) = content["signer_infos"]
        attributes = signer["signed_attrs"].untag()
        if attributes is core.VOID or not len(attributes):
            return bare
        moment = generic_cms.extract_self_reported_ts(signer) or placed.signed_at
        return Seal(
            ranges=placed.ranges,
            attributes=attributes.dump(),
            signature=signer["signature"].native,
            key=certificates.signer_cert.public_key.dump(),
            signed_at=moment.astimezone(UTC) if moment else None,
            whole=_fits(content, _signed(data, placed.ranges))
            and not placed.contents[len(message) :].strip(b"\0")
            and all(_stamp_fits(each, signer) for each in _stamps(signer)),
            changes=placed.changes,
        )
    except (ValueError, TypeError, KeyError, IndexError, SigningError, SignatureValidationError):
        return bare


def _signed(data: bytes, ranges: Ranges) -> bytes:
    start, length, again, rest = ranges
    return data[start : start + length] + data[again : again + rest]


def _fits(content: cms.SignedData, signed: bytes) -> bool:
    """Whether digest, attributes, certificate and signature of signed data fit each other."""
    (signer,) = content["signer_infos"]
    certificate = generic_cms.extract_certs_for_validation(content).signer_cert
    expected = content["encap_content_info"]["content_type"].native
    digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native, signed).digest()
    return all(generic_cms.validate_sig_integrity(signer, certificate, expected, digest))


def _stamps(signer: cms.SignerInfo) -> list[cms.SignedData]:
    return list(generic_cms.extract_tst_data_iter(signer, signed=False))


def _stamp_fits(stamp: cms.SignedData, signer: cms.SignerInfo) -> bool:
    """Whether a time stamp is over this very signature; who made it is not asked."""
    said = stamp["encap_content_info"]["content"]
    imprint = said.parsed["message_imprint"]
    name = imprint["hash_algorithm"]["algorithm"].native
    stamped = hashlib.new(name, signer["signature"].native).digest()
    return imprint["hashed_message"].native == stamped and _fits(stamp, bytes(said))
