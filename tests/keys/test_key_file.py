from __future__ import annotations

import errno
import os

import pytest

from keys import key_file
from keys.encoding import canonical, parse, sha256
from keys.errors import KeyFileError
from keys.file_signer import open_file_signer, open_secret
from keys.key_file import ScryptCost, read_key_file, write_key_file
from keys.roles import Role
from keys.secret import DataKey, IndexKey, Pepper
from tests.keys.cast import refused, signer

PASSPHRASE = b"correct horse battery staple"
CHEAP = ScryptCost(n=2**4, r=1)
KEY = signer(Role.COMMITTEE, "li-ming")
OTHER = signer(Role.COMMITTEE, "wang-fang")


@pytest.fixture
def path(tmp_path):
    return write_key_file(tmp_path / "keys", KEY, PASSPHRASE, cost=CHEAP)


def opened(path, *, passphrase=PASSPHRASE, role=None, floor=CHEAP):
    return open_file_signer(path, passphrase=passphrase, role=role, floor=floor)


def refuses(code, path, **more):
    error = refused(KeyFileError, code, lambda: opened(path, **more))
    assert error.facts["path"] == str(path)
    return error


def rewritten(path, **changes):
    """The file with other members, and a right sum: what a careful hand would leave."""
    document = {**parse(path.read_bytes(), limit=5000), **changes}
    document = {name: value for name, value in document.items() if value is not None}
    document["sum"] = sha256(canonical({n: v for n, v in document.items() if n != "sum"}))
    path.write_bytes(canonical(document) + b"\n")
    return path


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.LOG, Role.ANCHOR])
def test_a_written_key_opens_and_signs(tmp_path, role):
    key = signer(role)
    path = write_key_file(tmp_path, key, PASSPHRASE, cost=CHEAP)
    found = opened(path, role=role)
    assert (found.public, found.role, found.person) == (key.public, key.role, key.person)
    key.public.verify(b"x", found.sign(b"x"))


@pytest.mark.parametrize("kind", [DataKey, IndexKey, Pepper])
def test_a_written_secret_opens(tmp_path, kind):
    secret = kind.generate()
    path = write_key_file(tmp_path, secret, PASSPHRASE, cost=CHEAP)
    assert open_secret(path, kind, PASSPHRASE, floor=CHEAP).private_bytes() == (
        secret.private_bytes()
    )
    other = DataKey if kind is Pepper else Pepper
    refused(
        KeyFileError, "key-file.role", lambda: open_secret(path, other, PASSPHRASE, floor=CHEAP)
    )
    refuses("key-file.role", path)


def test_the_file_is_the_owners_alone_and_named_for_its_key(path):
    assert path.name == f"committee-{KEY.kid}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_the_file_shows_no_private_key(path):
    data = path.read_bytes()
    assert KEY.private_bytes() not in data
    assert canonical(KEY.private_bytes().hex())[1:-1] not in data
    found = read_key_file(path)
    assert found.public == KEY.public
    assert found.person == "li-ming"


def test_every_changed_byte_is_noticed(path):
    data = path.read_bytes()
    for place in range(len(data)):
        for bit in (1, 0x20):
            spoilt = bytearray(data)
            spoilt[place] ^= bit
            path.write_bytes(spoilt)
            refuses("key-file.damaged", path)


def test_every_shortened_file_is_noticed(path):
    data = path.read_bytes()
    for size in range(len(data)):
        path.write_bytes(data[:size])
        refuses("key-file.damaged", path)


def test_a_long_file_is_noticed(path):
    path.write_bytes(path.read_bytes() + b"\n" * 5000)
    refuses("key-file.damaged", path)


@pytest.mark.parametrize(
    "changes",
    [
        {"person": "zhao-wei"},
        {"person": None},
        {"nonce": "AAAAAAAAAAAAAAAA"},
        {"sealed": "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_a_careful_hand_cannot_change_what_the_passphrase_protects(path, changes):
    refuses("key-file.passphrase", rewritten(path, **changes))


def test_a_key_cannot_be_given_another_role(path):
    rewritten(path, role="operator")
    swapped = path.rename(path.with_name(f"operator-{KEY.kid}.key"))
    refuses("key-file.passphrase", swapped)


@pytest.mark.parametrize(
    "changes",
    [
        {"v": "zc-key/2"},
        {"role": "king"},
        {"role": "log"},
        {"role": "data"},
        {"jwk": OTHER.public.to_jwk()},
        {"jwk": None},
        {"kid": OTHER.kid},
        {"nonce": "AAAA"},
        {"more": 1},
        {"kdf": {"name": "pbkdf2", "n": 16, "r": 1, "p": 1, "salt": "A" * 22}},
        {"kdf": {"name": "scrypt", "n": 17, "r": 1, "p": 1, "salt": "A" * 22}},
        {"kdf": {"name": "scrypt", "n": 1, "r": 1, "p": 1, "salt": "A" * 22}},
        {"kdf": {"name": "scrypt", "n": 16, "r": 0, "p": 1, "salt": "A" * 22}},
        {"kdf": {"name": "scrypt", "n": 2**40, "r": 8, "p": 1, "salt": "A" * 22}},
        {"kdf": {"name": "scrypt", "n": 16, "r": 1, "p": 1, "salt": "AA"}},
        {"kdf": {"name": "scrypt", "n": 16, "r": 1, "p": 1, "salt": "A" * 22, "x": 1}},
    ],
)
def test_another_form_of_file_is_damaged(path, changes):
    refuses("key-file.damaged", rewritten(path, **changes))


def test_a_key_sealed_under_anothers_public_half_is_damaged(path, monkeypatch):
    """A writer gone wrong: header of one key, private half of the other."""
    monkeypatch.setattr(type(KEY), "private_bytes", lambda _: OTHER_BYTES)
    wrong = write_key_file(path.parent / "wrong", KEY, PASSPHRASE, cost=CHEAP)
    refuses("key-file.damaged", wrong)
    secret = DataKey.generate()
    monkeypatch.setattr(DataKey, "private_bytes", lambda _: OTHER_BYTES)
    wrong = write_key_file(path.parent / "wrong", secret, PASSPHRASE, cost=CHEAP)
    refused(
        KeyFileError,
        "key-file.damaged",
        lambda: open_secret(wrong, DataKey, PASSPHRASE, floor=CHEAP),
    )


OTHER_BYTES = OTHER.private_bytes()


@pytest.mark.parametrize("raw", [bytes(32), b"\xff" * 32, b"short"])
def test_what_is_no_private_key_is_damaged(path, monkeypatch, raw):
    monkeypatch.setattr(type(KEY), "private_bytes", lambda _: raw)
    refuses("key-file.damaged", write_key_file(path.parent / "wrong", KEY, PASSPHRASE, cost=CHEAP))


@pytest.mark.parametrize("passphrase", [b"", b"correct horse battery stapl", PASSPHRASE + b"\n"])
def test_another_passphrase_is_refused(path, passphrase):
    refuses("key-file.passphrase", path, passphrase=passphrase)


def test_another_role_is_refused(path):
    error = refuses("key-file.role", path, role=Role.OPERATOR)
    assert (error.facts["wanted"], error.facts["found"]) == ("operator", "committee")


def test_a_swapped_file_is_refused_and_its_name_told(path):
    other = write_key_file(path.parent, OTHER, PASSPHRASE, cost=CHEAP)
    path.write_bytes(other.read_bytes())
    error = refuses("key-file.swapped", path)
    assert error.facts["name"] == other.name


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o700 | 0o010, 0o602])
def test_a_file_that_others_can_reach_is_refused(path, mode):
    path.chmod(mode)
    assert refuses("key-file.mode", path).facts["mode"] == f"{mode:04o}"


def test_a_file_of_another_user_is_refused(path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    refuses("key-file.owner", path)


def test_an_unreadable_file_is_refused(path, monkeypatch):
    def denied(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(key_file.os, "open", denied)
    assert refuses("key-file.unreadable", path).facts["why"] == "Permission denied"


def test_a_disk_that_fails_in_the_middle_is_told(path, monkeypatch):
    def failing(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(key_file.os, "read", failing)
    assert refuses("key-file.unreadable", path).facts["why"] == "Input/output error"


def test_a_missing_file_is_told(tmp_path):
    refuses("key-file.missing", tmp_path / "committee.key")


def test_a_directory_or_a_pipe_in_its_place_is_refused(path, tmp_path):
    refuses("key-file.not-a-file", tmp_path)
    path.unlink()
    os.mkfifo(path, 0o600)
    refuses("key-file.not-a-file", path)


def test_a_symbolic_link_to_a_key_is_followed(path, tmp_path):
    link = tmp_path / "current.key"
    link.symlink_to(path)
    assert opened(link).public == KEY.public


def test_a_link_to_the_wrong_key_is_still_noticed(path, tmp_path):
    path.rename(path.with_name("anything.key"))
    link = tmp_path / path.name
    link.symlink_to(path.with_name("anything.key"))
    refuses("key-file.swapped", link)


def test_a_key_is_never_overwritten(path):
    before = path.read_bytes()
    error = refused(
        KeyFileError,
        "key-file.exists",
        lambda: write_key_file(path.parent, KEY, PASSPHRASE, cost=CHEAP),
    )
    assert error.facts["path"] == str(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_whole_is_not_there(tmp_path, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(key_file.os, "fsync", full)
    error = refused(
        KeyFileError,
        "key-file.unwritable",
        lambda: write_key_file(tmp_path, KEY, PASSPHRASE, cost=CHEAP),
    )
    assert error.facts["why"] == "No space left on device"
    assert list(tmp_path.iterdir()) == []


def test_a_key_needs_a_passphrase(tmp_path):
    refused(
        KeyFileError,
        "key-file.passphrase-empty",
        lambda: write_key_file(tmp_path, KEY, b"", cost=CHEAP),
    )
    assert list(tmp_path.iterdir()) == []
