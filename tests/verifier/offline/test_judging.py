"""The offline page's verifier says what `verify` says: same verdict, same findings, same facts.

Both are given the same bundle, trimmed as the page carries it. Never is the page green where we
are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from keys.roles import Role
from keys.signer import MemorySigner
from keys.statement import Anchor
from tests.vectors.vector import BUNDLES, FOLDER, NEGATIVE, POSITIVE, read_vectors
from tests.verifier.offline.judging import GREEN, Asked, agree
from tests.verifier.offline.signing import TEXTS, altered, cose, offline
from tests.verifier.world import FOUNDED, MARINE, MINTED, NOW, REGION, RULES, World, moment
from verifier import cwt
from verifier.acts import Cause
from verifier.china_time import china_day
from verifier.titles import Level, Scope, ScopeKind

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=each) for each in (1, 60, 3600, 86400))
TODAY = china_day(NOW)


def test_every_vector_of_a_link():
    cases = {
        vector.name: Asked(
            bundle=(FOLDER / BUNDLES / vector.bundle).read_bytes(),
            anchor=Anchor.from_bytes((FOLDER / BUNDLES / vector.anchor).read_bytes()),
            text=vector.input or "",
            at=vector.at,
        )
        for which in (POSITIVE, NEGATIVE)
        for vector in read_vectors(FOLDER, which).values()
        if vector.kind == "verify" and (vector.input or "").strip().lower().startswith("https://")
    }
    assert len(cases) >= 40
    said = agree(cases)
    assert {"VALID", "REVOKED", "FORGED", "NOT_OFFICIAL_QR", "WRONG_ISSUER"} <= set(said.values())


def untouched(_: World) -> None:
    """Nothing happened."""


def status(value: int) -> Callable[[World], None]:
    def change(world: World) -> None:
        world.statuses[world.copy.certificate.status.index] = value

    return change


def key_revoked(at_day: int) -> Callable[[World], None]:
    def change(world: World) -> None:
        world.revoke_key(Role.CREDENTIAL, revoked_at=moment(6, at_day), at=NOW - HOUR)

    return change


def withdrawn_twice(world: World) -> None:
    world.withdraw(MARINE, at=MINTED + DAY)
    world.withdraw(MARINE, at=MINTED + 2 * DAY)


def withdrawn_and_dropped(world: World) -> None:
    world.withdraw(MARINE, at=MINTED + DAY)
    world.drop(MARINE)


def key_window(**window: datetime) -> Callable[[World], None]:
    def change(world: World) -> None:
        world.keys[Role.CREDENTIAL] = replace(world.keys[Role.CREDENTIAL], **window)
        world.authority_statements = [world.state_authority(FOUNDED)]

    return change


CHANGES: dict[str, tuple[Callable[[World], None], timedelta, str]] = {
    "as it is": (untouched, HOUR, "VALID"),
    "lists of 24 hours": (untouched, DAY, "VALID"),
    "lists a second older": (untouched, DAY + SECOND, "STALE_OFFLINE"),
    "lists of two days": (untouched, 2 * DAY, "STALE_OFFLINE"),
    "lists of eight days": (untouched, 8 * DAY, "STALE_OFFLINE"),
    "lists of a hundred days": (untouched, 100 * DAY, "trust.expired"),
    "lists on their last second": (untouched, 7 * DAY - SECOND, "STALE_OFFLINE"),
    "lists of seven days": (untouched, 7 * DAY, "STALE_OFFLINE"),
    "lists before their last second": (untouched, 90 * DAY - SECOND, "STALE_OFFLINE"),
    "lists of ninety days": (untouched, 90 * DAY, "trust.expired"),
    "a clock a minute behind": (untouched, -MINUTE, "VALID"),
    "a clock more than a minute behind": (untouched, -MINUTE - SECOND, "trust.future"),
    "a clock an hour behind": (untouched, -HOUR, "trust.future"),
    "suspended": (status(2), HOUR, "SUSPENDED"),
    "replaced": (status(3), HOUR, "SUPERSEDED"),
    "revoked": (lambda w: w.take_back(w.copy, Cause.IMPROPER_MEANS), HOUR, "REVOKED"),
    "revoked, old lists": (lambda w: w.take_back(w.copy, Cause.IMPROPER_MEANS), 8 * DAY, "REVOKED"),
    "revoked, no decision": (status(1), HOUR, "REVOKED"),
    "cancelled": (lambda w: w.take_back(w.copy, Cause.ERROR), HOUR, "CANCELLED"),
    "committee suspended since": (
        lambda w: w.suspend(MARINE, at=MINTED + DAY),
        HOUR,
        "VALID_AUTH_WITHDRAWN",
    ),
    "committee withdrawn since": (
        lambda w: w.withdraw(MARINE, at=MINTED + DAY),
        HOUR,
        "VALID_AUTH_WITHDRAWN",
    ),
    "committee withdrawn before": (
        lambda w: w.withdraw(MARINE, at=MINTED - DAY),
        HOUR,
        "CANNOT_TELL",
    ),
    "committee no longer listed": (lambda w: w.drop(MARINE), HOUR, "VALID"),
    "committee withdrawn, and said again": (withdrawn_twice, HOUR, "VALID_AUTH_WITHDRAWN"),
    "committee withdrawn, and no longer listed": (withdrawn_and_dropped, HOUR, "VALID"),
    "key revoked that second": (
        lambda w: w.revoke_key(Role.CREDENTIAL, revoked_at=MINTED, at=NOW),
        HOUR,
        "FORGED",
    ),
    "key ended that second": (key_window(not_after=MINTED), HOUR, "FORGED"),
    "key ended a second later": (key_window(not_after=MINTED + SECOND), HOUR, "VALID"),
    "key began that second": (key_window(not_before=MINTED), HOUR, "VALID"),
    "key began a second later": (key_window(not_before=MINTED + SECOND), HOUR, "FORGED"),
    "key revoked later": (key_revoked(28), HOUR, "CANNOT_TELL"),
    "key revoked before": (key_revoked(1), HOUR, "FORGED"),
}


def test_every_change_of_the_lists():
    cases, expected = {}, {}
    for name, (change, age, verdict) in CHANGES.items():
        world = World()
        change(world)
        cases[name] = Asked(
            world.bundle_bytes(), world.anchor, world.copy.offline, NOW + age, RULES
        )
        expected[name] = verdict
    assert agree(cases) == expected


def link(world: World, **changes: object) -> str:
    """The offline QR of a certificate that says otherwise, genuinely signed."""
    said = replace(world.copy.certificate, **changes)  # type: ignore[arg-type]
    return offline(world.copy, cwt.encode(said, world.signers[Role.CREDENTIAL], region=REGION))


def test_every_thing_that_a_genuine_signature_may_stand_under():
    world = World()
    claims: dict[str, dict[str, object]] = {
        "title of another level": {"level": Level.FULL_SENIOR},
        "title unheard of": {"title": "超级工程师"},
        "series unheard of": {"series": "constructor"},
        "rule unheard of": {"mapping_id": "constructor", "mapping": None},
        "rule that grants nothing": {"mapping_id": "sd.scope.cross", "mapping": None},
        "from tomorrow": {"issued_at": NOW + 2 * DAY},
        "before the key": {"issued_at": MINTED - 4000 * DAY},
        "list of somebody else": {
            "status": replace(world.copy.certificate.status, uri="https://other.example/status/1")
        },
        "list that is not here": {
            "status": replace(
                world.copy.certificate.status, uri=world.copy.certificate.status.uri + "9"
            )
        },
        "beyond the list": {"status": replace(world.copy.certificate.status, index=2**20)},
        "far beyond the list": {"status": replace(world.copy.certificate.status, index=2**53 - 1)},
        "everywhere": {"scope": Scope(ScopeKind.NATIONAL, "CN")},
        "in a unit": {"scope": Scope(ScopeKind.UNIT, "371002", "示例船舶有限公司")},
        "in a city": {"scope": Scope(ScopeKind.CITY, "3710")},
        "for a target": {"scope": Scope(ScopeKind.TARGETED, "__proto__"[:6], "海岛")},
        "committee of elsewhere": {"committee_id": "https://other.example/committees/x"},
        "name of another script": {"name": "ئالىم·ئەخمەت"},
        "awarded long ago": {"award_date": date(1, 1, 1)},
        "to be used until today": {"scope": Scope(ScopeKind.PROVINCE, "37", until=TODAY)},
        "to be used until yesterday": {"scope": Scope(ScopeKind.PROVINCE, "37", until=TODAY - DAY)},
    }
    cases = {
        name: Asked(world.bundle_bytes(), world.anchor, link(world, **each), NOW + HOUR, RULES)
        for name, each in claims.items()
    }
    cases["recognised"] = Asked(
        world.bundle_bytes(), world.anchor, world.recognised.offline, NOW + HOUR, RULES
    )
    said = agree(cases)
    assert said["recognised"] == said["to be used until today"] == "VALID"
    assert said["to be used until yesterday"] == "SCOPE_EXPIRED"
    assert said["title of another level"] == "NO_AUTHORITY"
    assert said["series unheard of"] == said["rule unheard of"] == "CANNOT_TELL"


def test_keys_of_others():
    world = World()
    stranger = MemorySigner.generate(Role.CREDENTIAL)
    status_key = world.signers[Role.STATUS]
    certificate = world.copy.certificate
    prefix = cwt.take_apart(world.copy.cwt)
    later = replace(certificate, issued_at=NOW + HOUR)
    texts = {
        "stranger's key": offline(world.copy, cwt.encode(certificate, stranger, region=REGION)),
        "key newer than the lists": offline(world.copy, cwt.encode(later, stranger, region=REGION)),
        "another region": offline(world.copy, cwt.encode(certificate, stranger, region="110000")),
        "status key": offline(
            world.copy, cose(prefix.payload, status_key, kid=status_key.public.kid)
        ),
        "stranger's key, and no claims": offline(
            world.copy, cose(b"\xf6", stranger, kid=stranger.kid)
        ),
        "our key, and no claims": offline(
            world.copy, cose(b"\xf6", stranger, kid=world.signers[Role.CREDENTIAL].kid)
        ),
        "stranger under our name": offline(
            world.copy, cose(prefix.payload, stranger, kid=world.signers[Role.CREDENTIAL].kid)
        ),
    }
    cases = {
        name: Asked(world.bundle_bytes(), world.anchor, text, NOW + 2 * DAY, RULES)
        for name, text in texts.items()
    }
    said = agree(cases)
    assert said["key newer than the lists"] == "CANNOT_TELL"
    assert said["another region"] == "WRONG_ISSUER"
    assert {said["stranger's key"], said["status key"], said["stranger under our name"]} == {
        "FORGED"
    }


def test_texts_that_are_nothing():
    world = World()
    bundle = world.bundle_bytes()
    said = agree({
        text: Asked(bundle, world.anchor, text, NOW + HOUR, RULES) for text in TEXTS
    })  # fmt: skip
    assert GREEN.isdisjoint(said.values())


@pytest.mark.parametrize("stride", [7])
def test_no_altered_byte_is_green_and_both_say_why(stride: int):
    """Each byte of the signed object changed in turn: bits low and high."""
    world = World()
    bundle = world.bundle_bytes()
    cases = {}
    for place in range(0, len(world.copy.cwt), stride):
        for bit in (1, 128):
            text = offline(world.copy, altered(world.copy.cwt, place, bit))
            cases[f"{place}^{bit}"] = Asked(bundle, world.anchor, text, NOW + HOUR, RULES)
    said = agree(cases)
    assert GREEN.isdisjoint(said.values())


@pytest.mark.drill
def test_no_altered_byte_is_green_anywhere():
    test_no_altered_byte_is_green_and_both_say_why(1)


def test_without_its_defect_each_is_green():
    """The control of the tests above: the same world, untouched."""
    world = World()
    case = Asked(world.bundle_bytes(), world.anchor, world.copy.offline, NOW + HOUR, RULES)
    assert agree({"": case}) == {"": "VALID"}
