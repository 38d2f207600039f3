"""Puts the authority's seal on a finished PDF: an electronic signature that allows no change.

The seal covers every byte of the file, and is added behind it: pages, attachments and metadata
stay as they were drawn. It shows nothing on the page, where the drawn seal already stands. The
moment comes from the caller; a network is asked only where a time stamp is configured.

A verifier believes a seal because the trust list names its key in role SEAL for the authority at
that time. Follows ETSI EN 319 142-1 (PAdES, levels B-B and B-T), ISO 32000-2 12.8 (DocMDP) and
ISO 19005-3 6.4.3.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign import Signer as CmsSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from issuer.config import Config, InstanceIdentity, StampFails
from issuer.seal_certificate import SealCertificate, read_certificate
from issuer.seal_key import der_signature
from issuer.time_stamp import MAX_ANSWER_BYTES, Stamper
from keys.errors import KeyFileError, Malformed, Unavailable
from keys.roles import Role
from keys.signer import Signer, self_test

_LOG: Final = logging.getLogger("zhicheng.sealing")

FIELD: Final = "zhicheng.seal"
"""Name of the signature field: a verifier looks for this one and no other."""
REASON: Final = "职称电子证书签发 · Professional-title e-certificate, as issued"
_FRAME_BYTES: Final = 2048  # of a signature without its certificates and stamp: 500 are used
_DIGEST: Final = "sha256"
_LONGEST_DER: Final = 72


@dataclass(frozen=True)
class Sealer:
    """The SEAL key with the certificate that names it to PDF readers.

    Attributes:
        authority: Its name, as readers show it beside the seal.
        place: Official host, shown as the place of signing.
        stamper: Asks an outside clock for a time stamp over each seal; None asks nobody.
    """

    signer: Signer
    certificate: SealCertificate
    authority: str
    place: str
    stamper: Stamper | None = None

    def __post_init__(self) -> None:
        """A key of another role, or under another's certificate, seals nothing.

        Raises:
            KeyFileError: "key-file.role"; "signer.self-test" for a key that does not sign.
            Refused: "seal.certificate.other-key".
        """
        if self.signer.role is not Role.SEAL:
            raise KeyFileError("key-file.role", path="", wanted=Role.SEAL, found=self.signer.role)
        self.certificate.demand_key(self.signer.public)
        self_test(self.signer)

    def seal(self, pdf: bytes, *, at: datetime) -> bytes:
        """The file with a seal behind it.

        Args:
            pdf: As the press drew it; a file that is signed already is refused.
            at: The moment that the seal claims.

        Raises:
            Malformed: "seal.pdf" when it is no PDF, or has a signature.
            Refused: "seal.certificate.*" when the certificate does not hold at the moment.
            Unavailable: "seal.stamp.*" when a time stamp is required and cannot be had.
        """
        self.certificate.demand(self.signer.public, at=at)
        try:
            return self._sealed(pdf, at=at, stamper=self.stamper)
        except Unavailable as error:
            if self.stamper is None or self.stamper.required:
                raise
            _LOG.error("sealed without a time stamp: %s", error.code)
            return self._sealed(pdf, at=at, stamper=None)

    def _sealed(self, pdf: bytes, *, at: datetime, stamper: Stamper | None) -> bytes:
        meta = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=_DIGEST,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            name=self.authority,
            reason=REASON,
            location=self.place,
        )
        hand = _Hand(self.signer, self.certificate)
        press = _Press(meta, hand, at=at, stamper=stamper)
        room = _FRAME_BYTES + self.certificate.size + (MAX_ANSWER_BYTES if stamper else 0)
        try:
            # Asked for in hexadecimal digits; measuring instead would take a second signature.
            sealed = press.sign_pdf(_Addition(BytesIO(_ended(pdf))), bytes_reserved=2 * room)
        except (PdfError, SigningError) as error:
            raise Malformed("seal.pdf") from error
        return bytes(sealed.getvalue())


def open_sealer(config: Config, signer: Signer) -> Sealer:
    """The sealer of an instance.

    Args:
        signer: Its SEAL key, opened.

    Raises:
        Refused, Malformed, KeyFileError: As `read_certificate` and `Sealer`.
    """
    stamper = None
    if config.tsa_url is not None:
        stamper = Stamper(config.tsa_url, required=config.tsa_fails is StampFails.REFUSE)
    certificate = read_certificate(config.instance)
    return sealer_for(config.identity(), signer, certificate, stamper=stamper)


def sealer_for(
    identity: InstanceIdentity,
    signer: Signer,
    certificate: SealCertificate,
    *,
    stamper: Stamper | None = None,
) -> Sealer:
    """A sealer that speaks for an authority."""
    return Sealer(signer, certificate, identity.name, identity.host, stamper)


def _ended(pdf: bytes) -> bytes:
    """The file with the end of its last line, before which no object may begin (19005-3 6.1.9)."""
    return pdf if pdf.endswith((b"\n", b"\r")) else pdf + b"\n"


class _Hand(CmsSigner):
    """Our signer, as the library knows signers."""

    def __init__(self, signer: Signer, certificate: SealCertificate) -> None:
        own, *above = load_certs_from_pemder_data(certificate.to_pem())
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple(above)
        super().__init__(signing_cert=own, cert_registry=store)
        self._signer = signer

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002
    ) -> bytes:
        if digest_algorithm != _DIGEST:
            raise SigningError(digest_algorithm)
        return bytes(_LONGEST_DER) if dry_run else der_signature(self._signer, data)


class _Press(PdfSigner):
    """A signer of files that is told the time instead of reading a clock."""

    def __init__(
        self,
        meta: PdfSignatureMetadata,
        hand: _Hand,
        *,
        at: datetime,
        stamper: Stamper | None,
    ) -> None:
        # Without a box: the field is invisible, and has the flags that PDF/A asks of it.
        field = SigFieldSpec(sig_field_name=FIELD)
        super().__init__(meta, hand, timestamper=stamper, new_field_spec=field)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _Addition(IncrementalPdfFileWriter):
    """What is added behind a file: the seal, and no other date or maker in its metadata."""

    def _update_meta(self) -> None:
        pass
