"""The authority of the tests' province: its office, its anchor, its committees, its clock.

The office is a real one over a real database; only its keys are in memory, because opening a key
file is made to be slow. Sealed decisions go to the registrar as anybody's would.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from issuer import founding
from issuer.office import OFFICE_ROLES, Office, profile_of
from issuer.originals import Originals
from issuer.printing import Press
from issuer.public_records import StoredRecords
from issuer.registrar import Registrar
from issuer.registrar.decisions_desk import Done
from issuer.registrar.trust_desk import CommitteeFile, committee_file
from issuer.seal_certificate import make_certificate
from issuer.sealing import Sealer, sealer_for
from issuer.store import lists, session
from issuer.store.vault import Safe, Vault
from keys.envelope import seal_together
from keys.public_key import TrustedKey
from keys.roles import Role, Typ
from keys.secret import DataKey, IndexKey, Pepper
from keys.signer import MemorySigner
from keys.trust import Anchor
from tests.cast import ANCHOR, ENTITY, FILINGS, FOUNDED, IDENTITY, Committee, Title
from tests.migrated import migrate
from verifier.bundle import Seen
from verifier.committee import CommitteeAuthority, CommitteeState
from verifier.decision import Act, ChangeCommittee, Decision
from verifier.rules import load_rules


@dataclass(repr=False)
class Authority:
    """An office and those around it.

    `at` is the clock: set it, or `go` and let the night's work be done.

    Attributes:
        anchor: Key of the root; the anchor's list is renewed by it.
        operators: Chen and Lin. `spare_operator` is a second key of Chen's.
        committees: Those that were admitted.
        titles: Every certificate that was made, by number.
        fallen: Committees that may no longer review.
    """

    office: Office
    anchor: MemorySigner
    operators: tuple[MemorySigner, MemorySigner]
    spare_operator: MemorySigner
    at: datetime
    committees: dict[str, Committee] = field(default_factory=dict)
    titles: dict[str, Title] = field(default_factory=dict)
    fallen: set[str] = field(default_factory=set)
    seen: Seen = field(default_factory=Seen)
    _seal: Sealer | None = field(default=None, init=False, repr=False)
    _found: tuple[Office, StoredRecords] | None = field(default=None, init=False, repr=False)

    @classmethod
    def found(cls, database_url: str, folder: Path, *, at: datetime = FOUNDED) -> Self:
        """An office with open books and no committee yet, on an empty database."""
        engine = session.open_engine(database_url)
        migrate(engine)
        root = MemorySigner.generate(Role.ANCHOR)
        signers = {role: MemorySigner.generate(role) for role in OFFICE_ROLES}
        chen, spare = (MemorySigner.generate(Role.OPERATOR, "chen") for _ in range(2))
        lin = MemorySigner.generate(Role.OPERATOR, "lin")
        office = Office(
            profile=profile_of(IDENTITY, signers[Role.LOG]),
            anchor=Anchor(ANCHOR, founding.trusted([root], since=at)),
            engine=engine,
            signers=signers,
            vault=Vault(data=DataKey.generate(), index=IndexKey.generate()),
            pepper=Pepper.generate(),
            rules=load_rules(),
            public_dir=folder / "public",
        )
        request = founding.AuthorityRequest(
            office.profile, founding.trusted(signers.values(), since=at)
        )
        listing = founding.sign_authorities(request, office.anchor, root, at=at)
        founding.install_authorities(office, listing, at=at)
        founding.open_books(office, founding.trusted([chen, spare, lin], since=at), at=at)
        return cls(office, root, (chen, lin), spare, at)

    def copy(self, folder: Path) -> Self:
        """The same world over again, in a folder of its own; for worlds on SQLite."""
        folder.mkdir(parents=True, exist_ok=True)
        # The last connection takes the write-ahead log into the file.
        self.office.engine.dispose()
        shutil.copy(str(self.office.engine.url.database), folder / "office.db")
        shutil.copytree(self.office.public_dir, folder / "public")
        office = replace(
            self.office,
            engine=session.open_engine(f"sqlite:///{folder / 'office.db'}"),
            public_dir=folder / "public",
        )
        return replace(
            self,
            office=office,
            committees=dict(self.committees),
            titles={number: replace(title) for number, title in self.titles.items()},
            fallen=set(self.fallen),
        )

    @property
    def registrar(self) -> Registrar:
        return Registrar(self.office)

    @property
    def press(self) -> Press:
        """What prints the certificates; seals are of the world's own clock."""
        office, signer = self.office, self.office.signers[Role.SEAL]
        if self._seal is None:
            self._seal = sealer_for(
                IDENTITY, signer, make_certificate(signer, IDENTITY, at=FOUNDED)
            )
        originals = Originals(IDENTITY, office.anchor, Safe(office.vault.data), office.rules)
        return Press(office.engine, originals, self._seal, clock=lambda: self.at)

    @property
    def records(self) -> StoredRecords:
        """What the public pages find. Kept, as a process does: it has a connection of its own."""
        if self._found is None or self._found[0] is not self.office:
            records = StoredRecords(
                self.office.engine,
                self.office.pepper,
                anchor=self.office.anchor,
                public_dir=self.office.public_dir,
                clock=lambda: self.at,
            )
            self._found = (self.office, records)
        return self._found[1]

    def close(self) -> None:
        self.office.engine.dispose()

    def go(self, to: datetime | None = None, **ahead: float) -> None:
        """Move the clock; the anchor's list is renewed in time, and the office publishes."""
        self.at = to or self.at + timedelta(**ahead)
        with session.read(self.office.engine) as connection:
            last = lists.latest(connection, lists.AUTHORITIES)
        assert last is not None
        if last.expires_at - self.at < timedelta(days=30):
            listing = founding.renew_authorities(
                self.office.anchor, self.anchor, before=last, at=self.at
            )
            founding.install_authorities(self.office, listing, at=self.at)
        self.registrar.publish(at=self.at)

    def sealed(
        self, act: Act, *, by: Sequence[MemorySigner] | None = None, number: str | None = None
    ) -> bytes:
        """A decision, sealed by both operators or by those given."""
        decision = Decision(ENTITY, self.at, number or secrets.token_hex(8), act)
        return seal_together(
            decision.to_bytes(), Typ.DECISION, self.operators if by is None else by
        )

    def decide(
        self,
        act: Act,
        *,
        by: Sequence[MemorySigner] | None = None,
        number: str | None = None,
        file: CommitteeFile | None = None,
    ) -> Done:
        return self.registrar.decide(self.sealed(act, by=by, number=number), at=self.at, file=file)

    def admit_committee(self, slug: str, **changes) -> Committee:
        """A committee of FILINGS enters the trust list, with keys of its people."""
        clerk, spare = (MemorySigner.generate(Role.COMMITTEE, "clerk") for _ in range(2))
        chair = MemorySigner.generate(Role.COMMITTEE, "chair")
        committee = Committee(replace(FILINGS[slug], **changes), clerk, chair, spare)
        self.file(committee.authority, self.trusted(clerk, chair, spare))
        self.committees[slug] = committee
        return committee

    def trusted(self, *signers: MemorySigner) -> tuple[TrustedKey, ...]:
        return founding.trusted(signers, since=self.at)

    def file(self, authority: CommitteeAuthority, keys: tuple[TrustedKey, ...]) -> Done:
        """Two operators put a committee's file into the trust list."""
        file = CommitteeFile(ENTITY, authority, keys)
        act = ChangeCommittee(authority.entity, file.digest, "威人社发〔2025〕9号（示例）")
        return self.decide(act, file=file)

    def supervise(self, slug: str, state: CommitteeState) -> None:
        """限期整改, 暂停, 收回, or back again."""
        entity = FILINGS[slug].entity
        before = committee_file(self.office, entity, at=self.at)
        number = None if state is CommitteeState.ACTIVE else "威人社监〔2025〕3号（示例）"
        file = before.in_state(state, decision_no=number)
        self.decide(ChangeCommittee(entity, file.digest, "威人社监〔2025〕3号（示例）"), file=file)
        (self.fallen.discard if state.may_review else self.fallen.add)(slug)
