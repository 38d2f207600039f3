"""Offline QR codes that an office never made: any claims, any bytes, any key."""

from __future__ import annotations

import cbor2

from keys.encoding import unb64
from keys.roles import Role
from keys.signer import MemorySigner
from tests.verifier.world import HOST, Copy, World
from verifier import wire

TEXTS = (
    "",
    " \t\n",
    "hello",
    "https://",
    "https://zc.weihai.example",
    "https://zc.weihai.example/v/",
    "HTTPS://ZC.WEIHAI.EXAMPLE/V/0123",
    "http://zc.weihai.example/v/00000000000000000000000000",
    "https://zc.weihai.example/v/00000000000000000000000000#",
    "https://zc.weihai.example/v/00000000000000000000000000?from=x#2",
    "https://zc.weihai.example/v/00000000000000000000000000#1",
    "https://zc.weihai.example/v/oooooooooo-llllllllll-iiiiii",
    "https://zc.weihai.example./v/00000000000000000000000000",
    "https://zc.weihaı.example/v/00000000000000000000000000",
    "https://\u212ac.example/v/00000000000000000000000000",
    "https://user@zc.weihai.example/v/00000000000000000000000000",
    "https://zc.weihai.example:443/v/00000000000000000000000000",
    "https://a/v/" + "0" * 53,
    "https://a/v/" + "0" * 26 + "#1" + "9" * 17,
    "https://a/v/" + "0" * 26 + "#1" + "0" * 4000,
    "https://a/v/" + "0" * 26 + "#1" + "0" * 2900,
    "https://a/v/" + "0" * 26 + "#1" + "0" * 250,
    "https://a/v/" + "0" * 26 + "#1" + "0" * 200,
    "https://a/v/" + "0" * 26 + "#1" + "0" * 210,
    "https://a/v/" + "0" * 26 + "#1" + "0" * 20,
    "https://a/v/" + "0" * 26 + "#1" + "1234",
    "https://a/v/" + "0" * 26 + "#1" + "256",
    "https://a/v/" + "0" * 26 + "#1" + "-12",
    "https://a/v/" + "0" * 26 + "#1" + "0x1",
    "https://a/v/" + "0" * 26 + "#1" + "٣٣٣",
    "https://" + "a" * 64 + "/v/" + "0" * 26,
    "https://" + "a." * 127 + "a/v/" + "0" * 26,
    "https://-a/v/" + "0" * 26,
    "https://a/v/8" + "0" * 25,
    "https://a/v/" + "U" * 26,
    "https://a/w/" + "0" * 26,
    "x" * 300_000,
)
"""Texts that are no certificate, and nearly one."""


def offline(copy: Copy, data: bytes) -> str:
    return wire.offline_link(HOST, copy.code, data)


def cose(payload: bytes, signer: MemorySigner, *, kid: str) -> bytes:
    protected = cbor2.dumps({1: -9, 4: unb64(kid)[:8]})
    signature = signer.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


def signed(world: World, payload: bytes) -> str:
    """The offline QR of any payload, genuinely signed."""
    signer = world.signers[Role.CREDENTIAL]
    return offline(world.copy, cose(payload, signer, kid=signer.kid))


def altered(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
