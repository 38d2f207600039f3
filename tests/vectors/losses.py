"""Bundles of later days: a right, a key or a certificate is lost, and the scene does not change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Final

from keys.roles import Role
from keys.statement import issue_statement
from tests.vectors.scene import NARROW, OWN, THEFT, Scene
from tests.verifier.rules.books import OWN_GRADES, with_own
from tests.verifier.world import DIGITAL, ENTITY, MARINE, moment, trusted
from verifier.acts import Cause

CHANGEABLE: Final = ("keys", "filings", "statuses", "revocations")


@contextmanager
def for_a_while(scene: Scene) -> Iterator[None]:
    """What is done inside is undone after it."""
    kept = {name: copy(getattr(scene, name)) for name in CHANGEABLE}
    statements = {who: list(said) for who, said in scene.committee_statements.items()}
    authority = list(scene.authority_statements)
    yield
    scene.__dict__.update(kept)
    scene.committee_statements, scene.authority_statements = statements, authority


def rights_lost(scene: Scene) -> bytes:
    """Two committees lost their rights before receipt, and one after it."""
    with for_a_while(scene):
        scene.suspend(MARINE, at=moment(5, 21))
        scene.withdraw(DIGITAL, at=moment(5, 21))
        scene.suspend(NARROW, at=moment(6, 28))
        return scene.bundle_bytes()


def keys_lost(scene: Scene) -> bytes:
    """The certificates' key and the key of a committee member were stolen."""
    with for_a_while(scene):
        scene.revoke_key(Role.CREDENTIAL, revoked_at=THEFT, at=moment(6, 21))
        _lose_member(scene)
        return scene.bundle_bytes()


def member_lost(scene: Scene) -> bytes:
    """The key of a committee member was stolen, and nothing else."""
    with for_a_while(scene):
        _lose_member(scene)
        return scene.bundle_bytes()


def taken_back(scene: Scene) -> bytes:
    """The first certificate was revoked: the next number of each list."""
    with for_a_while(scene):
        scene.take_back(scene.copy, Cause.IMPROPER_MEANS)
        lists, revocations = [scene.status_list(seq=2)], scene.revocations_document(seq=2)
        return scene.bundle_bytes(scene.part(status_lists=lists, revocations=revocations))


def without_books(scene: Scene) -> bytes:
    """The authority's own entries were left out."""
    return scene.bundle_bytes(scene.part(books={}))


def book_exchanged(scene: Scene) -> bytes:
    """Under the digest of one book lies another, with an entry ended earlier."""
    end = """
[[end]]
rule = "correspondence.digital-engineer.weihai-own"
until = 2024-02-01
document = "weihai-own"
"""
    return scene.bundle_bytes(scene.part(books={OWN.digest: with_own(OWN_GRADES + end).brief}))


def _lose_member(scene: Scene) -> None:
    stolen, *others = scene.members[NARROW]
    keys = [trusted(stolen).revoked(THEFT, "compromised"), *(trusted(each) for each in others)]
    statement = issue_statement(
        issuer=ENTITY,
        subject=NARROW,
        keys=keys,
        metadata=scene.filings[NARROW].to_metadata(),
        signer=scene.signers[Role.AUTHORITY],
        at=moment(6, 21),
    )
    scene.committee_statements[NARROW].append(statement)
