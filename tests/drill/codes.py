"""What can be done to the offline QR code: its digits, the CBOR inside them, the link around them.

The CBOR is written by a careless hand: longer heads than needed, indefinite lengths, other tags,
members in another order or twice.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from random import Random

import cbor2

from keys.encoding import b64, unb64
from keys.roles import Role
from keys.signer import MemorySigner
from tests.drill.people import NEIGHBOUR_HOST
from tests.drill.spelling import STRANGE, damaged, tweaked
from tests.drill.stage import Stage
from tests.drill.tokens import bent_signature
from tests.verifier.papers import HOST
from verifier import digits

PRIVATE, STATUS = -65537, 65535
HOSTS = (
    *("zc.weihai.example.evil.example", "evil.example", "zc.weihai.examp1e", "ZC.WEIHAI.EXAMPLE"),
    *("zc.weihai.example.", "user@zc.weihai.example", "zc.weihai.example:443", "zc.wеihai.example"),
    *("xn--zc-weihai.example", "zc.weihai.example:8443", "[::1]", "", NEIGHBOUR_HOST, HOST),
)
FACTS = {
    2: ("独孤求名", "欧阳文搏"),
    3: ("正高级工程师", "工程师"),
    1: ("ZC37100020240520000001",),
    5: ("人工智能",),
    6: (1, 3, 5),
    8: (20140520,),
    9: (370600, 37, 110000),
    11: (1, 3),
    12: ("CN", "37"),
    14: (2, 999),
    15: (0, 2),
}


class Code:
    """An offline QR taken apart."""

    def __init__(self, stage: Stage, random: Random) -> None:
        name, copy = random.choice(list(stage.copies.items()))
        self.host = NEIGHBOUR_HOST if name == "neighbour" else HOST
        self.code = copy.code
        opened = cbor2.loads(copy.cwt)
        self.protected, _, self.body, self.signature = opened.value
        self.claims = cbor2.loads(self.body)
        self.digits = digits.encode(copy.cwt)

    @property
    def text(self) -> str:
        return f"https://{self.host}/v/{self.code}#1{self.digits}"

    def sealed(self) -> bytes:
        """The COSE_Sign1 of the parts as they are, in its usual form."""
        return cbor2.dumps(cbor2.CBORTag(18, [self.protected, {}, self.body, self.signature]))

    def close(self) -> None:
        """Write the parts into the digits."""
        self.digits = digits.encode(self.sealed())

    def sign(self, signer: MemorySigner, *, named: bool) -> None:
        if named:
            self.protected = cbor2.dumps({1: -9, 4: unb64(signer.kid)[:8]})
        signed = cbor2.dumps(["Signature1", self.protected, b"", self.body])
        self.signature = signer.sign(signed)


def mutated(stage: Stage, random: Random) -> str:
    """The text of an offline QR, changed."""
    code = Code(stage, random)
    genuine = code.text
    found = random.choice(_WAYS)(stage, random, code)
    text = found if isinstance(found, str) else code.text
    return damaged(random, text) if text == genuine or random.random() < 0.05 else text


def _claims(stage: Stage, random: Random, code: Code) -> None:
    """Other facts, under the old signature or somebody's."""
    claims, private = dict(code.claims), dict(code.claims[PRIVATE])
    way = random.randrange(5)
    if way <= 1:
        for key in random.sample(list(FACTS), random.choice((1, 1, 2))):
            private[key] = random.choice(FACTS[key])
    elif way == 2:
        other = Code(stage, random).claims
        claims[STATUS] = random.choice((other[STATUS], {"status_list": {"idx": 5, "uri": "x"}}))
    elif way == 3:
        key = random.choice(list(private))
        private[key] = tweaked(random, private[key])
    else:
        private[random.choice((10, 13, 16, 0, -1, "name"))] = random.choice(("x", 1, "独孤求名"))
    claims[PRIVATE] = private
    code.body = cbor_or_nothing(claims) or code.body
    _under(stage, random, code)


def _under(stage: Stage, random: Random, code: Code) -> None:
    if random.random() < 0.6:
        rightful = stage.rightful[Role.CREDENTIAL]
        signers = [each for each in stage.signers_all if each.kid not in rightful]
        code.sign(random.choice(signers), named=random.random() < 0.6)
    code.close()


def cbor_or_nothing(value: object) -> bytes | None:
    """CBOR, or None for what has no CBOR."""
    try:
        return cbor2.dumps(value)
    except (cbor2.CBOREncodeError, UnicodeEncodeError):
        return None


def _signature(stage: Stage, random: Random, code: Code) -> None:
    code.signature = _bytes_of(bent_signature(random, b64(code.signature)))
    code.close()


def _bytes_of(segment: str) -> bytes:
    clean = segment.encode("ascii", "ignore").replace(b"=", b"")
    try:
        return unb64(clean.decode())
    except Exception:  # noqa: BLE001 - damage is what is wanted here
        return clean


def _exchanged(stage: Stage, random: Random, code: Code) -> None:
    """Parts of two codes in one."""
    other = Code(stage, random)
    for name in random.sample(("protected", "body", "signature"), random.choice((1, 2))):
        setattr(code, name, getattr(other, name))
    code.close()


def _header(stage: Stage, random: Random, code: Code) -> None:
    kid = cbor2.loads(code.protected)[4]
    someone = unb64(random.choice(stage.signers_all).kid)
    code.protected = cbor2.dumps(
        random.choice(
            (
                {1: -7, 4: kid},
                {1: -8, 4: kid},
                {1: -9},
                {4: kid, 1: -9},
                {1: -9, 4: kid, 2: [1]},
                {1: -9, 4: kid + b"\0"},
                {1: -9, 4: kid[:7]},
                {1: -9, 4: b""},
                {1: -9, 4: someone[:8]},
                {1: -9, 4: someone},
                {1: -9, 4: kid.hex()},
                {1: "ES256", 4: kid},
                {1: 0, 4: kid},
                {},
            )
        )
    )
    if random.random() < 0.5:
        return _under(stage, random, code)
    return code.close()


def _bytes(stage: Stage, random: Random, code: Code) -> None:
    """Damage to the bytes, and what stands before and behind them."""
    data = bytearray(code.sealed())
    way = random.randrange(6)
    at = random.randrange(len(data))
    if way <= 2:
        data[at] ^= 1 << random.randrange(8)
    elif way == 3:
        data[at:at] = random.randbytes(random.choice((1, 1, 2, 8)))
    elif way == 4:
        del data[at : at + random.choice((1, 1, 2, 8, 64))]
    else:
        data = bytearray(random.choice((data + data, data + b"\0", b"\0" + data, data[:at])))
    code.digits = digits.encode(bytes(data))


def _careless(stage: Stage, random: Random, code: Code) -> None:
    """The same parts, or the same claims, in CBOR that is not the one spelling."""
    writer = Careless(random, odds=random.choice((0.05, 0.2, 0.6)))
    if random.random() < 0.5:
        code.body = writer.write(code.claims)
        return _under(stage, random, code)
    parts = [code.protected, random.choice(({}, {}, {4: b"x"}, {1: -9})), code.body, code.signature]
    if random.random() < 0.3:
        parts = random.choice(([*parts, 0], parts[:3], [*parts[:2], None, parts[3]], parts[::-1]))
    tag = random.choice((b"\xd2", b"\xd2", b"", b"\xd8\x12", b"\xd8\x3d\xd2", b"\xd1", b"\xd8\x62"))
    code.digits = digits.encode(tag + writer.write(parts))
    return None


def _digits(stage: Stage, random: Random, code: Code) -> None:
    """Digits that come to the same bytes for a careless reader, or to none."""
    text = code.digits
    at = random.randrange(len(text))
    code.digits = random.choice(
        (
            "0" + text,
            text + "0",
            text + "000",
            text[:at] + str(random.randrange(10)) + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + str(random.randrange(10)) + text[at:],
            str(int(text[:17]) + 2**56) + text[17:],
            text[17:34] + text[:17] + text[34:],
            text[::-1],
            "".join(chr(ord(each) + 0xFEE0) for each in text),
            "".join(chr(ord(each) + 0x630) for each in text[:20]) + text[20:],
            text[:at] + random.choice(STRANGE) + text[at:],
            text[:at],
            text + text,
            "",
        )
    )


def _link(stage: Stage, random: Random, code: Code) -> str | None:
    """Another host, code, version or form of the address."""
    way = random.randrange(5)
    if way == 0:
        code.host = random.choice(HOSTS)
    elif way == 1:
        code.code = damaged(random, code.code)
    elif way == 2:
        return code.text.replace("#1", random.choice(("#0", "#2", "#", "#11", "##1", "%231", "?1")))
    elif way == 3:
        path = random.choice(("/v//", "/V/", "/v/../v/", "/w/", "//v/", "/v/?a=b/", "\\v\\"))
        return code.text.replace("/v/", path)
    else:
        scheme = random.choice(("http://", "HTTPS://", "https:", "https:///", "ftp://", "", " "))
        return code.text.replace("https://", scheme)
    return None


_WAYS: tuple[Callable[[Stage, Random, Code], str | None], ...] = (
    *(_claims, _claims, _claims, _signature, _exchanged, _header, _bytes, _bytes),
    *(_careless, _careless, _digits, _link),
)


class Careless:
    """Writes CBOR in which each item may be spelled otherwise, with the given odds."""

    def __init__(self, random: Random, *, odds: float) -> None:
        self.random, self.odds = random, odds

    def write(self, value: object) -> bytes:
        odd = self.random.random() < self.odds
        if isinstance(value, dict):
            return self._map(value, odd=odd)
        if isinstance(value, list):
            inside = b"".join(map(self.write, value))
            return b"\x9f" + inside + b"\xff" if odd else self._head(4, len(value)) + inside
        if isinstance(value, bytes | str):
            return self._string(value, odd=odd)
        if isinstance(value, int) and odd:
            number = struct.pack(">d", float(value))
            big = b"\xc2" + self._string(abs(value).to_bytes(8, "big"), odd=False)
            return self.random.choice((b"\xfb" + number, big, self._head(0, abs(value), wide=True)))
        return cbor2.dumps(value)

    def _map(self, value: dict, *, odd: bool) -> bytes:
        pairs = [self.write(key) + self.write(each) for key, each in value.items()]
        if not odd or not pairs:
            return self._head(5, len(pairs)) + b"".join(pairs)
        way = self.random.randrange(3)
        if way == 0:
            return b"\xbf" + b"".join(pairs) + b"\xff"
        if way == 1:
            self.random.shuffle(pairs)
        else:
            pairs.append(self.random.choice(pairs))
        return self._head(5, len(pairs)) + b"".join(pairs)

    def _string(self, value: bytes | str, *, odd: bool) -> bytes:
        major, data = (3, value.encode()) if isinstance(value, str) else (2, value)
        whole = self._head(major, len(data), wide=odd and self.random.random() < 0.5) + data
        if odd and self.random.random() < 0.5:
            return bytes((major << 5 | 31,)) + whole + b"\xff"
        return whole

    def _head(self, major: int, argument: int, *, wide: bool = False) -> bytes:
        if wide or self.random.random() < self.odds / 4:
            info, size = self.random.choice(((25, 2), (26, 4), (27, 8)))
            longer = (argument % 256**size).to_bytes(size, "big")
            return bytes((major << 5 | info,)) + longer
        shortest = cbor2.dumps(argument)
        return bytes((major << 5 | shortest[0],)) + shortest[1:]
