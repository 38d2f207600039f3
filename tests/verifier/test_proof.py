"""Log proofs: for every entry of logs of many sizes, and for no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from keys.encoding import sha256
from keys.errors import Malformed, TooLarge, Untrusted
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from verifier import merkle
from verifier.log import (
    Checkpoint,
    DigestEntry,
    EntryKind,
    LogProof,
    entry_hash,
    open_proof,
    sign_checkpoint,
)

AT = datetime(2025, 7, 1, 8, tzinfo=UTC)
ORIGIN = "zc.weihai.example/log"
SIGNER = MemorySigner.generate(Role.LOG)
KEYS = Keyring([TrustedKey(SIGNER.public, Role.LOG, None, AT)])
ENTRIES = [
    DigestEntry(EntryKind.BATCH, AT + timedelta(seconds=n), sha256(b"%d" % n)) for n in range(70)
]
LEAVES = [entry_hash(entry.to_bytes()) for entry in ENTRIES]


def proof_of(index: int, size: int) -> LogProof:
    leaves = LEAVES[:size]
    note = sign_checkpoint(Checkpoint(ORIGIN, size, merkle.root_of(leaves)), SIGNER)
    path = tuple(merkle.audit_path(leaves, index))
    return LogProof(ENTRIES[index].to_bytes(), index, path, note)


PROOF = proof_of(4, 7)


@pytest.mark.parametrize("size", range(1, 71))
def test_first_middle_and_last_entry_are_proved_in_logs_of_every_size(size: int) -> None:
    for index in {0, size // 2, size - 1}:
        proof = proof_of(index, size)
        assert LogProof.from_text(proof.to_text()) == proof
        logged = open_proof(proof, KEYS, origin=ORIGIN)
        assert (logged.entry, logged.index, logged.checkpoint.size) == (ENTRIES[index], index, size)


def test_file_has_the_lines_of_the_format() -> None:
    lines = PROOF.to_text().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 4"
    assert [len(line) for line in lines[3:6]] == [44, 44, 44]
    assert lines[6:9] == ["", ORIGIN, "7"]


def test_another_entry_place_or_path_is_refused() -> None:
    for bent in (
        replace(PROOF, entry=ENTRIES[5].to_bytes()),
        replace(PROOF, index=5),
        replace(PROOF, index=7),
        replace(PROOF, path=PROOF.path[:-1]),
        replace(PROOF, path=PROOF.path[::-1]),
    ):
        with pytest.raises(Untrusted, match=r"log\.inclusion"):
            open_proof(bent, KEYS)


def test_head_of_a_foreign_key_or_log_is_refused() -> None:
    foreign = MemorySigner.generate(Role.LOG)
    head = Checkpoint(ORIGIN, 7, merkle.root_of(LEAVES[:7]))
    with pytest.raises(Untrusted, match=r"key\.unknown"):
        open_proof(replace(PROOF, checkpoint=sign_checkpoint(head, foreign)), KEYS)
    with pytest.raises(Untrusted, match=r"log\.origin"):
        open_proof(PROOF, KEYS, origin="zc.yantai.example/log")


def test_logged_bytes_that_are_no_entry_are_malformed() -> None:
    leaf = merkle.leaf_hash(b"{}")
    note = sign_checkpoint(Checkpoint(ORIGIN, 1, leaf), SIGNER)
    with pytest.raises(Malformed, match=r"document\.missing"):
        open_proof(LogProof(b"{}", 0, (), note), KEYS)


TEXT = PROOF.to_text()
LINES = TEXT.split("\n")
BENT = {
    "other version": TEXT.replace("@v1", "@v2", 1),
    "no extra": "\n".join([LINES[0], *LINES[2:]]),
    "extra after index": "\n".join([LINES[0], LINES[2], LINES[1], *LINES[3:]]),
    "no index": "\n".join([*LINES[:2], *LINES[3:]]),
    "leading zero": TEXT.replace("index 4", "index 04"),
    "no checkpoint": "\n".join(LINES[:6]),
    "carriage returns": TEXT.replace("\n", "\r\n"),
    "short hash": TEXT.replace(LINES[3], "AAAA"),
    "unpadded": TEXT.replace(LINES[3], LINES[3][:-1]),
    "long path": "\n".join([*LINES[:3], *[LINES[3]] * 65, *LINES[6:]]),
    "blank first": "\n" + TEXT,
    "empty": "",
}


@pytest.mark.parametrize("text", BENT.values(), ids=BENT.keys())
def test_bent_files_are_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        LogProof.from_text(text)


def test_file_beyond_its_limit_is_not_looked_at() -> None:
    with pytest.raises(TooLarge, match=r"proof\.too-large"):
        LogProof.from_text(TEXT + "x" * 200_000)
