"""How a certificate travels: text in, one of three presented forms out, and the way back.

A link (`https://<host>/v/<CODE>`), a link with the certificate in its fragment (the offline QR),
or an SD-JWT VC, to which a log proof may be attached. Limits and form come first; nothing here
judges: no signature, no date, no trust. What was presented is a claim.

Links follow RFC 3986, codes Crockford's base32, the fragment `verifier.digits`.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar
from urllib.parse import urlsplit

from keys.encoding import Kid, Sha256
from keys.errors import Malformed, TooLarge
from verifier import cwt, digits, sd_jwt
from verifier.certificate import Certificate
from verifier.profile import (
    CODE_BYTES,
    CODE_CHARACTERS,
    LINK_PATH,
    MAX_CREDENTIAL_BYTES,
    MAX_LINK_CHARACTERS,
    MAX_PROOF_BYTES,
    QR_VERSION,
)
from verifier.proof import LogProof

T = TypeVar("T")

CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O, U. Of codes, and of whatever else people read aloud."""
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": ""})
# 26 characters are 130 bits: the first holds three of the 128 and is at most 7.
_CODE: Final = re.compile(rf"[0-7][{CODE_ALPHABET}]{{{CODE_CHARACTERS - 1}}}\Z")
_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::[1-9][0-9]{{0,4}})?\Z")
_MAX_HOST: Final = 253
_SCHEME: Final = "https://"


@dataclass(frozen=True, slots=True)
class SdJwtPresented:
    """An SD-JWT VC, whole or with claims withheld.

    Attributes:
        text: The credential as presented, without the proof.
        parts: Its signed part and its disclosures.
        kid: Thumbprint of the key that CLAIMS to have signed.
        proof: The log proof that came with it.
    """

    text: str
    parts: sd_jwt.SdJwt
    kid: Kid
    proof: LogProof | None
    _claimed: Certificate | Malformed = field(repr=False)

    @property
    def form(self) -> str:
        """Name of the encoding."""
        return "sd-jwt"

    @property
    def issuer_jwt(self) -> str:
        """The signed part; opens with `keys.envelope.open_compact`."""
        return self.parts.issuer_jwt

    @property
    def digest(self) -> Sha256:
        """What the log entry must name as `jwt`."""
        return self.parts.digest

    @property
    def withheld(self) -> int:
        """How many claims the holder withheld; raises Malformed."""
        return sd_jwt.withheld(self.parts)

    @property
    def certificate(self) -> Certificate:
        """What it CLAIMS, UNVERIFIED; raises Malformed where the document is not well-formed."""
        return _certificate(self._claimed)


@dataclass(frozen=True, slots=True)
class CwtPresented:
    """A link whose fragment carries the certificate.

    Attributes:
        host, code: Of the link; neither is signed.
        parts: The COSE_Sign1; opens with `cwt.open_cwt`.
    """

    host: str
    code: str
    parts: cwt.Cwt
    _claimed: Certificate | Malformed = field(repr=False)

    @property
    def form(self) -> str:
        """Name of the encoding."""
        return "cwt"

    @property
    def kid_prefix(self) -> bytes:
        """First bytes of the thumbprint of the key that CLAIMS to have signed."""
        return self.parts.kid_prefix

    @property
    def digest(self) -> Sha256:
        """What the log entry must name as `cwt`."""
        return self.parts.digest

    @property
    def certificate(self) -> Certificate:
        """What it CLAIMS, UNVERIFIED; raises Malformed where the claims are not well-formed.

        `issuer` is "CN-" and the region; `cwt.issued_by` puts the entity in its place.
        """
        return _certificate(self._claimed)


@dataclass(frozen=True, slots=True)
class LinkPresented:
    """A link without a certificate: only the host it names can tell more."""

    host: str
    code: str

    @property
    def form(self) -> str:
        """Name of the form."""
        return "link"


Presented: TypeAlias = SdJwtPresented | CwtPresented | LinkPresented


def read(text: str) -> Presented:
    """What a text presents, by its form alone.

    A document inside that is not well-formed is no error yet: `certificate` raises, so that the
    judge can still tell a forged certificate from a text that is none.

    Args:
        text: Content of a QR code, an address, or a credential, behind which an empty line and
            a log proof may follow. White space around it does not count.

    Raises:
        TooLarge: "wire.too-large".
        Malformed: Neither a link nor a credential ("wire.form"), or one whose parts are not
            there: "wire.host", "wire.code", "wire.version", "wire.digits", "cwt.form",
            "credential.form", "proof.form" and others of those modules.
    """
    if len(text) > MAX_CREDENTIAL_BYTES + MAX_PROOF_BYTES:
        raise TooLarge("wire.too-large", limit=MAX_CREDENTIAL_BYTES + MAX_PROOF_BYTES)
    text = text.strip(" \t\r\n")
    if text[: len(_SCHEME)].lower() == _SCHEME:
        return _read_link(text)
    if "~" not in text:
        raise Malformed("wire.form")
    return _read_credential(text)


def _read_credential(text: str) -> SdJwtPresented:
    credential, blank, proof = text.partition("\n\n")
    parts = sd_jwt.take_apart(credential)
    return SdJwtPresented(
        text=credential,
        parts=parts,
        kid=parts.kid,
        # The last newline, which white space around the text may have lost, is part of the note.
        proof=LogProof.from_text(f"{proof}\n") if blank else None,
        _claimed=_claimed(sd_jwt.certificate_of, parts),
    )


def _read_link(text: str) -> CwtPresented | LinkPresented:
    if len(text) > MAX_LINK_CHARACTERS:
        raise TooLarge("wire.too-large", limit=MAX_LINK_CHARACTERS)
    address, hash_sign, fragment = text[len(_SCHEME) :].partition("#")
    host, path, rest = address.partition(LINK_PATH)
    # Messengers append a query of their own to a shared address; it says nothing to us.
    code = normalise_code(rest.partition("?")[0])
    host = check_host(host.lower())
    if not path:
        raise Malformed("wire.form")
    if not hash_sign or not fragment:
        return LinkPresented(host, code)
    if not fragment.startswith(QR_VERSION):
        raise Malformed("wire.version", known=QR_VERSION)
    parts = cwt.take_apart(digits.decode(fragment[len(QR_VERSION) :]))
    return CwtPresented(host, code, parts, _claimed(cwt.read, parts))


def _claimed(reader: Callable[[T], Certificate], parts: T) -> Certificate | Malformed:
    try:
        return reader(parts)
    except Malformed as error:
        return error


def _certificate(claimed: Certificate | Malformed) -> Certificate:
    if isinstance(claimed, Malformed):
        raise claimed
    return claimed


def check_host(host: str) -> str:
    """`host` itself, if it is a lower-case host name with or without a port.

    Names in Chinese characters come as their ASCII form (xn--…): what looks like an official
    name in another script is not one.

    Raises:
        Malformed: "wire.host".
    """
    if len(host) > _MAX_HOST or not _HOST.match(host):
        raise Malformed("wire.host")
    return host


def host_of(text: str) -> str | None:
    """The host that a web address leads to, lower-case; None where the text is no such address.

    For naming a host, never for opening it. A name in another script comes as its ASCII form, so
    that a look-alike is seen.
    """
    try:
        parts = urlsplit(text.strip(" \t\r\n"))
        named = parts.hostname if parts.scheme.lower() in ("http", "https") else None
        return check_host(named.encode("idna").decode().lower()) if named else None
    except (Malformed, ValueError):
        return None


def qr_link(host: str, code: str) -> str:
    """Content of the main QR code.

    The scheme and the host are lower-case, since cameras take upper-case ones for plain text;
    the code is upper-case, which a QR code packs closer.

    Raises:
        Malformed: "wire.host" or "wire.code".
    """
    if not _CODE.match(code):
        raise Malformed("wire.code")
    return f"{_SCHEME}{check_host(host)}{LINK_PATH}{code}"


def offline_link(host: str, code: str, sealed: bytes) -> str:
    """Content of the offline QR code: the link with the CWT in its fragment."""
    return f"{qr_link(host, code)}#{QR_VERSION}{digits.encode(sealed)}"


def new_code(random: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A code of 128 random bits: 26 characters of Crockford's base32, upper-case.

    Args:
        random: Gives that many random bytes.
    """
    number = int.from_bytes(random(CODE_BYTES), "big")
    return "".join(
        CODE_ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_CHARACTERS))
    )


def normalise_code(text: str) -> str:
    """The code that a person typed or read out: any case, spaces, hyphens, O for 0, I, L for 1.

    Raises:
        Malformed: "wire.code".
    """
    code = text[: 2 * CODE_CHARACTERS].upper().translate(_LOOKALIKES)
    if len(text) > 2 * CODE_CHARACTERS or not _CODE.match(code):
        raise Malformed("wire.code")
    return code
