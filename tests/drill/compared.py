"""Holding the tests' province against the model of it: answers, states, verdicts, the books.

An act that the one refuses and the other accepts, another reason, another state, another verdict:
each is a Difference, and the drill stops there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from issuer.admission import BatchRejected
from issuer.committee.drafts import Paper
from issuer.fsck import fsck
from issuer.store import awards, session
from keys.errors import CredentialError
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from tests.cast import FORMS, FOUNDED
from tests.drill.model import OK, Codes, Model, TitleKey
from tests.province import Province, digest_of
from verifier.verify import verify


class Difference(AssertionError):
    """The office and the model do not agree."""


@dataclass
class Tally:
    """How much was done, and what was met: reasons, verdicts, states of batches at the end."""

    runs: int = 0
    accepted: int = 0
    refused: int = 0
    reasons: set[str] = field(default_factory=set)
    verdicts: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)


@dataclass
class Compared:
    """A world, its model, and the names by which the model knows what is in the world."""

    world: Province
    model: Model
    tally: Tally
    papers: dict[int, Paper] = field(default_factory=dict)
    numbers: dict[TitleKey, str] = field(default_factory=dict)
    notices: list[tuple[int, bytes]] = field(default_factory=list)
    decided: list[bytes] = field(default_factory=list)

    def beside(self, url: str, folder: Path, tally: Tally) -> Self:
        """The same again over a copy of the database, with a folder of its own."""
        world = replace(self.world, titles=dict(self.world.titles), fallen=set(self.world.fallen))
        shutil.copytree(self.world.office.public_dir, folder / "public")
        world.office = replace(
            world.office, engine=session.open_engine(url), public_dir=folder / "public"
        )
        return type(self)(
            world,
            deepcopy(self.model),
            tally,
            dict(self.papers),
            dict(self.numbers),
            list(self.notices),
            list(self.decided),
        )

    def titles_of(self, slug: str) -> list[TitleKey]:
        return [each for each in self.numbers if self.model.batches[each[0]].slug == slug]

    def held(
        self,
        name: str,
        expected: Codes,
        act: Callable[[], object],
        error: type[CredentialError] = CredentialError,
    ) -> None:
        try:
            act()
        except BatchRejected as rejected:
            found = Codes(each.code for each in rejected.problems)
        except error as refused:
            found = Codes({refused.code})
        else:
            found = OK
        same(name, sorted(found), sorted(expected))
        if found:
            self.tally.refused += 1
            self.tally.reasons |= found
        else:
            self.tally.accepted += 1

    def same_state(self, batch: int) -> None:
        if batch in self.papers:
            found = self.world.registrar.batch_state(digest_of(self.papers[batch])).state.value
            same(f"batch {batch}", found, self.model.batches[batch].state)

    def same_verdict(self, title: TitleKey) -> None:
        """Of a certificate with a bundle that was just fetched; and of its title in the books."""
        office, number = self.world.office, self.numbers[title]
        with session.read(office.engine) as connection:
            standing = awards.get(connection, number, vault=office.vault).state
        same(f"title {title}", standing, self.model.titles[title].standing)
        bundle = self.world.bundle()
        for form in FORMS:
            found = verify(self.world.text(number, form), bundle, self.world.at)
            said = [each.code for each in found.against]
            wanted = self.model.verdict(title, form)
            same(f"{form} of {title}, {said}", found.code.value, wanted)
            self.tally.verdicts.add(wanted)

    def check(self) -> None:
        """The books are sound, every batch stands where it should, every verdict is foreseen."""
        office = self.world.office
        keys = Keyring(
            TrustedKey(office.signers[role].public, role, None, FOUNDED)
            for role in (Role.LOG, Role.STATUS)
        )
        found = fsck(office.engine, office.public_dir, keys=keys, vault=office.vault)
        same("fsck", list(found), [])
        for batch in self.model.batches:
            self.same_state(batch)
        self.tally.states |= {each.state for each in self.model.batches.values()}
        same("titles", sorted(self.numbers), sorted(self.model.titles))
        for title in self.numbers:
            self.same_verdict(title)


def same(what: str, found: object, expected: object) -> None:
    if found != expected:
        raise Difference(f"{what}: the office says {found}, the model {expected}")
