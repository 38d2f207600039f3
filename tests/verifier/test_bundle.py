"""A bundle is believed part by part, each held against the anchor and against what was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from keys.encoding import canonical, parse, sha256
from keys.errors import CredentialError, Malformed, RolledBack, Untrusted
from keys.roles import Role
from keys.signer import MemorySigner
from keys.statement import Anchor
from tests.verifier.world import (
    ANCHOR_ENTITY,
    ENTITY,
    NOW,
    ORIGIN,
    STATUS_URI,
    World,
    moment,
    trusted,
)
from verifier.bundle import Seen, make_bundle, open_bundle
from verifier.profile import Status
from verifier.rules import load_rules
from verifier.status import issue_revocations, issue_status_list


@pytest.fixture
def world() -> World:
    return World()


def refusal(world: World, data: bytes, **options) -> CredentialError:
    with pytest.raises(CredentialError) as caught:
        open_bundle(data, world.anchor, **{"at": NOW, **options})
    return caught.value


def part_refusal(world: World, **changes) -> CredentialError:
    return refusal(world, world.bundle_bytes(world.part(**changes)))


def test_a_bundle_gives_what_was_put_in(world):
    bundle = world.bundle()
    view = bundle.authority(ENTITY)
    assert bundle.made_at == NOW
    assert bundle.hosts() == {"zc.weihai.example"}
    assert bundle.in_region("3710") == (view,)
    assert bundle.in_region("37") == ()
    assert view.profile == world.profile
    assert view.status_lists[STATUS_URI].get(0) is Status.VALID
    assert view.as_of == NOW
    assert view.has_batch(world.review)
    assert view.batch(world.review) is view.batch(world.review)
    assert view.batch(world.review).persons == 2


def test_a_head_is_checked_whenever_its_note_is_another(world):
    view = world.bundle().authority(ENTITY)
    note = world.checkpoint()
    assert view.head(note) is view.head(note)
    for changed in (note.replace(ORIGIN, "other.example/log"), note[:-8] + "AAAAAA=\n"):
        with pytest.raises((Malformed, Untrusted)):
            view.head(changed)


def test_the_rule_book_is_the_packages_unless_another_is_handed_in(world):
    data = world.bundle_bytes()
    assert open_bundle(data, world.anchor, at=NOW).rules is load_rules()
    other = replace(load_rules(), digest=sha256(b"another book"))
    assert open_bundle(data, world.anchor, at=NOW, rules=other).rules is other


def test_a_bundle_has_one_spelling(world):
    data = world.bundle_bytes()
    assert canonical(parse(data, limit=10**7)) == data


def test_an_authority_that_is_not_in_it_is_unknown(world):
    with pytest.raises(Untrusted) as caught:
        world.bundle().authority("https://zc.fake.example")
    assert caught.value.code == "key.unknown-issuer"


def test_another_anchor_believes_nothing(world):
    stranger = Anchor(world.anchor.entity, (trusted(MemorySigner.generate(Role.ANCHOR)),))
    with pytest.raises(Untrusted) as caught:
        open_bundle(world.bundle_bytes(), stranger, at=NOW)
    assert caught.value.code == "key.unknown"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "encoding.json"),
        (b"[]", "encoding.not-an-object"),
        (b'{"v":"zc-bundle/2"}', "bundle.version"),
        (b'{"v":"zc-bundle/1"}', "document.missing"),
    ],
)
def test_what_is_no_bundle_is_refused(world, data, code):
    error = refusal(world, data)
    assert isinstance(error, Malformed)
    assert error.code == code


def test_an_unknown_member_is_refused(world):
    document = parse(world.bundle_bytes(), limit=10**7)
    assert refusal(world, canonical({**document, "x": 1})).code == "document.unknown-member"


def test_an_authority_twice_is_refused(world):
    data = world.bundle_bytes(world.part(), world.part())
    assert refusal(world, data).code == "bundle.twice"


def test_a_status_list_twice_is_refused(world):
    token = world.status_list()
    assert part_refusal(world, status_lists=[token, token]).code == "bundle.twice"


def test_a_status_list_by_a_key_of_another_role_is_refused_for_that(world):
    posing = MemorySigner(world.signers[Role.CREDENTIAL]._material, Role.STATUS)
    world.signers[Role.STATUS] = posing
    error = part_refusal(world, revocations=None)
    assert (type(error), error.code) == (Untrusted, "key.role")
    error = part_refusal(world, status_lists=[])
    assert (type(error), error.code) == (Untrusted, "key.role")


@pytest.mark.parametrize("member", ["status_lists", "revocations", "trust_list", "checkpoint"])
def test_a_list_that_another_key_signed_is_refused(world, member):
    stranger = World()
    forged = getattr(stranger.part(), member)
    error = part_refusal(world, **{member: forged})
    assert (type(error), error.code) == (Untrusted, "key.unknown")


def test_a_status_list_under_another_authoritys_address_is_refused(world):
    token = world.status_list(uri="https://zc.fake.example/status/1")
    assert part_refusal(world, status_lists=[token]).code == "bundle.address"


def test_a_status_list_that_names_another_issuer_is_refused(world):
    token = issue_status_list(
        STATUS_URI, 1, prev=None, statuses={}, issuer="https://zc.fake.example", at=NOW,
        signer=world.signers[Role.STATUS],
    )  # fmt: skip
    assert part_refusal(world, status_lists=[token]).code == "bundle.issuer"


@pytest.mark.parametrize("member", ["status", "revocations"])
def test_a_list_from_the_future_is_refused(world, member):
    later = NOW + timedelta(seconds=61)
    if member == "status":
        error = part_refusal(world, status_lists=[world.status_list(at=later)])
    else:
        error = part_refusal(world, revocations=world.revocations_document(at=later))
    assert error.code == "bundle.future"
    soon = world.status_list(at=NOW + timedelta(seconds=60))
    assert world.bundle(status_lists=[soon])


def test_a_thief_of_the_status_key_cannot_date_a_list_back(world):
    token = world.status_list(at=moment(6, 10))
    world.revoke_key(Role.STATUS, revoked_at=moment(6, 20), at=moment(6, 21))
    assert part_refusal(world, status_lists=[token], revocations=None).code == "key.revoked"


def test_an_expired_trust_list_is_refused(world):
    data = world.bundle_bytes()
    error = refusal(world, data, at=NOW + timedelta(days=91))
    assert error.code == "trust.expired"


def test_older_numbers_than_were_seen_are_refused(world):
    newer = world.bundle_bytes(
        world.part(
            trust_list=world.committee_list(seq=4),
            status_lists=[world.status_list(seq=5)],
            revocations=world.revocations_document(seq=6),
        ),
        anchor_list=world.anchor_list(seq=3),
    )
    seen = open_bundle(newer, world.anchor, at=NOW).seen
    assert Seen.from_bytes(seen.to_bytes()) == seen
    assert seen.numbers == {
        f"trust {ANCHOR_ENTITY}": 3,
        f"trust {ENTITY}": 4,
        f"status {STATUS_URI}": 5,
        f"revocations {ENTITY}": 6,
        f"log {ORIGIN}": len(world.log),
    }
    assert open_bundle(newer, world.anchor, at=NOW, memory=seen).seen == seen
    for older in (
        {"trust_list": world.committee_list(seq=3)},
        {"status_lists": [world.status_list(seq=4)]},
        {"revocations": world.revocations_document(seq=5)},
    ):
        current = {
            "trust_list": world.committee_list(seq=4),
            "status_lists": [world.status_list(seq=5)],
            "revocations": world.revocations_document(seq=6),
        }
        data = world.bundle_bytes(
            world.part(**{**current, **older}), anchor_list=world.anchor_list(seq=3)
        )
        error = refusal(world, data, memory=seen)
        assert isinstance(error, RolledBack), older
        assert error.facts["seen"] == error.facts["seq"] + 1
    data = world.bundle_bytes(anchor_list=world.anchor_list(seq=2))
    assert refusal(world, data, memory=seen).code == "trust.rolled-back"


def test_a_shorter_log_than_was_seen_is_refused(world):
    seen = Seen({f"log {world.profile.log_origin}": len(world.log) + 1})
    error = refusal(world, world.bundle_bytes(), memory=seen)
    assert error.code == "bundle.rolled-back"


def test_what_was_seen_of_others_is_kept(world):
    seen = Seen({"trust https://zc.qingdao.example": 9})
    assert world.bundle(memory=seen).seen.at_least("trust https://zc.qingdao.example") == 9


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b'{"v":"zc-seen/2","numbers":{}}',
        b'{"v":"zc-seen/1","numbers":[]}',
        b'{"v":"zc-seen/1","numbers":{"a":-1}}',
        b'{"v":"zc-seen/1","numbers":{"a":true}}',
        b'{"v":"zc-seen/1","numbers":{},"x":1}',
    ],
)
def test_a_damaged_memory_is_refused(data):
    with pytest.raises(Malformed):
        Seen.from_bytes(data)


def test_a_bundle_without_authorities_can_be_opened(world):
    data = make_bundle(made_at=NOW, anchor_list=world.anchor_list(), authorities=[])
    assert open_bundle(data, world.anchor, at=NOW).hosts() == frozenset()


def test_revocations_that_name_another_issuer_are_refused(world):
    token = issue_revocations(
        [], 1, prev=None, issuer="https://zc.fake.example", at=NOW,
        signer=world.signers[Role.STATUS],
    )  # fmt: skip
    assert part_refusal(world, revocations=token).code == "bundle.issuer"


@pytest.mark.parametrize(
    ("member", "value"),
    [("trust_list", 5), ("trust_list", ""), ("revocations", 5), ("batches", []), ("batches", 5)],
)
def test_a_member_of_another_type_is_refused(world, member, value):
    document = parse(world.bundle_bytes(), limit=10**7)
    (authority,) = document["authorities"]
    damaged = {**document, "authorities": [{**authority, member: value}]}
    assert refusal(world, canonical(damaged)).code == "document.member"
