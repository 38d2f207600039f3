"""Bytes as decimal digits, for the numeric mode of a QR code (10 bits for 3 digits).

Groups of 7 bytes become 17 digits, little-endian; what is left over becomes as many digits as
its largest value needs. 1.2 % longer than the bytes, where base64url in byte mode is 33 %.

Follows the group widths of FIDO CTAP 2.2 section 11.5 (hybrid transport QR codes).
"""

from __future__ import annotations

import re
from typing import Final

from keys.errors import Malformed

_GROUP_BYTES: Final = 7
_GROUP_DIGITS: Final = 17
_TAIL_DIGITS: Final = {1: 3, 2: 5, 3: 8, 4: 10, 5: 13, 6: 15}
_TAIL_BYTES: Final = {digits: size for size, digits in _TAIL_DIGITS.items()}
_DIGITS: Final = re.compile(r"[0-9]*\Z")


def encode(data: bytes) -> str:
    """The digits of `data`."""
    whole = len(data) - len(data) % _GROUP_BYTES
    groups = [
        f"{int.from_bytes(data[at : at + _GROUP_BYTES], 'little'):017d}"
        for at in range(0, whole, _GROUP_BYTES)
    ]
    tail = data[whole:]
    if tail:
        groups.append(str(int.from_bytes(tail, "little")).zfill(_TAIL_DIGITS[len(tail)]))
    return "".join(groups)


def decode(digits: str) -> bytes:
    """The bytes of `digits`.

    Raises:
        Malformed: "wire.digits": other characters, a length that no bytes have, or a group
            greater than its bytes can be: every sequence of bytes has one spelling.
    """
    if not _DIGITS.match(digits):
        raise Malformed("wire.digits")
    whole = len(digits) - len(digits) % _GROUP_DIGITS
    tail = digits[whole:]
    if tail and len(tail) not in _TAIL_BYTES:
        raise Malformed("wire.digits")
    try:
        groups = [
            int(digits[at : at + _GROUP_DIGITS]).to_bytes(_GROUP_BYTES, "little")
            for at in range(0, whole, _GROUP_DIGITS)
        ]
        if tail:
            groups.append(int(tail).to_bytes(_TAIL_BYTES[len(tail)], "little"))
    except OverflowError as error:
        raise Malformed("wire.digits") from error
    return b"".join(groups)
