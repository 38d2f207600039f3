"""A batch file has one spelling, and only the signed rows are its rows."""

from __future__ import annotations

import json

import pytest

from issuer.admission import open_batch, split_batch
from keys.encoding import canonical
from keys.errors import Malformed, TooLarge, Untrusted
from keys.public_key import Keyring
from tests.issuer.desk_world import (
    AT,
    CHAIR,
    CLERK,
    SPARE,
    STRANGER,
    batch,
    draft,
    refused,
    row,
    trusted,
)
from verifier.batch import batch_digest, row_hash, rows_root

KEYS = Keyring([trusted(CLERK), trusted(CHAIR), trusted(SPARE)])


def opened(data, *, threshold=2):
    return open_batch(data, KEYS, threshold=threshold, at=AT)


def lines(data):
    return data.split(b"\n")[:-1]


def joined(parts):
    return b"\n".join([*parts, b""])


def test_batch_opens_with_rows_and_hashes_in_tree_order():
    rows = [row(line) for line in range(2, 12)]
    found = opened(batch(rows))
    assert [row_hash(each) for each in found.rows] == list(found.hashes)
    assert sorted(found.rows, key=lambda r: r.line) == rows
    assert rows_root(list(found.rows)) == found.header.rows_root
    assert found.digest == batch_digest(found.header.to_bytes())
    from keys.encoding import unb64

    as_bytes = [unb64(each) for each in found.hashes]
    assert as_bytes == sorted(as_bytes)


def test_order_of_the_rows_in_the_file_says_nothing():
    first, *rest = lines(batch())
    assert opened(joined([first, *reversed(rest)])) == opened(joined([first, *rest]))


def test_signing_again_is_the_same_batch():
    paper = draft()
    from issuer.committee.sealing import sign_draft

    one, two = (sign_draft(paper, [CLERK, CHAIR]).to_bytes() for _ in range(2))
    assert one != two
    assert opened(one).digest == opened(two).digest


def test_one_person_with_two_keys_is_one_person():
    with refused(Untrusted, "envelope.threshold"):
        opened(batch(signers=(CLERK, SPARE)))


def test_one_signature_is_too_few():
    with refused(Untrusted, "envelope.threshold"):
        opened(batch(signers=(CLERK,)))


def test_signature_of_a_stranger_refuses_the_whole():
    with refused(Untrusted, "key.unknown"):
        opened(batch(signers=(CLERK, CHAIR, STRANGER)))


def test_row_added_left_out_or_changed_is_not_the_signed_one():
    first, one, two = lines(batch())
    with refused(Untrusted, "batch.row-count"):
        opened(joined([first, one]))
    with refused(Untrusted, "batch.row-count"):
        opened(joined([first, one, two, row(9).to_bytes()]))
    with refused(Untrusted, "batch.rows-root"):
        opened(joined([first, one, row(9).to_bytes()]))


def test_row_in_another_spelling_is_refused():
    first, one, two = lines(batch())
    spaced = json.dumps(json.loads(two), ensure_ascii=False).encode()
    with refused(Malformed, "batch.not-canonical") as refusal:
        opened(joined([first, one, spaced]))
    assert refusal.value.facts["row"] == 2


def test_header_in_another_spelling_is_refused():
    first, *rest = lines(batch())
    with refused(Malformed, "batch.not-canonical"):
        opened(joined([json.dumps(json.loads(first)).encode(), *rest]))


def test_row_that_is_none_is_refused_with_its_place():
    first, one, _ = lines(batch())
    with pytest.raises(Malformed) as refusal:
        opened(joined([first, one, canonical({"name": "x"})]))
    assert refusal.value.facts["row"] == 2


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{}", b"{}\n", b"{}\n{}", b"\n{}\n", b"{}\n\n{}\n", b"{}\r\n"]
)
def test_other_shapes_are_no_batch(data):
    with refused(Malformed, "batch.lines"):
        split_batch(data)


def test_limits_come_before_reading():
    with refused(TooLarge, "batch.too-large"):
        split_batch(b"x" * (16 * 2**20 + 1))
    with refused(TooLarge, "batch.too-many-rows"):
        split_batch(b"x\n" * 10_002)
    assert len(split_batch(b"x\n" * 10_001)[1]) == 10_000
