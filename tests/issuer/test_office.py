"""Opening an office: every key in its place, proved, and named by the anchor."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from issuer import founding
from issuer.config import Config
from issuer.founding import found
from issuer.office import (
    OFFICE_ROLES,
    check_named,
    key_file,
    open_office,
    open_pepper,
    profile_of,
    rules_of,
)
from issuer.store import session
from issuer.store.schema import upgrade
from keys.key_file import FLOOR, write_key_file
from keys.roles import Role
from keys.signer import MemorySigner
from keys.trust import Anchor
from tests.cast import ANCHOR, ENTITY, FOUNDED, HOST, IDENTITY
from tests.issuer.refusing import refused
from tests.verifier.rules.test_own_rules import OWN
from verifier.rules import load_rules

PASSPHRASE = b"eight dry fields"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A founded instance with a pinned anchor whose list was taken in."""
    folder = tmp_path_factory.mktemp("office") / "instance"
    config = Config.from_env({"ZC_INSTANCE": str(folder)})
    request = found(config, IDENTITY, passphrase=PASSPHRASE, at=FOUNDED, cost=FLOOR)
    root = MemorySigner.generate(Role.ANCHOR)
    anchor = Anchor(ANCHOR, founding.trusted([root], since=FOUNDED))
    founding.install_anchor(config, anchor)
    office = open_office(config, passphrase=PASSPHRASE)
    listing = founding.sign_authorities(request, anchor, root, at=FOUNDED)
    founding.install_authorities(office, listing, at=FOUNDED)
    office.engine.dispose()
    return folder


@pytest.fixture
def config(template, tmp_path):
    """A copy of it, to be damaged."""
    shutil.copytree(template, tmp_path / "instance")
    return Config.from_env({"ZC_INSTANCE": str(tmp_path / "instance")})


def test_an_office_opens_with_a_key_for_each_role(config):
    office = open_office(config, passphrase=PASSPHRASE)
    assert set(office.signers) == set(OFFICE_ROLES)
    assert {role: signer.role for role, signer in office.signers.items()} == {
        role: role for role in OFFICE_ROLES
    }
    assert (office.entity, office.profile.host) == (ENTITY, HOST)
    with session.read(office.engine) as connection:
        check_named(office, connection, at=FOUNDED)
    office.engine.dispose()


def test_a_wrong_passphrase_opens_nothing(config):
    with refused("key-file.passphrase"):
        open_office(config, passphrase=b"eight wet fields")


@pytest.mark.parametrize("role", [*OFFICE_ROLES, Role.DATA, Role.INDEX, Role.PEPPER])
def test_a_missing_key_is_named(config, role):
    key_file(config, role).unlink()
    with refused("office.key-missing", role=role.value):
        open_office(config, passphrase=PASSPHRASE)


def test_two_keys_of_one_role_are_refused(config):
    write_key_file(config.keys_dir, MemorySigner.generate(Role.LOG), PASSPHRASE, cost=FLOOR)
    with refused("office.key-double", role="log"):
        open_office(config, passphrase=PASSPHRASE)


def test_a_key_that_others_can_read_is_refused(config):
    path = key_file(config, Role.STATUS)
    path.chmod(0o644)
    with refused("key-file.mode", path=str(path)):
        open_office(config, passphrase=PASSPHRASE)


def test_a_key_under_the_name_of_another_role_is_refused(config):
    status, credential = key_file(config, Role.STATUS), key_file(config, Role.CREDENTIAL)
    data = status.read_bytes()
    credential.unlink()
    swapped = credential.with_name(status.name.replace("status-", "credential-"))
    swapped.write_bytes(data)
    swapped.chmod(0o600)
    with pytest.raises(Exception) as caught:  # the code is looked at
        open_office(config, passphrase=PASSPHRASE)
    assert caught.value.code.startswith("key-file.")


def test_a_key_that_the_anchor_does_not_name_is_found_before_it_signs(config):
    key_file(config, Role.CREDENTIAL).unlink()
    fresh = MemorySigner.generate(Role.CREDENTIAL)
    write_key_file(config.keys_dir, fresh, PASSPHRASE, cost=FLOOR)
    office = open_office(config, passphrase=PASSPHRASE)
    with (
        session.read(office.engine) as connection,
        refused("office.key-unnamed", role="credential", kid=fresh.kid),
    ):
        check_named(office, connection, at=FOUNDED)
    office.engine.dispose()


def test_an_office_without_an_anchor_does_not_open(config):
    config.anchor_file.unlink()
    with refused("office.no-anchor", path=str(config.anchor_file)):
        open_office(config, passphrase=PASSPHRASE)


def test_an_office_before_the_anchors_list_signs_nothing(config, tmp_path):
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    engine = session.open_engine(url)
    upgrade(engine)
    office = open_office(replace(config, database_url=url), passphrase=PASSPHRASE)
    with session.read(office.engine) as connection:
        with refused("office.not-named", entity=ENTITY):
            check_named(office, connection, at=FOUNDED)
        with refused("office.not-named", entity=ENTITY):
            office.authority_keys(connection)
    office.engine.dispose()
    engine.dispose()


def test_a_database_of_another_version_does_not_open(config, tmp_path):
    elsewhere = replace(config, database_url=f"sqlite:///{tmp_path / 'empty.db'}")
    with refused("store.schema", found=""):
        open_office(elsewhere, passphrase=PASSPHRASE)


def test_the_public_surface_opens_one_key(config):
    for role in (*OFFICE_ROLES, Role.DATA, Role.INDEX):
        key_file(config, role).unlink()
    open_pepper(config, passphrase=PASSPHRASE)


def test_a_profile_names_the_log_and_where_the_lists_are():
    signer = MemorySigner.generate(Role.LOG)
    profile = profile_of(IDENTITY, signer)
    assert profile.log_origin == f"{HOST}/log"
    assert profile.log_vkey.startswith(f"{HOST}/log+")
    assert profile.status_base == f"{ENTITY}/status/"
    assert (profile.hosts, profile.region) == ((HOST,), "371000")


def test_an_office_goes_by_the_rules_of_its_instance(config):
    assert rules_of(config) is load_rules()
    (config.instance / "rules").mkdir()
    (config.instance / "rules" / "weihai.toml").write_text(OWN, "utf-8")
    office = open_office(config, passphrase=PASSPHRASE)
    assert office.rules.rule("notice.result-days.weihai-own").number("working_days") == 7
    office.engine.dispose()


def test_an_office_does_not_open_over_rules_that_cannot_be_read(config):
    (config.instance / "rules").mkdir()
    (config.instance / "rules" / "weihai.toml").write_text(OWN.replace("until", "unti"), "utf-8")
    with refused("rules.member", file="own/weihai.toml", member="until"):
        open_office(config, passphrase=PASSPHRASE)
