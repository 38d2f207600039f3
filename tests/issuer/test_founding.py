"""An instance is founded once, and its anchor and its operators are who they must be."""

from __future__ import annotations

import json
import stat
from datetime import timedelta

import pytest
from sqlalchemy import delete

from issuer import founding
from issuer.config import Config, InstanceIdentity
from issuer.founding import AuthorityRequest, found, install_anchor, read_public_key, trusted
from issuer.office import OFFICE_ROLES
from issuer.seal_certificate import LIFE, read_certificate
from issuer.store import lists, log, session
from issuer.store.tables import signed_list
from keys.key_file import FLOOR
from keys.public_key import TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from keys.trust import Anchor, open_trust_list
from tests.cast import ANCHOR, ENTITY, FOUNDED, HOST, IDENTITY
from tests.issuer.refusing import refused
from tests.province import Province


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """A founded instance; look, and do not touch."""
    folder = tmp_path_factory.mktemp("founded") / "instance"
    config = Config.from_env({"ZC_INSTANCE": str(folder)})
    request = found(config, IDENTITY, passphrase=b"eight dry fields", at=FOUNDED, cost=FLOOR)
    return config, request


def test_an_instance_has_its_identity_and_one_key_for_each_role(instance):
    config, _ = instance
    assert InstanceIdentity.read(config.instance) == IDENTITY
    roles = sorted(path.name.split("-")[0] for path in config.keys_dir.iterdir())
    secrets = [Role.DATA, Role.INDEX, Role.PEPPER]
    assert roles == sorted(role.value for role in (*OFFICE_ROLES, *secrets))


def test_keys_are_their_owners_alone(instance):
    config, _ = instance
    modes = {stat.S_IMODE(path.stat().st_mode) for path in config.keys_dir.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(config.keys_dir.stat().st_mode) == 0o700


def test_no_key_of_a_person_is_made(instance):
    config, request = instance
    assert not list(config.keys_dir.glob("operator-*"))
    assert {key.role for key in request.keys} == set(OFFICE_ROLES)


def test_the_anchor_is_asked_to_name_the_seal_and_its_certificate_is_made(instance):
    config, request = instance
    (seal,) = (key for key in request.keys if key.role is Role.SEAL)
    certificate = read_certificate(config.instance)
    assert certificate.public.kid == seal.kid
    assert certificate.self_made
    assert certificate.days_left(at=FOUNDED) == LIFE.days


def test_founding_again_touches_nothing(instance):
    config, _ = instance
    before = {path: path.read_bytes() for path in config.keys_dir.iterdir()}
    with refused("founding.exists", path=str(config.instance)):
        found(config, IDENTITY, passphrase=b"another", at=FOUNDED, cost=FLOOR)
    assert {path: path.read_bytes() for path in config.keys_dir.iterdir()} == before


def test_a_founding_that_was_cut_short_is_not_founded_over(tmp_path, monkeypatch):
    """Two sets of keys side by side would be an office that never opens."""
    config = Config.from_env({"ZC_INSTANCE": str(tmp_path / "instance")})

    def cut(engine):
        raise KeyboardInterrupt

    monkeypatch.setattr(founding, "upgrade", cut)
    with pytest.raises(KeyboardInterrupt):
        found(config, IDENTITY, passphrase=b"eight dry fields", at=FOUNDED, cost=FLOOR)
    before = sorted(config.keys_dir.iterdir())
    monkeypatch.undo()
    with refused("founding.exists", path=str(config.instance)):
        found(config, IDENTITY, passphrase=b"eight dry fields", at=FOUNDED, cost=FLOOR)
    assert sorted(config.keys_dir.iterdir()) == before


def test_the_request_for_the_anchor_reads_back(instance):
    config, request = instance
    data = (config.instance / founding.REQUEST_FILE).read_bytes()
    assert AuthorityRequest.from_bytes(data) == request
    assert (request.profile.entity, request.profile.host) == (ENTITY, HOST)
    assert b'"d"' not in data


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"metadata": "none"}, "document.member"),
        ({"more": 1}, "document.unknown"),
        ({"entity": None}, "document.missing"),
    ],
)
def test_a_request_of_another_form_is_refused(instance, change, code):
    document = {**json.loads(instance[1].to_bytes()), **change}
    document = {name: value for name, value in document.items() if value is not None}
    with pytest.raises(Exception) as caught:  # the code is looked at
        AuthorityRequest.from_bytes(json.dumps(document).encode())
    assert caught.value.code.startswith(code.partition(".")[0])


def test_one_anchor_is_pinned_and_no_other(tmp_path):
    config = Config.from_env({"ZC_INSTANCE": str(tmp_path)})
    first = Anchor(ANCHOR, trusted([MemorySigner.generate(Role.ANCHOR)], since=FOUNDED))
    install_anchor(config, first)
    install_anchor(config, first)
    other = Anchor(ANCHOR, trusted([MemorySigner.generate(Role.ANCHOR)], since=FOUNDED))
    with refused("founding.anchor", path=str(config.anchor_file)):
        install_anchor(config, other)
    assert Anchor.from_bytes(config.anchor_file.read_bytes()) == first


# -- the anchor's list --------------------------------------------------------------------------


def last_list(province):
    with session.read(province.office.engine) as connection:
        return lists.latest(connection, lists.AUTHORITIES)


def log_size(province) -> int:
    with session.read(province.office.engine) as connection:
        return log.head(connection).size


def next_list(province, *, before=None, at=None) -> str:
    return founding.renew_authorities(
        province.office.anchor,
        province.anchor,
        before=before or last_list(province),
        at=at or province.at,
    )


def test_the_next_edition_of_the_anchors_list_is_taken_in(province):
    before = last_list(province)
    founding.install_authorities(province.office, next_list(province), at=province.at)
    assert last_list(province).seq == before.seq + 1
    province.registrar.publish(at=province.at)
    province.check()


def test_the_same_edition_again_changes_nothing(province):
    token = next_list(province)
    founding.install_authorities(province.office, token, at=province.at)
    size = log_size(province)
    founding.install_authorities(province.office, token, at=province.at)
    assert log_size(province) == size


def test_an_edition_that_was_followed_by_another_is_refused(province):
    first = last_list(province)
    founding.install_authorities(province.office, next_list(province), at=province.at)
    with refused("trust.rolled-back", seq=1, seen=2):
        founding.install_authorities(province.office, first.token, at=province.at)


def test_two_lists_under_one_number_are_refused(province):
    """An anchor that says two things at once is not to be believed in silence."""
    before = last_list(province)
    ours = next_list(province, before=before)
    founding.install_authorities(province.office, ours, at=province.at)
    theirs = next_list(province, before=before, at=province.at + timedelta(seconds=1))
    with refused("founding.two-lists", seq=2):
        founding.install_authorities(province.office, theirs, at=province.at + timedelta(seconds=1))


def test_a_list_of_another_anchor_is_refused(province):
    stranger = MemorySigner.generate(Role.ANCHOR)
    token = founding.renew_authorities(
        province.office.anchor, stranger, before=last_list(province), at=province.at
    )
    with refused("key.unknown"):
        founding.install_authorities(province.office, token, at=province.at)


def test_a_list_that_has_run_out_is_refused(province):
    token = next_list(province)
    with refused("trust.expired"):
        founding.install_authorities(province.office, token, at=province.at + timedelta(days=90))


def test_a_list_that_does_not_name_this_authority_is_refused(province):
    office = province.office
    token = founding._anchor_list(
        office.anchor, province.anchor, [], [], before=last_list(province), at=province.at
    )
    with refused("founding.not-named", entity=ENTITY):
        founding.install_authorities(office, token, at=province.at)


# -- the books ----------------------------------------------------------------------------------


@pytest.fixture
def closed(tmp_path):
    """An office whose books were never opened."""
    province = Province.found(f"sqlite:///{tmp_path / 'office.db'}", tmp_path)
    with session.begin_write(province.office.engine) as connection:
        connection.execute(delete(signed_list).where(signed_list.c.name != lists.AUTHORITIES))
    yield province
    province.close()


def operator(person: str) -> TrustedKey:
    (key,) = trusted([MemorySigner.generate(Role.OPERATOR, person)], since=FOUNDED)
    return key


def test_two_operators_open_the_books(closed):
    founding.open_books(closed.office, [operator("chen"), operator("lin")], at=closed.at)
    with session.read(closed.office.engine) as connection:
        assert lists.latest(connection, lists.TRUST) is not None
        assert lists.latest(connection, lists.REVOCATIONS) is not None


@pytest.mark.parametrize("persons", [[], ["chen"], ["chen", "chen"]])
def test_fewer_than_two_persons_do_not(closed, persons):
    with refused("founding.operators", needed=2, found=len(set(persons))):
        founding.open_books(closed.office, [operator(each) for each in persons], at=closed.at)


def test_a_key_of_another_role_is_no_operators(closed):
    (other,) = trusted([MemorySigner.generate(Role.COMMITTEE, "lin")], since=FOUNDED)
    with refused("founding.operators"):
        founding.open_books(closed.office, [operator("chen"), operator("lin"), other], at=closed.at)


def test_the_books_are_opened_once(province):
    with refused("founding.opened"):
        founding.open_books(province.office, [operator("wu"), operator("xu")], at=province.at)


def test_strangers_learn_the_seal_from_the_anchors_list(province):
    listing = open_trust_list(
        last_list(province).token,
        province.office.anchor.keyring(),
        issuer=ANCHOR,
        at=province.at,
    )
    (seal,) = listing.keyring(ENTITY, Role.SEAL, at=province.at)
    assert seal.kid == province.office.signers[Role.SEAL].public.kid


def test_a_fresh_province_has_no_committee(tmp_path):
    province = Province.found(f"sqlite:///{tmp_path / 'office.db'}", tmp_path)
    province.registrar.publish(at=province.at)
    assert province.bundle().authority(ENTITY).trust.subjects() == ()
    province.check()
    province.close()


# -- keys that people bring ---------------------------------------------------------------------


def test_a_public_key_is_trusted_from_the_day_it_is_brought():
    signer = MemorySigner.generate(Role.OPERATOR, "chen")
    jwk = {**signer.public.to_jwk(), "zc_role": "operator", "zc_person": "chen"}
    key = read_public_key(json.dumps(jwk).encode(), since=FOUNDED)
    assert (key.kid, key.person, key.not_before) == (signer.kid, "chen", FOUNDED)


def test_a_public_key_that_says_since_when_keeps_its_word():
    earlier = FOUNDED - timedelta(days=3)
    key = operator("chen")
    jwk = {**key.to_jwk(), "nbf": int(earlier.timestamp())}
    assert read_public_key(json.dumps(jwk).encode(), since=FOUNDED).not_before == earlier


def test_a_private_key_is_not_taken_for_a_public_one():
    jwk = {**operator("chen").to_jwk(), "d": "A" * 43}
    with pytest.raises(Exception) as caught:  # the code is looked at
        read_public_key(json.dumps(jwk).encode(), since=FOUNDED)
    assert caught.value.code.startswith("key.")
