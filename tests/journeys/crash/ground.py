"""Where the drills take place: an instance on disk, as many copies of it as are cut, their audit.

Everything about a copy is its own: database, keys on disk, published files. The world around it
(committee, operators, model) is the tests' province.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import make_url

from issuer import founding
from issuer.committee.drafts import Paper
from issuer.config import Config
from issuer.fsck import fsck
from issuer.numbers import NumberSeries
from issuer.office import open_office
from issuer.publication import not_rolled_back
from issuer.store import census, copies, session
from keys.errors import CredentialError
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from keys.trust import Anchor
from tests import postgres
from tests.cast import ANCHOR, CONFIRMED, FOUNDED, IDENTITY, RECEIVED, ZONE, row
from tests.journeys.crash.stranger import torn
from tests.journeys.crash.worker import CHEAP, PASSPHRASE, cheap_keys
from tests.province import Province, digest_of
from verifier.rules import load_rules
from verifier.verdict import VerdictCode
from verifier.verify import verify


@dataclass
class Instance:
    """An instance and the world that knows it."""

    config: Config
    world: Province

    def digests(self) -> frozenset[str]:
        """The certificates that are made."""
        with session.read(self.world.office.engine) as connection:
            found = census.copies(connection)
            return frozenset(each.credential_digest for each in found if each.credential_digest)

    def numbers(self) -> frozenset[str]:
        """The numbers that are given out."""
        with session.read(self.world.office.engine) as connection:
            return frozenset(each.number for each in census.copies(connection))

    def texts(self, numbers: Iterable[str]) -> list[str]:
        """What holders show: each certificate, and the proof that it is logged."""
        office, records = self.world.office, self.world.records
        with session.read(office.engine) as connection:
            last = [copies.of_award(connection, number)[-1].copy_id for number in numbers]
            codes = [copies.text(connection, each, vault=office.vault).code for each in last]
        return [records.find(code) or "" for code in codes]

    def unbelieved(self, numbers: Iterable[str]) -> list[str]:
        """What a stranger says of these certificates, where it is not that they are valid."""
        bundle, at = self.world.bundle(), self.world.at
        verdicts = [verify(text, bundle, at) for text in self.texts(numbers)]
        return [
            f"{verdict.code.value}: {[each.code for each in verdict.against]}"
            for verdict in verdicts
            if verdict.code is not VerdictCode.VALID
        ]

    def ailments(self, *, published: bool) -> list[str]:
        """What an auditor finds, files included or not; also a stranger's view of the folder."""
        office = self.world.office
        keys = Keyring(
            TrustedKey(office.signers[role].public, role, None, FOUNDED)
            for role in (Role.LOG, Role.STATUS)
        )
        public = office.public_dir if published else None
        found = [each.code for each in fsck(office.engine, public, keys=keys, vault=office.vault)]
        try:
            not_rolled_back(office.engine, office.public_dir)
            self.world.bundle()
        except CredentialError as error:
            found.append(error.code)
        return [*found, *torn(office.public_dir)]

    def cut_short(self, *, acknowledged: int) -> list[str]:
        """What is wrong right after a cut: everything that is there is whole."""
        found = self.ailments(published=False)
        if len(self.digests()) < acknowledged:
            found.append("acknowledged and lost")
        return found

    def finished(
        self,
        paper: Paper,
        *,
        made: frozenset[str] = frozenset(),
        shown: Sequence[str] = (),
        before: int = 0,
    ) -> list[str]:
        """What is wrong when all of a batch should be made, by everything that must hold.

        Args:
            paper: The last batch, and but for `before` certificates the only one.
            made: Certificates that were there at the cut.
            shown: Numbers of those that are shown to a stranger; by default all are.
        """
        found = self.ailments(published=True)
        if not made <= self.digests():
            found.append("made and lost")
        numbers = numbers_of(paper, before=before)
        if self.numbers() != frozenset(numbers):
            found.append("numbers")
        if len(self.digests()) != len(numbers):
            found.append("certificates")
        return found or self.unbelieved(shown or numbers)


def numbers_of(paper: Paper, *, before: int = 0) -> list[str]:
    """The numbers that one year, series and level must have after a batch: from 1, no gap."""
    first = paper.rows[0]
    series = NumberSeries(
        region=IDENTITY.region,
        year=first.award_date.year,
        series_no=load_rules().series(first.series).number,
        level=first.level,
    )
    return [series.number(serial) for serial in range(1, before + len(paper.rows) + 1)]


@dataclass
class Ground:
    """Makes instances on one engine, and copies of them; clears them away."""

    folder: Path
    server: str | None
    _made: list[Instance | None] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def engine(self) -> str:
        return "postgresql" if self.server else "sqlite"

    def found(self) -> Instance:
        """An instance founded on disk, with the zone's committee in the trust list."""
        config = self._config("template0")
        root = MemorySigner.generate(Role.ANCHOR)
        anchor = Anchor(ANCHOR, founding.trusted([root], since=FOUNDED))
        request = founding.found(config, IDENTITY, passphrase=PASSPHRASE, at=FOUNDED, cost=CHEAP)
        founding.install_anchor(config, anchor)
        with cheap_keys():
            office = open_office(config, passphrase=PASSPHRASE)
        listing = founding.sign_authorities(request, anchor, root, at=FOUNDED)
        founding.install_authorities(office, listing, at=FOUNDED)
        chen, spare = (MemorySigner.generate(Role.OPERATOR, "chen") for _ in range(2))
        lin = MemorySigner.generate(Role.OPERATOR, "lin")
        founding.open_books(office, founding.trusted([chen, spare, lin], since=FOUNDED), at=FOUNDED)
        world = Province(office, root, (chen, lin), spare, FOUNDED)
        world.admit_committee(ZONE)
        return self._kept(Instance(config, world))

    def copy(self, instance: Instance) -> Instance:
        """The same instance over again."""
        # The last connection takes the write-ahead log into the file, and frees the template.
        instance.world.office.engine.dispose()
        database = make_url(instance.config.database_url).database or ""
        config = self._config(database)
        shutil.copytree(instance.config.instance, config.instance, dirs_exist_ok=True)
        engine = session.open_engine(config.database_url)
        world = instance.world
        office = replace(world.office, engine=engine, public_dir=config.public_dir)
        titles = {number: replace(title) for number, title in world.titles.items()}
        world = replace(world, office=office, titles=titles, committees=dict(world.committees))
        return self._kept(Instance(config, world))

    def forget(self, instance: Instance) -> None:
        """Clear a copy away; nobody looks at it any more."""
        instance.world.close()
        self._made[self._made.index(instance)] = None
        shutil.rmtree(instance.config.instance)

    def close(self) -> None:
        for instance in filter(None, self._made):
            instance.world.close()
        self._stack.close()

    def _config(self, template: str) -> Config:
        place = self.folder / str(len(self._made))
        place.mkdir()
        secret = self.folder / "passphrase"
        secret.write_bytes(PASSPHRASE + b"\n")
        secret.chmod(0o600)
        environment = {"ZC_INSTANCE": str(place), "ZC_PASSPHRASE_FILE": str(secret)}
        if self.server:
            made = postgres.database(self.server, template=template)
            environment["ZC_DATABASE_URL"] = self._stack.enter_context(made)
        return Config.from_env(environment)

    def _kept(self, instance: Instance) -> Instance:
        self._made.append(instance)
        return instance


def confirmed(instance: Instance, *, serials: Sequence[int]) -> Paper:
    """A batch of the zone's, handed in, noticed and confirmed."""
    world = instance.world
    paper = world.paper(ZONE, [row(serial) for serial in serials])
    world.at = max(world.at, RECEIVED)
    world.hand_in(paper)
    world.declare(paper)
    world.at = max(world.at, CONFIRMED)
    world.confirm(paper)
    return paper


__all__ = ["Ground", "Instance", "confirmed", "digest_of"]
