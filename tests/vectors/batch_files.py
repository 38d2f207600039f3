"""Vectors of a committee's batch file: who signed it, and whether its rows are the signed ones."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from keys.encoding import b64, canonical, parse, unb64
from keys.envelope import seal_together
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from tests.vectors.collection import (
    ACCEPTED,
    KEYS_LOST,
    Collection,
    error,
)
from tests.vectors.desk import Desk, file_of
from tests.vectors.tampering import (
    second_signature,
    signature_twice,
    together,
    with_other_signature,
)

BATCH = "batch"


def add_signatures(book: Collection, desk: Desk) -> None:
    rows, payload = desk.rows, desk.header(desk.rows).to_bytes()
    sealed = seal_together(payload, Typ.BATCH, [desk.one, desk.two])
    stranger = MemorySigner.generate(Role.COMMITTEE, "nobody")
    noted = seal_together(payload, Typ.NOTICE, [desk.one, desk.two])
    credential = desk.scene.signers[Role.CREDENTIAL]
    outer = parse(sealed, limit=2**16)
    book.control(
        "batch-with-a-second-signature",
        "s became n - s in one of them: the same people over the same bytes, the same batch.",
        ACCEPTED,
        kind="open-batch",
        input=file_of(_with_twin(sealed), rows),
    )
    for name, says, code, envelope in (
        (
            "one-person-twice",
            "One member signed with two keys; a threshold counts people.",
            "envelope.threshold",
            seal_together(payload, Typ.BATCH, [desk.one, desk.again]),
        ),
        (
            "one-signature",
            "One member signed where two must.",
            "envelope.threshold",
            seal_together(payload, Typ.BATCH, [desk.one]),
        ),
        (
            "same-signature-twice",
            "The same signature stands twice.",
            "envelope.duplicate-signature",
            signature_twice(sealed),
        ),
        (
            "second-signature-garbage",
            "The second signature is none, which refuses the whole.",
            "signature.wrong",
            with_other_signature(sealed, 1, b64(bytes(range(64)))),
        ),
        (
            "signature-of-zeros",
            "r and s are zero (FIPS 186-5 6.4.2).",
            "signature.wrong",
            with_other_signature(sealed, 1, b64(bytes(64))),
        ),
        (
            "signature-of-a-stranger",
            "A third signature by a key that is not the committee's refuses the whole.",
            "key.unknown",
            seal_together(payload, Typ.BATCH, [desk.one, desk.two, stranger]),
        ),
        (
            "certificate-key-signs-a-batch",
            "A third signature by the authority's certificate key, which is no committee's.",
            "key.unknown",
            together(b64(payload), Typ.BATCH.value, [desk.one, desk.two, credential]),
        ),
        (
            "batch-under-the-typ-of-a-notice",
            "Signed by the right people as a notice (RFC 8725 3.11).",
            "envelope.typ",
            noted,
        ),
        (
            "unprotected-header",
            "An unsigned header beside the signatures (RFC 7515 7.2.1 allows it; we do not).",
            "envelope.form",
            canonical({**outer, "header": {"alg": "none"}}),
        ),
    ):
        book.flaw(name, says, error(code), of=BATCH, input=file_of(envelope, rows))
    book.flaw(
        "member-key-stolen",
        "A signer's key was revoked a week before the batch was received.",
        error("key.revoked"),
        of=BATCH,
        bundle=KEYS_LOST,
    )


def _with_twin(sealed: bytes) -> bytes:
    first: Any = parse(sealed, limit=2**16)["signatures"]
    return with_other_signature(sealed, 0, b64(second_signature(unb64(first[0]["signature"]))))


def add_spellings(book: Collection, desk: Desk, paper: str) -> None:
    rows, payload = desk.rows, desk.header(desk.rows).to_bytes()
    sealed, first, second = paper.splitlines()
    spaced = json.dumps(json.loads(second), ensure_ascii=False)
    twice = payload.replace(
        b'"counts":', b'"counts":{"applied":9,"passed":2,"reviewed":9},"counts":'
    )
    other = replace(desk.rows[1], name="公孙忘").to_bytes().decode()
    hidden = second.replace("公孙望", "公孙\u202e望")
    unknown = second.replace('"facts":[]', '"facts":[{"kind":"patent","no":"1"}]')
    for name, says, code, text in (
        (
            "row-added",
            "One row more than was signed.",
            "batch.row-count",
            f"{paper}{other}\n",
        ),
        (
            "row-exchanged",
            "A row that does not come to the signed root (RFC 9162 2.1.1).",
            "batch.rows-root",
            f"{sealed}\n{first}\n{other}\n",
        ),
        (
            "row-in-another-spelling",
            "A row that is not in canonical JSON (RFC 8785).",
            "batch.not-canonical",
            f"{sealed}\n{first}\n{spaced}\n",
        ),
        (
            "row-with-a-hidden-character",
            "A mark in a name shows it in another order than it was signed (CVE-2021-42574).",
            "document.member",
            f"{sealed}\n{first}\n{hidden}\n",
        ),
        (
            "row-with-unknown-evidence",
            "A row carries a fact of a kind that nobody defined.",
            "document.unknown-fact",
            f"{sealed}\n{first}\n{unknown}\n",
        ),
        (
            "header-with-duplicate-members",
            "The signed header says two numbers (RFC 8259 4).",
            "encoding.duplicate-member",
            desk.signed(twice, rows),
        ),
        (
            "header-in-another-spelling",
            "The signed header is not in canonical JSON (RFC 8785).",
            "batch.not-canonical",
            desk.signed(json.dumps(json.loads(payload)).encode(), rows),
        ),
        ("last-line-unfinished", "The file ends without a line end.", "batch.lines", paper[:-1]),
    ):
        book.flaw(name, says, error(code), of=BATCH, input=text)
