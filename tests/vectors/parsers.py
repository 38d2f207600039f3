"""Flaws against the readers: nesting without end, lengths that nothing has, numbers without bound.

Where a key signs at all it is the right one: what is tested is that nobody needs to be believed
to be dangerous.
"""

from __future__ import annotations

import zlib

from keys.encoding import Json, b64, canonical, parse, unb64
from keys.envelope import seal
from keys.roles import Role, Typ
from tests.vectors.collection import Collection, error, forged
from tests.vectors.controls import WITHOUT_PROOF
from tests.vectors.desk import Desk
from tests.vectors.lists import STATUS_LIST
from tests.vectors.offline_codes import OFFLINE, sealed
from tests.vectors.scene import Scene
from tests.vectors.tampering import (
    claims_of,
    compact,
    disclosures_of,
    header_for,
    joined,
    payload_of,
    signature_many_times,
)
from tests.verifier.world import HOST
from verifier import wire
from verifier.profile import LIST_BYTES

BATCH = "batch"
DEEP = 9_000  # levels; in base64 they stay below the limit of a credential
TWO_TO_31 = (2**31).to_bytes(8, "big")


def add_parsers(book: Collection, scene: Scene) -> None:
    _add_json(book, scene)
    _add_cbor(book, scene)
    _add_batches(book, scene)
    _add_lists(book, scene)


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def _add_json(book: Collection, scene: Scene) -> None:
    text, signer = scene.copy.credential, scene.signers[Role.CREDENTIAL]
    claims, disclosures = claims_of(text), disclosures_of(text)
    plain = payload_of(text)
    last = b'"version":1'
    assert last in plain
    deep: dict[str, Json] = {"kind": "PROVINCE"}
    for _ in range(40):
        deep = {"kind": deep}
    for name, says, code, payload in (
        (
            "payload-nested-too-deep",
            "40 objects one in the other (RFC 8259 9 lets a reader set the bound: ours is 32).",
            "encoding.nesting",
            canonical({**claims, "scope": deep}),
        ),
        (
            "payload-nested-without-end",
            "9,000 arrays one in the other, which would end a reader that goes down with them.",
            "encoding.nesting",
            plain.replace(last, b'"version":' + nested(DEEP)),
        ),
        (
            "payload-with-a-number-of-5000-digits",
            "A number that takes a reader longer the longer it is (CVE-2020-10735).",
            "encoding.number",
            plain.replace(last, b'"version":' + b"9" * 5_000),
        ),
        (
            "payload-with-an-exponent",
            "1e999 is no number to anybody (RFC 8785 3.2.2.3).",
            "encoding.number",
            plain.replace(last, b'"version":1e999'),
        ),
        (
            "payload-with-half-a-character",
            "A text holds half of a surrogate pair (RFC 8259 8.2).",
            "encoding.json",
            plain.replace(b'"series":"', b'"series":"\\ud800'),
        ),
    ):
        jwt = compact(header_for(signer, "dc+sd-jwt"), payload, signer)
        book.flaw(name, says, forged(code), of=WITHOUT_PROOF, input=joined(jwt, disclosures))


def _add_cbor(book: Collection, scene: Scene) -> None:
    signer, code = scene.signers[Role.CREDENTIAL], scene.copy.code
    for label, says, payload in (
        ("nested-without-end", "400 maps one in the other", b"\xa1\x01" * 400 + b"\x01"),
        ("of-2-31-elements", "an array that says it has 2^31 elements", b"\x9b" + TWO_TO_31),
        ("of-2-31-members", "a map that says it has 2^31 members", b"\xbb" + TWO_TO_31),
        ("with-a-text-of-2-31", "a text that says it has 2^31 bytes", b"\xa1\x01\x7b" + TWO_TO_31),
        ("without-a-length", "a map of no stated length", b"\xbf\x01\x02\xff"),
        ("with-a-great-number", "a number of 9 bytes (tag 2)", b"\xa1\x01\xc2\x49" + b"\xff" * 9),
        (
            "with-a-shared-value",
            "a value that holds itself (tags 28, 29)",
            b"\xd8\x1c\x81\xd8\x1d\x00",
        ),
    ):
        book.flaw(
            f"{OFFLINE}-{label}",
            f"The signed claims are {says} (RFC 8949 5.1, 10).",
            forged("cwt.cbor"),
            of=OFFLINE,
            input=wire.offline_link(HOST, code, sealed(payload, signer)),
        )
    data = scene.copy.cwt
    for label, says, refusal, tampered in (
        (
            "frame-of-2-31",
            "The outer array says it has 2^31 elements (RFC 8949 3)",
            "cwt.form",
            data[:1] + b"\x9b" + TWO_TO_31 + data[2:],
        ),
        (
            "beyond-its-limit",
            "More than 1,024 bytes, which no printed code holds",
            "cwt.too-large",
            data[:-66] + bytes(1_025 - len(data)) + data[-66:],
        ),
    ):
        book.flaw(
            f"{OFFLINE}-{label}",
            f"{says}.",
            error(refusal),
            of=OFFLINE,
            input=wire.offline_link(HOST, code, tampered),
        )


def _add_batches(book: Collection, scene: Scene) -> None:
    paper = book.positive[BATCH].input
    assert paper is not None
    envelope, first, second = paper.splitlines()
    desk = Desk(scene)
    payload = desk.header(desk.rows).to_bytes()
    deep = payload.replace(b'"book":', b'"aaa":' + nested(40) + b',"book":')
    assert deep != payload
    endless = nested(DEEP).decode()
    many = signature_many_times(envelope.encode(), 17).decode()
    for name, says, code, text in (
        (
            "batch-nested-without-end",
            "In the place of its signatures stand 9,000 arrays one in the other.",
            "envelope.form",
            f'{{"payload":"e30","signatures":{endless}}}\n{first}\n{second}\n',
        ),
        (
            "batch-of-17-signatures",
            "More signatures than anybody has to check (16).",
            "envelope.form",
            f"{many}\n{first}\n{second}\n",
        ),
        (
            "header-nested-too-deep",
            "The signed header holds 40 arrays one in the other.",
            "encoding.nesting",
            desk.signed(deep, desk.rows),
        ),
        (
            "row-nested-too-deep",
            "A row holds 40 arrays one in the other.",
            "encoding.nesting",
            f'{envelope}\n{first}\n{{"facts":{nested(40).decode()}}}\n',
        ),
        (
            "row-beyond-its-limit",
            "A row of more than 16 KiB.",
            "encoding.too-large",
            f'{envelope}\n{first}\n{{"name":"{"A" * 2**14}"}}\n',
        ),
    ):
        book.flaw(name, says, error(code), of=BATCH, input=text)


def _add_lists(book: Collection, scene: Scene) -> None:
    token = book.positive[STATUS_LIST].input
    assert token is not None
    claims = parse(unb64(token.split(".")[1]), limit=2**20)
    signer = scene.signers[Role.STATUS]
    whole = zlib.compress(bytes(LIST_BYTES), 9)
    twice = zlib.compress(zlib.compress(bytes(LIST_BYTES), 9), 9)
    for name, says, data in (
        ("status-list-cut-short", "The compressed list ends too early (RFC 1950).", whole[:-5]),
        ("status-list-twice-compressed", "Compressed, and compressed again.", twice),
        (
            "status-list-of-another-size",
            "Half as long as a list.",
            zlib.compress(bytes(LIST_BYTES // 2), 9),
        ),
        ("status-list-that-is-not-compressed", "Not compressed at all.", bytes(64)),
    ):
        changed = {**claims, "status_list": {"bits": 2, "lst": b64(data)}}
        text = seal(canonical(changed), Typ.STATUS_LIST, signer)
        book.flaw(name, says, error("status.list"), of=STATUS_LIST, input=text)
