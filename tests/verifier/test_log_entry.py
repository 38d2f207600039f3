"""Log entries: one spelling, no person, and a path that leads to the committee's root."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from keys.encoding import Json, Sha256, b64, canonical, parse, sha256, unb64
from keys.errors import Malformed, TooLarge, Untrusted
from verifier import merkle
from verifier.batch import MAX_ROWS
from verifier.log import CertificateEntry, DigestEntry, Entry, EntryKind, entry_hash, read_entry
from verifier.profile import MAX_ENTRY_BYTES

AT = datetime(2025, 7, 1, 8, tzinfo=UTC)
LEAVES = sorted(merkle.leaf_hash(b"row %d" % number) for number in range(5))
ENTRY = CertificateEntry(
    time=AT,
    jwt=sha256(b"jwt"),
    cwt=sha256(b"cwt"),
    batch=sha256(b"batch"),
    row=Sha256(b64(LEAVES[3])),
    index=3,
    size=5,
    path=tuple(Sha256(b64(each)) for each in merkle.audit_path(LEAVES, 3)),
)
DIGEST = DigestEntry(EntryKind.STATUS, AT, sha256(b"list"), "https://zc.weihai.example/status/1", 7)


@pytest.mark.parametrize("entry", [ENTRY, DIGEST, DigestEntry(EntryKind.BOOK, AT, sha256(b"x"))])
def test_entry_reads_back_from_its_one_spelling(entry: Entry) -> None:
    data = entry.to_bytes()
    assert read_entry(data) == entry
    assert entry_hash(data) == merkle.leaf_hash(data)
    with pytest.raises(Malformed, match=r"entry\.canonical"):
        read_entry(data.replace(b",", b", ", 1))


def test_certificate_entry_leads_from_the_row_to_the_committees_root() -> None:
    assert ENTRY.kind is EntryKind.CERTIFICATE
    assert ENTRY.rows_root() == b64(merkle.root_of(LEAVES))
    assert replace(ENTRY, row=sha256(b"foreign")).rows_root() != ENTRY.rows_root()
    with pytest.raises(Untrusted, match=r"log\.inclusion"):
        replace(ENTRY, path=ENTRY.path[:-1]).rows_root()


def test_the_longest_certificate_entry_fits_the_log() -> None:
    path = (sha256(b"node"),) * MAX_ROWS.bit_length()
    data = replace(ENTRY, index=MAX_ROWS - 1, size=MAX_ROWS, path=path).to_bytes()
    assert len(data) < MAX_ENTRY_BYTES / 20
    read_entry(data)


def test_an_entry_too_large_for_a_tile_is_refused() -> None:
    with pytest.raises(TooLarge, match=r"entry\.too-large"):
        replace(DIGEST, subject="a" * MAX_ENTRY_BYTES).to_bytes()
    with pytest.raises(TooLarge, match=r"encoding\.too-large"):
        read_entry(b" " * (MAX_ENTRY_BYTES + 1))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"v": "zc-log/v2"}, "entry.version"),
        ({"kind": "key"}, "document.member"),
        ({"name": "欧阳文博"}, "document.unknown-member"),
        ({"index": 5}, "document.member"),
        ({"size": 0}, "document.member"),
        ({"size": MAX_ROWS + 1}, "document.member"),
        ({"path": ["short"]}, "document.member"),
        ({"path": [7]}, "document.member"),
        ({"path": [ENTRY.row] * 15}, "document.member"),
        ({"jwt": "A" * 42}, "document.member"),
    ],
)
def test_bent_entries_are_refused(change: dict[str, Json], code: str) -> None:
    document = {**parse(ENTRY.to_bytes(), limit=MAX_ENTRY_BYTES), **change}
    with pytest.raises(Malformed) as refusal:
        read_entry(canonical(document))
    assert refusal.value.code == code


def test_a_digest_entry_cannot_pose_as_a_certificate() -> None:
    posing = replace(DIGEST, kind=EntryKind.CERTIFICATE).to_bytes()
    with pytest.raises(Malformed, match=r"document\.missing"):
        read_entry(posing)


def test_row_hash_in_the_entry_is_32_bytes() -> None:
    assert len(unb64(ENTRY.row)) == merkle.HASH_BYTES
