"""The page believes a bundle exactly where we do: every list is opened against the pinned anchor.

Whoever makes a page chooses what is in it; what it can not choose is whose signatures hold.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from keys.encoding import b64
from keys.roles import Role
from keys.signer import Signer
from keys.statement import Anchor, issue_statement
from keys.trust import issue_trust_list
from tests.verifier.offline.bad_lists import (
    header_says,
    heir_of_another,
    key_changed,
    lists,
    lost,
    misnamed,
    own_anchor,
    packed_as,
    posing,
    ran_out,
    respelled,
    restated,
    revocations_by,
    says,
    statement,
    status_of,
    stranger,
)
from tests.verifier.offline.judging import Asked, by_page, by_us
from tests.verifier.world import (
    ANCHOR_ENTITY,
    FOUNDED,
    MINTED,
    NOW,
    RULES,
    World,
    moment,
    trusted,
)
from verifier.profile import LIST_BYTES

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Change = Callable[[World], bytes]


def agreed(world: World, bundle: bytes, *, at: datetime = NOW + HOUR, anchor: Anchor | None = None):
    """What both say of a genuine certificate over this bundle: a verdict, or why there is none."""
    case = Asked(bundle, anchor or world.anchor, world.copy.offline, at, RULES)
    (theirs,) = by_page([case])
    ours = by_us(case)
    assert theirs == ours
    return ours.get("verdict") or ours["error"]


BAD: dict[str, tuple[Change, str]] = {
    "a stranger's list of committees": (
        lambda w: lists(w, signer=stranger(Role.AUTHORITY)),
        "key.unknown",
    ),
    "a list of another issuer": (
        lambda w: lists(w, issuer="https://zc.fake.example"),
        "trust.issuer",
    ),
    "a statement by a stranger": (
        lambda w: lists(w, statements=[statement(w, NOW, signer=stranger(Role.AUTHORITY))]),
        "key.unknown",
    ),
    "a statement of another issuer": (
        lambda w: lists(w, statements=[statement(w, NOW, issuer="https://zc.fake.example")]),
        "trust.issuer",
    ),
    "a former statement by a stranger": (
        lambda w: lists(w, history=[statement(w, FOUNDED, signer=stranger(Role.AUTHORITY))]),
        "key.unknown",
    ),
    "a statement before its key": (
        lambda w: lists(w, statements=[statement(w, FOUNDED - DAY)]),
        "key.window",
    ),
    "two statements about one": (
        lambda w: lists(w, statements=[statement(w, NOW), statement(w, NOW - HOUR)]),
        "trust.duplicate-subject",
    ),
    "a former statement newer than the present one": (
        lambda w: lists(w, history=[statement(w, NOW)]),
        "trust.history-order",
    ),
    "a statement newer than its list": (
        lambda w: lists(w, statements=[statement(w, NOW + HOUR)]),
        "trust.history-order",
    ),
    "an authority of which nothing is said any more": (ran_out, "trust.statement-expired"),
    "an authority that is its own anchor": (own_anchor, "key.unknown"),
    "an heir of somebody else": (heir_of_another, "key.unknown"),
    "a key that changed its role": (key_changed, "trust.key-changed"),
    "a key under the name of another": (misnamed, "key.kid"),
    "a stranger's status list": (lambda w: status_of(w, stranger(Role.STATUS)), "key.unknown"),
    "a status list by a key for certificates": (
        lambda w: status_of(w, posing(w, Role.STATUS)),
        "key.role",
    ),
    "a status list of another typ": (
        lambda w: header_says(
            w, {"alg": "ES256", "kid": w.signers[Role.STATUS].kid, "typ": "zc-revocations+jwt"}
        ),
        "envelope.typ",
    ),
    "a status list of another algorithm": (
        lambda w: header_says(
            w, {"alg": "none", "kid": w.signers[Role.STATUS].kid, "typ": "statuslist+jwt"}
        ),
        "envelope.algorithm",
    ),
    "a status list under a header with more in it": (
        lambda w: header_says(
            w,
            {
                "alg": "ES256",
                "jku": "https://zc.fake.example",
                "kid": w.signers[Role.STATUS].kid,
                "typ": "statuslist+jwt",
            },
        ),
        "envelope.header",
    ),
    "a status list spelled otherwise": (respelled, "envelope.form"),
    "a status list that grows": (
        lambda w: packed_as(w, zlib.compress(bytes(LIST_BYTES + 1))),
        "status.list",
    ),
    "a status list that is short": (
        lambda w: packed_as(w, zlib.compress(bytes(LIST_BYTES - 1))),
        "status.list",
    ),
    "a status list that breaks off": (
        lambda w: packed_as(w, zlib.compress(bytes(LIST_BYTES))[:-4]),
        "status.list",
    ),
    "a status list of no kind": (lambda w: packed_as(w, b"nothing"), "status.list"),
    "a status list of another issuer": (
        lambda w: says(w, iss="https://zc.fake.example"),
        "bundle.issuer",
    ),
    "a status list that never ends": (lambda w: says(w, exp="never"), "document.member"),
    "a status list of other bits": (
        lambda w: says(w, status_list={"bits": 1, "lst": b64(zlib.compress(bytes(LIST_BYTES)))}),
        "status.list",
    ),
    "a status list of elsewhere": (
        lambda w: w.bundle_bytes(
            w.part(status_lists=[w.status_list(uri="https://zc.fake.example/status/1")])
        ),
        "bundle.address",
    ),
    "a status list of tomorrow": (
        lambda w: w.bundle_bytes(w.part(status_lists=[w.status_list(at=NOW + DAY)])),
        "bundle.future",
    ),
    "a status list whose key was lost since": (
        lambda w: lost(w, Role.STATUS),
        "key.revoked",
    ),
    "a list of committees whose key was lost since": (
        lambda w: lost(w, Role.AUTHORITY),
        "key.revoked",
    ),
    "a stranger's decisions": (lambda w: revocations_by(w, stranger(Role.STATUS)), "key.unknown"),
    "decisions by a key for certificates": (
        lambda w: revocations_by(w, posing(w, Role.STATUS)),
        "key.role",
    ),
}


@pytest.fixture(scope="module")
def of_bad_lists():
    """What both say over each of them: one start of node for all."""
    cases = {}
    for name, (change, _) in BAD.items():
        world = World()
        bundle = change(world)
        cases[name] = Asked(bundle, world.anchor, world.copy.offline, NOW + HOUR, RULES)
    theirs = by_page(list(cases.values()))
    return {
        name: (by_us(case), each) for (name, case), each in zip(cases.items(), theirs, strict=True)
    }


@pytest.mark.parametrize("name", BAD)
def test_lists_that_must_not_be_believed_give_no_verdict(name, of_bad_lists):
    ours, theirs = of_bad_lists[name]
    assert ours == {"error": BAD[name][1]}
    assert theirs == ours


@pytest.mark.parametrize(
    ("moments", "verdict"),
    [
        ((MINTED + DAY,), "CANNOT_TELL"),
        ((MINTED + DAY, None), "CANNOT_TELL"),
        ((MINTED - DAY, MINTED + DAY), "FORGED"),
        ((MINTED + DAY, MINTED - DAY), "FORGED"),
        ((MINTED - DAY, None, MINTED + DAY), "FORGED"),
        ((None, None), "VALID"),
    ],
)
def test_a_key_that_was_lost_stays_lost_from_the_earliest_day_on(moments, verdict):
    world = World()
    assert agreed(world, restated(world, *moments)) == verdict


def test_another_anchor_believes_nothing():
    world = World()
    other = Anchor(ANCHOR_ENTITY, (trusted(stranger(Role.ANCHOR)),))
    assert agreed(world, world.bundle_bytes(), anchor=other) == "key.unknown"
    named = Anchor("https://other.example", world.anchor.keys)
    assert agreed(world, world.bundle_bytes(), anchor=named) == "trust.issuer"


def test_an_anchor_rolls_over_and_several_may_sign():
    world = World()
    heir = stranger(Role.ANCHOR)
    own = issue_statement(
        issuer=ANCHOR_ENTITY,
        subject=ANCHOR_ENTITY,
        keys=[trusted(world.anchor_signer), trusted(heir)],
        metadata={},
        signer=world.anchor_signer,
        at=moment(6, 1),
    )

    def bundle(*statements: str, signers: Sequence[Signer]) -> bytes:
        token = issue_trust_list(
            issuer=ANCHOR_ENTITY,
            seq=1,
            prev=None,
            statements=[*statements, world.authority_statements[-1]],
            history=[],
            signer=signers[0] if len(signers) == 1 else signers,
            at=NOW,
            expires_at=NOW + 90 * DAY,
        )
        return world.bundle_bytes(anchor_list=token)

    assert agreed(world, bundle(own, signers=[heir])) == "VALID"
    assert agreed(world, bundle(own, signers=[world.anchor_signer, heir])) == "VALID"
    assert agreed(world, bundle(signers=[heir])) == "key.unknown"
    assert agreed(world, bundle(signers=[world.anchor_signer, stranger(Role.ANCHOR)])) == (
        "key.unknown"
    )


def test_a_list_sealed_by_hand_is_as_good_as_one_of_an_office():
    """The control of the tests above: the same parts, and nothing wrong with them."""
    world = World()
    assert agreed(world, lists(world)) == "VALID"
    assert agreed(world, lists(world, history=[statement(world, FOUNDED)])) == "VALID"
