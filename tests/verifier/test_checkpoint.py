"""Checkpoints: notes that C2SP tools read, and that nobody else can write."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from keys.errors import Malformed, TooLarge, Untrusted
from keys.public_key import Keyring, PublicKey, TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from verifier import merkle
from verifier.checkpoint import decimal, key_id, std_unb64
from verifier.log import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint, vkey

SINCE = datetime(2025, 1, 1, tzinfo=UTC)
ORIGIN = "zc.weihai.example/log"
HEAD = Checkpoint(ORIGIN, 5, merkle.root_of([merkle.leaf_hash(b"%d" % n) for n in range(5)]))
SIGNER = MemorySigner.generate(Role.LOG)
TRUSTED = TrustedKey(SIGNER.public, Role.LOG, None, SINCE)
KEYS = Keyring([TRUSTED])
NOTE = sign_checkpoint(HEAD, SIGNER)
WITNESS = "\u2014 witness.example " + base64.b64encode(b"\1\2\3\4" + bytes(72)).decode() + "\n"


def test_vkey_and_note_of_the_signed_note_document_are_understood() -> None:
    """PeterNeumann is the verifier key that Go's sumdb/note publishes with its examples."""
    raw = std_unb64("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]
    x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    public = PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": x})
    assert key_id("PeterNeumann", public).hex() == "c74f20a3"
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    signature = std_unb64(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert signature[:4] == key_id("PeterNeumann", public)
    public.verify(text.encode(), signature[4:])


def test_checkpoint_reads_back_from_its_note() -> None:
    assert open_checkpoint(NOTE, KEYS, origin=ORIGIN) == open_checkpoint(NOTE, KEYS) == HEAD
    assert read_checkpoint(NOTE) == HEAD
    name, found, shown = vkey(ORIGIN, SIGNER.public).split("+", 2)
    assert (name, found) == (ORIGIN, key_id(ORIGIN, SIGNER.public).hex())
    assert base64.b64decode(shown)[:1] == b"\x01"


def test_signatures_of_strangers_are_passed_over() -> None:
    assert open_checkpoint(NOTE + WITNESS, KEYS) == HEAD
    text, _, signatures = NOTE.partition("\n\n")
    assert open_checkpoint(f"{text}\n\n{WITNESS}{signatures}", KEYS) == HEAD
    with pytest.raises(Untrusted, match=r"key\.unknown"):
        open_checkpoint(f"{text}\n\n{WITNESS}", KEYS)


def test_one_wrong_signature_of_a_known_key_refuses_the_note() -> None:
    signature = base64.b64encode(key_id(ORIGIN, SIGNER.public) + bytes(64)).decode()
    with pytest.raises(Untrusted, match=r"signature\.wrong"):
        open_checkpoint(f"{NOTE}\u2014 {ORIGIN} {signature}\n", KEYS)


@pytest.mark.parametrize(
    "changed", [replace(HEAD, size=6), replace(HEAD, root=bytes(32))], ids=["size", "root"]
)
def test_changed_head_is_refused(changed: Checkpoint) -> None:
    text = HEAD.to_text()
    with pytest.raises(Untrusted, match=r"signature\.wrong"):
        open_checkpoint(NOTE.replace(text, changed.to_text()), KEYS)


def test_another_log_of_the_same_key_is_refused() -> None:
    other = sign_checkpoint(replace(HEAD, origin="zc.yantai.example/log"), SIGNER)
    with pytest.raises(Untrusted, match=r"log\.origin"):
        open_checkpoint(other, KEYS, origin=ORIGIN)
    with pytest.raises(Untrusted, match=r"key\.unknown"):
        open_checkpoint(NOTE.replace(f"\u2014 {ORIGIN}", "\u2014 other.example"), KEYS)


def test_a_revoked_log_key_is_not_believed_and_one_that_ran_out_is() -> None:
    revoked = replace(TRUSTED, revoked_at=datetime(2030, 1, 1, tzinfo=UTC), reason="compromised")
    with pytest.raises(Untrusted, match=r"key\.revoked"):
        open_checkpoint(NOTE, Keyring([revoked]))
    ended = replace(TRUSTED, not_after=datetime(2025, 1, 2, tzinfo=UTC))
    assert open_checkpoint(NOTE, Keyring([ended])) == HEAD


def test_only_a_log_key_signs_heads() -> None:
    with pytest.raises(Untrusted, match=r"key\.role"):
        sign_checkpoint(HEAD, MemorySigner.generate(Role.STATUS))
    status = MemorySigner.generate(Role.STATUS)
    ring = Keyring([TrustedKey(status.public, Role.STATUS, None, SINCE)])
    with pytest.raises(Untrusted, match=r"key\.unknown"):
        open_checkpoint(NOTE, ring)
    with pytest.raises(Malformed, match=r"note\.algorithm"):
        vkey(ORIGIN, status.public)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\u00a0b", "a\u200bb", "a\nb"])
def test_origin_that_cannot_name_a_key_is_refused(origin: str) -> None:
    with pytest.raises(Malformed, match=r"note\.origin"):
        sign_checkpoint(replace(HEAD, origin=origin), SIGNER)


BENT = {
    "no signature": HEAD.to_text(),
    "no blank line": NOTE.replace("\n\n", "\n"),
    "no last newline": NOTE[:-1],
    "carriage returns": NOTE.replace("\n", "\r\n"),
    "leading zero": NOTE.replace("\n5\n", "\n05\n"),
    "negative": NOTE.replace("\n5\n", "\n-5\n"),
    "other digits": NOTE.replace("\n5\n", "\n５\n"),
    "extension line": NOTE.replace("\n\n", "\nmore\n\n"),
    "hyphen for dash": NOTE.replace("\u2014", "-"),
    "short root": NOTE.replace(base64.b64encode(HEAD.root).decode(), "AAAA"),
    "url base64": NOTE.replace(base64.b64encode(HEAD.root).decode(), "_" * 43 + "="),
    "no name": NOTE.replace(f"\u2014 {ORIGIN}", "\u2014 "),
    "key id only": HEAD.to_text() + f"\n\u2014 {ORIGIN} AAAAAA==\n",
    "many": NOTE + WITNESS * 32,
    "surrogate": NOTE + "\ud800",
}


@pytest.mark.parametrize("note", BENT.values(), ids=BENT.keys())
def test_bent_notes_are_malformed(note: str) -> None:
    with pytest.raises(Malformed):
        open_checkpoint(note, KEYS)


def test_note_beyond_its_limit_is_not_looked_at() -> None:
    with pytest.raises(TooLarge, match=r"note\.too-large"):
        open_checkpoint(NOTE + "x" * 40_000, KEYS)


def test_base64_has_one_spelling() -> None:
    assert std_unb64("AA==") == b"\0"
    for text in ("AB==", "AA", "AA=", "A A=", "AA==\n", "__==", "é", "=AA="):
        with pytest.raises(Malformed, match=r"encoding\.base64"):
            std_unb64(text)


def test_numbers_have_one_spelling() -> None:
    assert [decimal(text) for text in ("0", "7", "1234567890")] == [0, 7, 1234567890]
    for text in ("", "00", "+1", "1 ", "1\n", "1" * 17, "٣"):
        with pytest.raises(Malformed, match=r"note\.form"):
            decimal(text)
