from __future__ import annotations

import importlib.metadata
import sys
from importlib.metadata import EntryPoint, EntryPoints

import pytest

from keys.errors import KeyFileError
from keys.public_key import PublicKey
from keys.roles import Role
from keys.signer import ENTRY_POINTS, MemorySigner, open_signer, self_test
from tests.keys.cast import refused, signer


class Broken:
    """A card that was changed under our hands: shows one key and signs with another."""

    def __init__(self):
        self.public: PublicKey = signer(Role.CREDENTIAL).public
        self.role = Role.CREDENTIAL
        self.person = None

    def sign(self, data):
        return signer(Role.CREDENTIAL).sign(data)


def from_a_card(place, *, passphrase):
    assert (place, passphrase) == ("slot=1", b"1234")
    return signer(Role.CREDENTIAL)


def from_a_broken_card(place, *, passphrase):
    assert passphrase
    return Broken()


@pytest.fixture
def cards(monkeypatch):
    module = sys.modules[__name__]
    monkeypatch.setitem(sys.modules, "cards_for_tests", module)
    found = EntryPoints(
        EntryPoint(name, f"cards_for_tests:{opener}", ENTRY_POINTS)
        for name, opener in (("card", "from_a_card"), ("broken", "from_a_broken_card"))
    )
    monkeypatch.setattr(importlib.metadata, "entry_points", found.select)


@pytest.mark.parametrize("role", [Role.CREDENTIAL, Role.LOG])
def test_a_good_signer_passes_its_self_test(role):
    self_test(signer(role))


def test_a_signer_that_signs_with_another_key_fails_its_self_test():
    refused(KeyFileError, "signer.self-test", lambda: self_test(Broken()))


def test_a_mistake_that_signing_and_verifying_share_is_found_by_the_other_reader(monkeypatch):
    """Our own reader believes anything here; PyJWT does not."""
    monkeypatch.setattr(PublicKey, "verify", lambda *_: None)
    refused(KeyFileError, "signer.self-test", lambda: self_test(Broken()))


def test_a_place_elsewhere_is_found_by_name(cards):
    assert open_signer("card:slot=1", passphrase=b"1234").role is Role.CREDENTIAL


def test_a_signer_is_tested_when_it_is_opened(cards):
    refused(KeyFileError, "signer.self-test", lambda: open_signer("broken:x", passphrase=b"1234"))


def test_a_signer_of_another_role_is_refused(cards):
    refused(
        KeyFileError,
        "key-file.role",
        lambda: open_signer("card:slot=1", passphrase=b"1234", role=Role.STATUS),
    )


@pytest.mark.parametrize("uri", ["hsm:slot=1", "keys/credential.key", "", ":x"])
def test_an_unknown_place_is_refused(uri):
    refused(KeyFileError, "signer.scheme", lambda: open_signer(uri, passphrase=b"x"))


def test_a_signer_does_not_show_its_private_half():
    key = MemorySigner.generate(Role.STATUS)
    assert key.private_bytes().hex() not in repr(key)
    assert not hasattr(key, "__dict__")
