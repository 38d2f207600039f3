"""The certificate as a CWT: a few hundred bytes, small enough to be printed as a QR code.

Says who, what, when and where, and names the status entry; what the trust list can tell is left
out. Every certificate has one spelling: bytes that we would not have written for the claims
they hold are refused. Nothing here judges dates or scope.

Follows RFC 8392 (CWT), RFC 9052 (COSE_Sign1), RFC 8949 4.2.1 (one spelling) and RFC 9864
(ESP256); the claims are those of `verifier.cwt_claims`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from keys.encoding import Sha256, sha256, unb64
from keys.errors import Malformed, TooLarge, Untrusted
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from keys.signer import Signer
from verifier.certificate import Certificate
from verifier.cwt_claims import Cbor, CborMap, claims_of, issued_by, read_claims
from verifier.profile import (
    COSE_ALG,
    COSE_ESP256,
    COSE_KID,
    COSE_SIGN1_TAG,
    KID_PREFIX_BYTES,
    MAX_CWT_BYTES,
)

__all__ = ["Cwt", "encode", "issued_by", "open_cwt", "read", "take_apart"]

_SIGNATURE_BYTES: Final = 64
# tag 18, array of 4, 13 bytes of protected header that end in the kid, empty map
_KID_AT: Final = 8
_PAYLOAD_AT: Final = _KID_AT + KID_PREFIX_BYTES + 1
_SIGNATURE_FROM_END: Final = _SIGNATURE_BYTES + 2
_MAX_DEPTH: Final = 4
# The frames of RFC 9052 4.2 and 4.4. They never change, so that nothing has to encode them anew.
_SIGN1: Final = bytes((0xC0 | COSE_SIGN1_TAG, 0x84))
_SIGNATURE1: Final = b"\x84\x6aSignature1"
_EMPTY_BYTES: Final = b"\x40"
_EMPTY_MAP: Final = b"\xa0"
# {1: -9, 4: h'…'}: the algorithm, and the first bytes of the key's thumbprint to follow.
_PROTECTED: Final = bytes(
    (0xA2, COSE_ALG, 0x20 | -1 - COSE_ESP256, COSE_KID, 0x40 | KID_PREFIX_BYTES)
)


@dataclass(frozen=True, slots=True)
class Cwt:
    """A COSE_Sign1 taken apart, unverified.

    Attributes:
        data: All of it; the log entry names its digest.
        kid_prefix: First bytes of the thumbprint of the key that CLAIMS to have signed.
        payload: The claims, as signed.
        signature: 64 bytes.
    """

    data: bytes
    kid_prefix: bytes
    payload: bytes
    signature: bytes

    @property
    def digest(self) -> Sha256:
        """What the log entry names."""
        return sha256(self.data)

    @property
    def signed_bytes(self) -> bytes:
        """What the signature is over (RFC 9052 4.4)."""
        return _to_be_signed(_protected(self.kid_prefix), self.payload)


def encode(certificate: Certificate, signer: Signer, *, region: str) -> bytes:
    """The signed certificate, tag 18.

    Args:
        signer: In role CREDENTIAL.
        region: GB/T 2260 code of the authority, two to six digits.

    Raises:
        Malformed: "credential.incomplete" or "credential.region".
        TooLarge: "cwt.too-large": names so long that no scanner would read the code.
        Untrusted: "key.role".
    """
    # Who only verifies never comes here, and does not wait for a library that he does not need.
    import cbor2  # noqa: PLC0415

    if signer.role is not Role.CREDENTIAL:
        raise Untrusted("key.role", role=signer.role.value, typ="cwt")
    payload = cbor2.dumps(claims_of(certificate, region=region))
    if len(payload) > MAX_CWT_BYTES:
        raise TooLarge("cwt.too-large", limit=MAX_CWT_BYTES)
    protected = _protected(unb64(signer.public.kid)[:KID_PREFIX_BYTES])
    data = _sealed(protected, payload, signer.sign(_to_be_signed(protected, payload)))
    if len(data) > MAX_CWT_BYTES:
        raise TooLarge("cwt.too-large", limit=MAX_CWT_BYTES)
    return data


def _protected(kid_prefix: bytes) -> bytes:
    return _PROTECTED + kid_prefix


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return _SIGNATURE1 + _byte_string(protected) + _EMPTY_BYTES + _byte_string(payload)


def _sealed(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return b"".join(
        (
            _SIGN1,
            _byte_string(protected),
            _EMPTY_MAP,
            _byte_string(payload),
            _byte_string(signature),
        )
    )


def _byte_string(data: bytes) -> bytes:
    """A CBOR byte string of less than 2**16 bytes, its length in the one shortest form."""
    size = len(data)
    if size < 24:
        return bytes((0x40 | size,)) + data
    if size < 2**8:
        return bytes((0x58, size)) + data
    return b"\x59" + size.to_bytes(2, "big") + data


def take_apart(data: bytes) -> Cwt:
    """The parts of a CWT. They stand at fixed places, and putting them together must give `data`.

    Raises:
        TooLarge: "cwt.too-large".
        Malformed: "cwt.form".
    """
    if len(data) > MAX_CWT_BYTES:
        raise TooLarge("cwt.too-large", limit=MAX_CWT_BYTES)
    if len(data) <= _PAYLOAD_AT + _SIGNATURE_FROM_END:
        raise Malformed("cwt.form")
    width = {24: 2, 25: 3}.get(data[_PAYLOAD_AT] & 31, 1)
    cwt = Cwt(
        data=data,
        kid_prefix=data[_KID_AT : _KID_AT + KID_PREFIX_BYTES],
        payload=data[_PAYLOAD_AT + width : -_SIGNATURE_FROM_END],
        signature=data[-_SIGNATURE_BYTES:],
    )
    if _sealed(_protected(cwt.kid_prefix), cwt.payload, cwt.signature) != data:
        raise Malformed("cwt.form")
    return cwt


def open_cwt(cwt: Cwt, keys: Keyring) -> TrustedKey:
    """The key that signed; its window and revocation are for the caller, who knows the time.

    Every key whose thumbprint begins as the CWT says is tried, since eight bytes can collide.

    Raises:
        Untrusted: "key.unknown", "key.role" or "signature.wrong".
    """
    found = keys.find_by_prefix(cwt.kid_prefix)
    if not found:
        raise Untrusted("key.unknown", kid=cwt.kid_prefix.hex())
    candidates = [key for key in found if key.role is Role.CREDENTIAL]
    if not candidates:
        raise Untrusted("key.role", role=found[0].role.value, typ="cwt")
    signed = cwt.signed_bytes
    for key in candidates[:-1]:
        try:
            key.public.verify(signed, cwt.signature)
        except Untrusted:
            continue
        return key
    candidates[-1].public.verify(signed, cwt.signature)
    return candidates[-1]


def read(cwt: Cwt) -> Certificate:
    """What a CWT CLAIMS, UNVERIFIED; `issuer` is "CN-" and the region, until `issued_by`.

    Raises:
        Malformed: A claim that is not as it must be, or "cwt.canonical": the same claims in
            other bytes than ours.
    """
    reader = _Reader(cwt.payload)
    try:
        claims, end = reader.item(0, _MAX_DEPTH)
    except (IndexError, UnicodeDecodeError) as error:
        raise Malformed("cwt.cbor") from error
    certificate = read_claims(claims)
    if reader.is_odd or end != len(cwt.payload):
        raise Malformed("cwt.canonical")
    return certificate


class _Reader:
    """Whole numbers, texts and maps out of bytes that nobody has vouched for yet.

    A general reader would run dates, fractions, patterns and addresses out of them.

    Attributes:
        is_odd: Whether an item was spelled otherwise than RFC 8949 4.2.1 asks: a length in more
            bytes than it needs, or keys out of order.
    """

    __slots__ = ("_data", "is_odd")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.is_odd = False

    def item(self, at: int, depth: int) -> tuple[Cbor, int]:
        """The item at `at`, and where the next one begins.

        Raises:
            Malformed: "cwt.cbor".
            IndexError, UnicodeDecodeError: The bytes end too early, or are no text.
        """
        data = self._data
        head = data[at]
        argument, at = head & 31, at + 1
        if argument > 23:
            argument, at = self._long_argument(at, argument)
        if head < 0x20:
            return argument, at
        if head < 0x40:
            return -1 - argument, at
        if 0x60 <= head < 0x80:
            end = at + argument
            if end > len(data):
                raise Malformed("cwt.cbor")
            return data[at:end].decode(), end
        if not 0xA0 <= head < 0xC0 or depth == 0:
            raise Malformed("cwt.cbor")
        return self._members(at, argument, depth)

    def _members(self, at: int, pairs: int, depth: int) -> tuple[CborMap, int]:
        members: dict[int | str, Cbor] = {}
        before = b""
        for _ in range(pairs):
            key, end = self.item(at, 0)
            spelled = self._data[at:end]
            if not isinstance(key, int | str) or key in members:
                raise Malformed("cwt.cbor")
            if spelled < before:
                self.is_odd = True
            before = spelled
            members[key], at = self.item(end, depth - 1)
        return members, at

    def _long_argument(self, at: int, info: int) -> tuple[int, int]:
        """An argument of one to eight bytes, and where the content begins (RFC 8949 3)."""
        size = 1 << (info - 24)
        if info > 27 or at + size > len(self._data):
            raise Malformed("cwt.cbor")
        argument = int.from_bytes(self._data[at : at + size], "big")
        # Half as many bytes would have held it: in the first byte, up to 23.
        if argument < (24 if size == 1 else 1 << size * 4):
            self.is_odd = True
        return argument, at + size
