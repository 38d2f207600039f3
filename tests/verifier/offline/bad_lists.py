"""Bundles in which one list is not what it should be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from keys.encoding import Json, b64, canonical, parse, unb64
from keys.envelope import seal
from keys.roles import Role, Typ
from keys.signer import MemorySigner, Signer
from keys.statement import issue_statement
from keys.trust import issue_trust_list
from tests.verifier.world import (
    ANCHOR_ENTITY,
    ENTITY,
    FOUNDED,
    MARINE,
    NOW,
    World,
    trusted,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def lists(
    world: World,
    *,
    statements: Sequence[str] | None = None,
    history: Sequence[str] = (),
    signer: Signer | Sequence[Signer] | None = None,
    issuer: str = ENTITY,
) -> bytes:
    """A bundle whose list of committees is made of these parts."""
    token = issue_trust_list(
        issuer=issuer,
        seq=1,
        prev=None,
        statements=statements or [each[-1] for each in world.committee_statements.values()],
        history=list(history),
        signer=signer or world.signers[Role.AUTHORITY],
        at=NOW,
        expires_at=NOW + 90 * DAY,
    )
    return world.bundle_bytes(world.part(trust_list=token))


def statement(world: World, at: datetime, *, signer: Signer | None = None, issuer: str = ENTITY):
    """What somebody says of a committee."""
    return issue_statement(
        issuer=issuer,
        subject=MARINE,
        keys=[trusted(each) for each in world.members[MARINE]],
        metadata=world.filings[MARINE].to_metadata(),
        signer=signer or world.signers[Role.AUTHORITY],
        at=at,
    )


def posing(world: World, role: Role) -> MemorySigner:
    """A key of the office that says it had another role."""
    return MemorySigner(world.signers[Role.CREDENTIAL]._material, role)


def status_of(world: World, signer: Signer, **changes: object) -> bytes:
    world.signers[Role.STATUS] = signer  # type: ignore[assignment]
    return world.bundle_bytes(world.part(**changes))


def key_changed(world: World) -> bytes:
    """A key of the office comes back with another role."""
    keys = dict(world.keys)
    keys[Role.STATUS] = trusted(posing(world, Role.STATUS))
    other = issue_statement(
        issuer=ANCHOR_ENTITY,
        subject=ENTITY,
        keys=[each for role, each in keys.items() if role is not Role.CREDENTIAL],
        metadata=world.profile.to_metadata(),
        signer=world.anchor_signer,
        at=NOW,
    )
    world.authority_statements.append(other)
    return world.bundle_bytes()


def revocations_by(world: World, signer: Signer) -> bytes:
    documents = world.revocations_document()
    world.signers[Role.STATUS] = signer  # type: ignore[assignment]
    forged = world.revocations_document()
    assert forged != documents
    world.signers[Role.STATUS] = World().signers[Role.STATUS]
    return world.bundle_bytes(world.part(revocations=forged, status_lists=[]))


def header_says(world: World, header: dict[str, str]) -> bytes:
    """A status list under another protected header."""
    signer = world.signers[Role.STATUS]
    body = world.status_list().split(".")[1]
    head = b64(canonical(header))
    signature = b64(signer.sign(f"{head}.{body}".encode()))
    return world.bundle_bytes(world.part(status_lists=[f"{head}.{body}.{signature}"]))


def packed_as(world: World, packed: bytes) -> bytes:
    """A status list, genuinely signed, with these bytes as its entries."""
    return says(world, status_list={"bits": 2, "lst": b64(packed)})


def says(world: World, **changes: Json) -> bytes:
    """A status list, genuinely signed, that says something else."""
    claims = {**parse(unb64(world.status_list().split(".")[1]), limit=10**7), **changes}
    token = seal(canonical(claims), Typ.STATUS_LIST, world.signers[Role.STATUS])
    return world.bundle_bytes(world.part(status_lists=[token]))


def respelled(world: World) -> bytes:
    """The same signature in another spelling: bits that belong to no byte."""
    token = world.status_list()
    last = {"A": "B", "Q": "R", "g": "h", "w": "x"}[token[-1]]
    return world.bundle_bytes(world.part(status_lists=[token[:-1] + last]))


def stranger(role: Role) -> MemorySigner:
    return MemorySigner.generate(role)


def lost(world: World, role: Role) -> bytes:
    """The list is of before the loss, and is shown after it."""
    part = world.part()
    world.revoke_key(role, revoked_at=NOW + HOUR / 2, at=NOW)
    return world.bundle_bytes(part)


def misnamed(world: World) -> bytes:
    """A committee's key under the name of another key."""
    payload = parse(unb64(statement(world, NOW).split(".")[1]), limit=10**6)
    first, second, *_ = payload["jwks"]["keys"]  # type: ignore[index, call-overload]
    first["kid"] = second["kid"]
    token = seal(canonical(payload), Typ.STATEMENT, world.signers[Role.AUTHORITY])
    return lists(world, statements=[token])


def restated(world: World, *moments: datetime | None) -> bytes:
    """The anchor says of the key for certificates, one after the other, that it was lost then."""
    genuine = world.keys[Role.CREDENTIAL]
    for number, each in enumerate(moments):
        lost_then = genuine.revoked(each, "compromised") if each else genuine
        world.keys[Role.CREDENTIAL] = lost_then
        world.authority_statements.append(world.state_authority(FOUNDED + (number + 1) * HOUR))
    return world.bundle_bytes()


def ran_out(world: World) -> bytes:
    """What the anchor says of the authority holds until half an hour ago."""
    world.authority_statements = [
        issue_statement(
            issuer=ANCHOR_ENTITY,
            subject=ENTITY,
            keys=world.keys.values(),
            metadata=world.profile.to_metadata(),
            signer=world.anchor_signer,
            at=FOUNDED,
            expires_at=NOW + HOUR / 2,
        )
    ]
    return world.bundle_bytes()


def own_anchor(world: World) -> bytes:
    """An authority that names an anchor of its own, and has it sign the list."""
    heir = stranger(Role.ANCHOR)
    own = issue_statement(
        issuer=ENTITY,
        subject=ENTITY,
        keys=[trusted(heir)],
        metadata={},
        signer=world.signers[Role.AUTHORITY],
        at=FOUNDED,
    )
    return lists(world, statements=[own], signer=heir)


def heir_of_another(world: World) -> bytes:
    """The anchor names an anchor's key, but as somebody else's."""
    heir = stranger(Role.ANCHOR)
    other = issue_statement(
        issuer=ANCHOR_ENTITY,
        subject="https://other.example",
        keys=[trusted(heir)],
        metadata={},
        signer=world.anchor_signer,
        at=FOUNDED,
    )
    token = issue_trust_list(
        issuer=ANCHOR_ENTITY,
        seq=1,
        prev=None,
        statements=[other, world.authority_statements[-1]],
        history=[],
        signer=heir,
        at=NOW,
        expires_at=NOW + 90 * DAY,
    )
    return world.bundle_bytes(anchor_list=token)
