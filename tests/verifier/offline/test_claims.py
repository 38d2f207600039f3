"""Whatever stands under a genuine signature, the page reads of it what we read, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import cbor2

from tests.verifier.offline.judging import Asked, agree
from tests.verifier.offline.signing import altered, signed
from tests.verifier.world import NOW, REGION, RULES, World
from verifier import cwt, cwt_claims

HOUR = timedelta(hours=1)

CLAIMS = dict(cwt_claims.claims_of(World().copy.certificate, region=REGION))
ODD: tuple[Any, ...] = (
    *(0, 1, -1, 2, 6, 999, 1000, 20240230, 20240229, 20230229, 2**31, 2**53 - 1, 2**53, 2**64 - 1),
    *("", "x", "CN-37", "CN-371000", "中", "x" * 41, "x" * 61, "x" * 81, "x" * 201, "x" * 1000),
    *(
        "a\u200bb",
        "a\u202eb",
        "a\u00a0b",
        "a\u202fb",
        "\ufeffa",
        "a\x07b",
        "e\u0301",
        "é",
        "𠮷" * 40,
    ),
    {},
    {1: 1},
    {"idx": 1},
)


def odd_claims() -> dict[str, object]:
    """Every claim left out, or said otherwise, and claims that nobody asked for."""
    found: dict[str, object] = {"none": {}, "a text": "text", "a number": 7, "map in map": {1: {}}}
    inner = CLAIMS[-65537]
    entry = CLAIMS[65535]["status_list"]
    places = [
        *((key, lambda more, key=key: {**CLAIMS, key: more}, CLAIMS) for key in CLAIMS),
        *((key, lambda more, key=key: {**CLAIMS, -65537: {**inner, key: more}}, inner)
          for key in range(1, 16)),
        *((key, lambda more, key=key: {**CLAIMS, 65535: {"status_list": {**entry, key: more}}},
           entry) for key in ("idx", "uri", "more", 7)),
        ("status", lambda more: {**CLAIMS, 65535: {"status_list": more}}, {}),
        ("beside", lambda more: {**CLAIMS, 65535: {"status_list": entry, "x": more}}, {}),
        (16, lambda more: {**CLAIMS, -65537: {**inner, 16: more}}, {}),
        (7, lambda more: {**CLAIMS, 7: more}, {}),
        ("iss", lambda more: {**CLAIMS, "iss": more}, {}),
    ]  # fmt: skip
    for key, otherwise, _ in places:
        for number, each in enumerate(ODD):
            found[f"{key} {number}"] = otherwise(each)
    found |= {f"no {key}": without(CLAIMS, key) for key in CLAIMS}
    found |= {f"no {key} inside": {**CLAIMS, -65537: without(inner, key)} for key in inner}
    return found


def without(claims: Mapping[Any, Any], key: object) -> dict[Any, Any]:
    return {name: each for name, each in claims.items() if name != key}


def test_claims_of_every_kind_and_none_too_many():
    world = World()
    bundle = world.bundle_bytes()
    cases = {
        name: Asked(bundle, world.anchor, signed(world, cbor2.dumps(claims)), NOW + HOUR, RULES)
        for name, claims in odd_claims().items()
    }
    assert len(cases) > 800
    said = agree(cases)
    assert {"VALID", "FORGED", "CANNOT_TELL", "NO_AUTHORITY"} <= set(said.values())


def test_payloads_of_every_spelling():
    """Each byte of the claims changed in turn, and signed again: whatever is in it, both agree."""
    world = World()
    bundle, payload = world.bundle_bytes(), cwt.take_apart(world.copy.cwt).payload
    changed = {f"{place}^{bit}": altered(payload, place, bit) for place in range(len(payload))
               for bit in (1, 32)}  # fmt: skip
    changed |= {
        "longer": payload + b"\0",
        "shorter": payload[:-1],
        "empty": b"",
        "wide length": payload[:1] + b"\x18\x01" + payload[2:],
        "keys out of order": payload[:1] + payload[-2:] + payload[1:-2],
        "a key twice": b"\xa2\x01\x01\x01\x01",
        "deep": b"\xa1\x01" * 6 + b"\x01",
        "endless": b"\xbf\xff",
        "many": b"\xbb" + b"\xff" * 8,
        "long text": b"\x7b" + b"\xff" * 8,
        "bytes": b"\xa1\x01\x41\x00",
        "array": b"\x81\x01",
        "tag": b"\xc1\x01",
        "simple": b"\xf6",
        "no text": b"\xa1\x01\x62\xff\xff",
        "map as key": b"\xa1\xa0\x01",
    }
    agree({
        name: Asked(bundle, world.anchor, signed(world, each), NOW + HOUR, RULES)
        for name, each in changed.items()
    })  # fmt: skip
