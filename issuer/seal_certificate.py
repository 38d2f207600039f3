"""The X.509 certificate over the SEAL key: PDF readers know no other way to name a signer.

The office makes one for itself when it is founded, and may put one of an outside authority over
the same key in its place. It gives a reader a name to show and nothing more: whether a seal is
this authority's is decided by the trust list, which names the key in role SEAL, and never by the
certificate or by whoever signed it.

Opens no key and reads no clock. Follows RFC 5280 (certificates), RFC 2986 (requests); the key
usage is the one that ETSI EN 319 412-2 (4.3.2) asks for signatures that bind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from issuer.config import InstanceIdentity
from issuer.seal_key import SealKey
from keys.algorithms import jwk_of
from keys.errors import Malformed, Refused
from keys.public_key import PublicKey
from keys.signer import Signer

CERTIFICATE_FILE: Final = "seal.pem"
MAX_CHAIN_BYTES: Final = 64 * 1024
MAX_CHAIN: Final = 6
LIFE: Final = timedelta(days=18_262)
"""Fifty years: longer than the working life that a certificate is kept for. A reader without a
time stamp judges by its own clock, and would call a genuine seal expired; who ends the key is
the anchor's list, which can do so any day."""
WARNING: Final = timedelta(days=90)
"""How long before its end a certificate is called expiring: an outside authority takes weeks."""
_COMMON_NAME_BYTES: Final = 64


@dataclass(frozen=True)
class SealCertificate:
    """A certificate with those above it, the seal's own first.

    Attributes:
        chain: One self-made certificate, or the seal's with the intermediates up to a root.
    """

    chain: tuple[x509.Certificate, ...]

    @classmethod
    def from_pem(cls, data: bytes) -> SealCertificate:
        """Read a chain.

        Raises:
            Malformed: "seal.certificate" when it holds no certificate, too many, or another
                kind of key than the seal's.
        """
        try:
            chain = tuple(x509.load_pem_x509_certificates(data[:MAX_CHAIN_BYTES]))
        except ValueError as error:
            raise Malformed("seal.certificate") from error
        if len(data) > MAX_CHAIN_BYTES or not 1 <= len(chain) <= MAX_CHAIN:
            raise Malformed("seal.certificate")
        key = chain[0].public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
            raise Malformed("seal.certificate")
        return cls(chain)

    def to_pem(self) -> bytes:
        """The chain as `from_pem` reads it."""
        return b"".join(each.public_bytes(Encoding.PEM) for each in self.chain)

    @property
    def own(self) -> x509.Certificate:
        """The seal's."""
        return self.chain[0]

    @cached_property
    def public(self) -> PublicKey:
        """The key that it names."""
        return _public_of(self.own)

    @property
    def size(self) -> int:
        """Bytes of all of them as they travel in a signature."""
        return sum(len(each.public_bytes(Encoding.DER)) for each in self.chain)

    @property
    def subject(self) -> str:
        """Whom a reader will see (RFC 4514)."""
        return self.own.subject.rfc4514_string()

    @property
    def self_made(self) -> bool:
        """Whether it was signed by the very key that it names."""
        return self.own.subject == self.own.issuer and len(self.chain) == 1

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the seal's own certificate, in hexadecimal."""
        return self.own.fingerprint(hashes.SHA256()).hex()

    def days_left(self, *, at: datetime) -> int:
        """Whole days until the first of the chain ends; negative afterwards."""
        return (min(each.not_valid_after_utc for each in self.chain) - at).days

    def demand(self, public: PublicKey, *, at: datetime) -> None:
        """Whether files may be sealed with it by this key.

        Raises:
            Refused: As `demand_key`; "seal.certificate.not-yet" or "seal.certificate.expired"
                (`day`) where any of the chain is outside its time; "seal.certificate.usage"
                where it may not sign documents; "seal.certificate.chain" where one was not
                signed by the next.
        """
        self.demand_key(public)
        for each in self.chain:
            if at < each.not_valid_before_utc:
                raise Refused("seal.certificate.not-yet", day=f"{each.not_valid_before_utc:%F}")
            if at > each.not_valid_after_utc:
                raise Refused("seal.certificate.expired", day=f"{each.not_valid_after_utc:%F}")
        if not _may_sign(self.own):
            raise Refused("seal.certificate.usage")
        for lower, upper in pairwise(self.chain):
            try:
                lower.verify_directly_issued_by(upper)
            except (InvalidSignature, TypeError, ValueError) as error:
                raise Refused("seal.certificate.chain") from error

    def demand_key(self, public: PublicKey) -> None:
        """Whether it names this key; Refused("seal.certificate.other-key")."""
        if self.public != public:
            raise Refused("seal.certificate.other-key", found=self.public.kid, wanted=public.kid)


def make_certificate(
    signer: Signer, identity: InstanceIdentity, *, at: datetime
) -> SealCertificate:
    """The certificate that an office makes for itself: subject and issuer are the authority."""
    key = SealKey(signer)
    name = subject_of(identity)
    start = at.replace(microsecond=0)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    for extension, critical in _extensions(identity):
        builder = builder.add_extension(extension, critical=critical)
    return SealCertificate((builder.sign(key, hashes.SHA256()),))


def make_request(signer: Signer, identity: InstanceIdentity) -> bytes:
    """A request (PKCS #10, PEM) for an outside authority to put its certificate over the key."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject_of(identity))
    for extension, critical in _extensions(identity):
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(SealKey(signer), hashes.SHA256()).public_bytes(Encoding.PEM)


def read_certificate(instance: Path) -> SealCertificate:
    """The certificate in use.

    Raises:
        Refused: "seal.certificate.missing" (`path`) when there is none.
        Malformed: As `SealCertificate.from_pem`.
    """
    path = instance / CERTIFICATE_FILE
    try:
        return SealCertificate.from_pem(path.read_bytes())
    except FileNotFoundError as error:
        raise Refused("seal.certificate.missing", path=str(path)) from error


def install_certificate(instance: Path, certificate: SealCertificate) -> None:
    """Put another certificate in use; a whole file or none. Files sealed before keep theirs."""
    path = instance / CERTIFICATE_FILE
    unfinished = path.with_suffix(".new")
    unfinished.write_bytes(certificate.to_pem())
    unfinished.replace(path)


def subject_of(identity: InstanceIdentity) -> x509.Name:
    """The authority by name and region; the region as its code of GB/T 2260."""
    # A common name has room for about twenty characters; the organisation always stands in full.
    fits = len(identity.name.encode()) <= _COMMON_NAME_BYTES
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.LOCALITY_NAME, identity.region),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, identity.name),
            x509.NameAttribute(NameOID.COMMON_NAME, identity.name if fits else identity.host),
        ]
    )


def _extensions(identity: InstanceIdentity) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    """What certificate and request both say."""
    return (
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_USAGE, True),
        (x509.SubjectAlternativeName([x509.UniformResourceIdentifier(identity.entity)]), False),
    )


_USAGE: Final = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,  # once called non-repudiation
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.digital_signature or usage.content_commitment


def _public_of(certificate: x509.Certificate) -> PublicKey:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Malformed("seal.certificate")
    return PublicKey.from_jwk(jwk_of(key))
