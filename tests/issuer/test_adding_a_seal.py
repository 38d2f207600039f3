"""An instance that was founded before there were seals gets one, and asks for its name."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from issuer import founding
from issuer.config import Config
from issuer.founding import AuthorityRequest, add_seal, found
from issuer.office import key_file
from issuer.seal_certificate import read_certificate
from keys.key_file import FLOOR
from keys.roles import Role
from keys.signer import open_signer
from tests.cast import FOUNDED, IDENTITY
from tests.issuer.refusing import refused


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A founded instance; look, and do not touch."""
    folder = tmp_path_factory.mktemp("founded") / "instance"
    config = Config.from_env({"ZC_INSTANCE": str(folder)})
    return config, found(config, IDENTITY, passphrase=b"eight dry fields", at=FOUNDED, cost=FLOOR)


def test_an_instance_of_before_gets_a_seal_and_asks_for_its_name(template, tmp_path):
    shutil.copytree(template[0].instance, tmp_path / "instance")
    config = Config.from_env({"ZC_INSTANCE": str(tmp_path / "instance")})
    key_file(config, Role.SEAL).unlink()
    request = tmp_path / "instance" / founding.REQUEST_FILE
    former = tuple(key for key in template[1].keys if key.role is not Role.SEAL)
    request.write_bytes(AuthorityRequest(template[1].profile, former).to_bytes())
    later = FOUNDED + timedelta(days=30)
    made = add_seal(config, passphrase=b"eight dry fields", at=later, cost=FLOOR)
    assert made.keys[:-1] == former
    assert (made.keys[-1].role, made.keys[-1].not_before) == (Role.SEAL, later)
    assert read_certificate(config.instance).public.kid == made.keys[-1].kid
    assert AuthorityRequest.from_bytes(request.read_bytes()) == made
    open_signer(f"file:{key_file(config, Role.SEAL)}", passphrase=b"eight dry fields")


def test_a_second_seal_is_not_made(template):
    with refused("founding.sealed"):
        add_seal(template[0], passphrase=b"eight dry fields", at=FOUNDED, cost=FLOOR)


def test_a_seal_needs_the_request_that_it_is_added_to(template, tmp_path):
    shutil.copytree(template[0].instance, tmp_path / "instance")
    config = Config.from_env({"ZC_INSTANCE": str(tmp_path / "instance")})
    key_file(config, Role.SEAL).unlink()
    (tmp_path / "instance" / founding.REQUEST_FILE).unlink()
    with refused("founding.no-request"):
        add_seal(config, passphrase=b"eight dry fields", at=FOUNDED, cost=FLOOR)
