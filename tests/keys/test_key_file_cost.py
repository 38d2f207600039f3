"""What a guess at the passphrase costs, and that nobody makes it cheaper."""

from __future__ import annotations

import pytest

from keys import key_file
from keys.errors import KeyFileError
from keys.file_signer import open_file_signer
from keys.key_file import FLOOR, STANDARD, ScryptCost, read_key_file, write_key_file
from keys.roles import Role
from keys.secret import DataKey
from keys.signer import open_signer
from tests.keys.cast import refused, signer

PASSPHRASE = b"another horse battery staple"
CHEAP = ScryptCost(n=2**4, r=1)


def test_a_cheap_file_is_refused_unless_the_floor_is_lowered(tmp_path):
    path = write_key_file(tmp_path, signer(Role.STATUS), PASSPHRASE, cost=CHEAP)
    for opener in (
        lambda: open_file_signer(path, passphrase=PASSPHRASE),
        lambda: open_signer(f"file:{path}", passphrase=PASSPHRASE),
        lambda: read_key_file(path).unseal(PASSPHRASE),
    ):
        refused(KeyFileError, "key-file.cost", opener)
    assert open_file_signer(path, passphrase=PASSPHRASE, floor=CHEAP)


def test_the_standard_is_above_the_floor():
    assert STANDARD.reaches(FLOOR)
    assert ScryptCost() == STANDARD


@pytest.mark.parametrize("part", ["n", "r", "p"])
def test_every_part_of_the_cost_has_a_floor(part):
    told = {"n": FLOOR.n, "r": FLOOR.r, "p": FLOOR.p}
    assert ScryptCost(**told).reaches(FLOOR)
    assert not ScryptCost(**{**told, part: told[part] - 1}).reaches(FLOOR)


def test_a_file_at_the_floor_opens_by_its_address(tmp_path):
    path = write_key_file(tmp_path, signer(Role.STATUS), PASSPHRASE, cost=FLOOR)
    assert open_signer(f"file:{path}", passphrase=PASSPHRASE, role=Role.STATUS)


def test_the_keys_of_one_ceremony_cost_one_derivation(tmp_path, monkeypatch):
    derived = []
    real = key_file.hashlib.scrypt
    monkeypatch.setattr(
        key_file.hashlib, "scrypt", lambda *a, **b: (derived.append(1), real(*a, **b))[1]
    )
    cost = ScryptCost(n=2**5, r=1)
    for key in (signer(Role.STATUS), signer(Role.LOG), DataKey.generate()):
        write_key_file(tmp_path, key, b"one passphrase for all", cost=cost)
    for path in tmp_path.iterdir():
        read_key_file(path).unseal(b"one passphrase for all", floor=cost)
    assert len(derived) == 1
    nonces = {read_key_file(path)._nonce for path in tmp_path.iterdir()}
    assert len(nonces) == 3
