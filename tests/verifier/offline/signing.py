"""Offline QR codes that an office never made: any claims, any bytes, any key."""

from __future__ import annotations

import cbor2

from keys.encoding import unb64
from keys.roles import Role
from keys.signer import MemorySigner
from tests.verifier.world import HOST, Copy, World
from verifier import wire


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
