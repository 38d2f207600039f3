"""Who may speak in the small world: an anchor, an authority, two committees, and their lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from keys.encoding import sha256
from keys.roles import Role
from keys.signer import MemorySigner, Signer
from keys.statement import Anchor, issue_statement
from keys.trust import issue_trust_list
from tests.verifier.papers import (
    ANCHOR_ENTITY,
    DIGITAL,
    ENTITY,
    FOUNDED,
    HOST,
    MARINE,
    NOW,
    ORIGIN,
    REGION,
    committee,
    person_signers,
    trusted,
)
from verifier.committee import CommitteeAuthority, CommitteeState, IssuerProfile
from verifier.log import (
    vkey,
)
from verifier.profile import STATUS_PATH
from verifier.titles import Method


class Trust:
    """Keys, statements and trust lists; tests change them and ask for new lists."""

    def __init__(self) -> None:
        self.anchor_signer = MemorySigner.generate(Role.ANCHOR)
        self.signers = {
            role: MemorySigner.generate(role)
            for role in (*(Role.AUTHORITY, Role.CREDENTIAL, Role.STATUS, Role.LOG), Role.ANSWER)
        }
        self.anchor = Anchor(ANCHOR_ENTITY, (trusted(self.anchor_signer),))
        self.members = {
            MARINE: person_signers("chen-jing", "liu-yang", "sun-hao"),
            DIGITAL: person_signers("ma-lin", "hu-bo"),
        }
        self.profile = IssuerProfile(
            entity=ENTITY,
            name="威海市示例人力资源和社会保障局",
            region=REGION,
            hosts=(HOST,),
            status_base=f"{ENTITY}{STATUS_PATH}",
            log_origin=ORIGIN,
            log_vkey=vkey(ORIGIN, self.signers[Role.LOG].public),
        )
        self.dropped: set[str] = set()
        self.keys = {role: trusted(signer) for role, signer in self.signers.items()}
        self.authority_statements = [self.state_authority(FOUNDED)]
        self.filings = {
            MARINE: committee(MARINE, "威海市示例海洋装备高级职称评审委员会"),
            DIGITAL: committee(
                DIGITAL, "威海市示例数字技术中级职称评审委员会", methods=(Method.RECOGNITION,)
            ),
        }
        self.committee_statements = {
            entity: [self.state_committee(filing, FOUNDED)]
            for entity, filing in self.filings.items()
        }

    def state_authority(self, at: datetime) -> str:
        return issue_statement(
            issuer=ANCHOR_ENTITY,
            subject=ENTITY,
            keys=self.keys.values(),
            metadata=self.profile.to_metadata(),
            signer=self.anchor_signer,
            at=at,
        )

    def state_committee(self, filing: CommitteeAuthority, at: datetime) -> str:
        return issue_statement(
            issuer=ENTITY,
            subject=filing.entity,
            keys=[trusted(each) for each in self.members[filing.entity]],
            metadata=filing.to_metadata(),
            signer=self.signers[Role.AUTHORITY],
            at=at,
        )

    def change_committee(self, entity: str, *, at: datetime, **changes: object) -> None:
        """A new statement about a committee; the former one goes into the history."""
        self.filings[entity] = replace(self.filings[entity], **changes)  # type: ignore[arg-type]
        self.committee_statements[entity].append(self.state_committee(self.filings[entity], at))

    def suspend(self, entity: str, *, at: datetime) -> None:
        self.change_committee(
            entity, at=at, state=CommitteeState.SUSPENDED, state_decision="威人社停〔2024〕1号"
        )

    def withdraw(self, entity: str, *, at: datetime) -> None:
        self.change_committee(
            entity, at=at, state=CommitteeState.WITHDRAWN, state_decision="威人社收〔2024〕1号"
        )

    def revoke_key(self, role: Role, *, revoked_at: datetime, at: datetime) -> None:
        """The anchor says that a key of the authority is lost."""
        self.keys[role] = self.keys[role].revoked(revoked_at, "compromised")
        self.authority_statements.append(self.state_authority(at))

    def anchor_list(self, *, seq: int = 1, at: datetime = NOW) -> str:
        return self._trust_list(
            ANCHOR_ENTITY, [self.authority_statements], self.anchor_signer, seq=seq, at=at
        )

    def drop(self, entity: str) -> None:
        """The list names a committee no longer; what was said of it stays in the history."""
        self.dropped.add(self.committee_statements[entity][-1])

    def committee_list(self, *, seq: int = 1, at: datetime = NOW) -> str:
        return self._trust_list(
            ENTITY,
            list(self.committee_statements.values()),
            self.signers[Role.AUTHORITY],
            seq=seq,
            at=at,
        )

    def _trust_list(
        self, issuer: str, said: list[list[str]], signer: Signer, *, seq: int, at: datetime
    ) -> str:
        current = [each[-1] for each in said if each[-1] not in self.dropped]
        return issue_trust_list(
            issuer=issuer,
            seq=seq,
            prev=None if seq == 1 else sha256(b"the list before"),
            statements=current,
            history=[
                token
                for each in said
                for token in each
                if token != each[-1] or token in self.dropped
            ],
            signer=signer,
            at=at,
            expires_at=at + timedelta(days=90),
        )
