"""The trust desk: who may review, and since when; the authority's numbered trust list.

A committee enters, changes, is suspended or loses its authority by a decision of two operators
over its file: the machine form of 核准备案, with its keys. The authority's key then signs a
statement with that content, and a new list carries it; the statement it replaces stays in the
list's history, because old batches are judged by it.

Follows 职称评审管理暂行规定 第八条 (核准备案) and OpenID Federation 1.0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from issuer.admission import Problem, Severity
from issuer.filing_rules import FilingRejected, check_filing_change
from issuer.office import Office
from issuer.registrar.errand import Errand, read_trust_list
from issuer.render.glyphs import check_glyphs
from issuer.store import batches, session
from keys.encoding import Sha256, canonical, parse, sha256
from keys.errors import Malformed, Refused
from keys.public_key import TrustedKey
from keys.roles import Role
from keys.trust import Statement, TrustList, issue_statement
from verifier.china_time import china_day
from verifier.committee import COMMITTEE_METADATA, CommitteeAuthority, CommitteeState
from verifier.decision import ChangeCommittee
from verifier.members import Members

MAX_FILE_BYTES: Final = 2**20


@dataclass(frozen=True, slots=True)
class CommitteeFile:
    """A committee's file: what it may do, and the keys of its people.

    The operators sign its digest; the clerk of the committee gets the same file for the desk.

    Attributes:
        approved_by: Entity id of the authority that keeps the file.
    """

    approved_by: str
    authority: CommitteeAuthority
    keys: tuple[TrustedKey, ...]

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical(
            {
                "authority": self.approved_by,
                "committee": self.authority.entity,
                "metadata": self.authority.to_metadata(),
                "keys": [key.to_jwk() for key in self.keys],
            }
        )

    @property
    def digest(self) -> Sha256:
        """What a ChangeCommittee decision names."""
        return sha256(self.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> CommitteeFile:
        """Read a file; raises Malformed."""
        members = Members(parse(data, limit=MAX_FILE_BYTES), "committee-file")
        approved_by, entity = members.text("authority"), members.text("committee")
        metadata = members.value("metadata")
        keys = tuple(TrustedKey.from_jwk(each) for each in members.array("keys", limit=100))
        members.done()
        if not isinstance(metadata, dict) or set(metadata) != {COMMITTEE_METADATA}:
            raise Malformed("document.member", where="committee-file", member="metadata")
        return cls(approved_by, CommitteeAuthority.from_metadata(entity, metadata), keys)

    @classmethod
    def of_statement(cls, statement: Statement) -> CommitteeFile:
        """The file that a statement was made from."""
        authority = CommitteeAuthority.from_statement(statement)
        return cls(statement.issuer, authority, statement.keys)

    def in_state(
        self, state: CommitteeState, *, decision_no: str | None, until: date | None = None
    ) -> CommitteeFile:
        """The same file in another state of supervision.

        Args:
            until: Last day of a 限期整改.
        """
        changed = replace(self.authority, state=state, state_decision=decision_no, rectify_by=until)
        return replace(self, authority=changed)


def change_committee(running: Errand, act: ChangeCommittee, file: CommitteeFile) -> None:
    """Put a committee's file into the trust list.

    Raises:
        Refused: "committee.file" when the decision is about another file, or the file is another
            authority's; "committee.itself" for the authority's own name; "committee.people" when
            fewer persons hold its keys than must sign; "committee.key-role" for a key that is no
            COMMITTEE key; "committee.final" when its authority was taken for good;
            "render.no-glyph" for a name that no certificate could print.
        FilingRejected: Rules do not let it be filed so; every problem with its rule.
    """
    named = (act.committee, act.statement, running.office.entity)
    if named != (file.authority.entity, file.digest, file.approved_by):
        raise Refused("committee.file", committee=act.committee)
    if act.committee == running.office.entity:
        # Its own statement names its operators; a committee's must not take that place.
        raise Refused("committee.itself", committee=act.committee)
    persons = {key.person for key in file.keys if key.person and key.revoked_at is None}
    if any(key.role is not Role.COMMITTEE for key in file.keys):
        raise Refused("committee.key-role", committee=act.committee)
    if len(persons) < file.authority.threshold:
        raise Refused("committee.people", found=len(persons), needed=file.authority.threshold)
    check_glyphs(file.authority.name, running.office.glyphs)
    trust = running.trust_list()
    before = _statement(trust, act.committee)
    filed = CommitteeAuthority.from_statement(before) if before else None
    if filed and filed.state is CommitteeState.WITHDRAWN:
        raise Refused("committee.final", committee=act.committee)
    refuse_against_rules(filing_problems(running.office, file, filed, at=running.at))
    running.at = _after_its_batches(running, act.committee)
    statement = issue_statement(
        issuer=running.office.entity,
        subject=act.committee,
        keys=file.keys,
        metadata=file.authority.to_metadata(),
        signer=running.office.signers[Role.AUTHORITY],
        at=running.at,
    )
    others = [each.token for each in trust.statements if each.subject != act.committee]
    history = [each.token for each in trust.history]
    running.renew_trust_list([*others, statement], history + ([before.token] if before else []))


def filing_problems(
    office: Office, file: CommitteeFile, before: CommitteeAuthority | None, *, at: datetime
) -> tuple[Problem, ...]:
    """What the rules of the day have against a committee's file."""
    return check_filing_change(
        file.authority,
        before,
        keeper=office.profile.region,
        rules=office.rules,
        on=china_day(at),
    )


def refuse_against_rules(problems: tuple[Problem, ...]) -> None:
    """Refuse what a rule refuses; what only informs was told to those who decide.

    Raises:
        FilingRejected: "committee.rules".
    """
    if any(each.severity is Severity.REFUSE for each in problems):
        raise FilingRejected(problems)


def _after_its_batches(running: Errand, committee: str) -> datetime:
    """The moment of a statement: in no second in which a batch of the committee came.

    Log and statements count whole seconds, and a batch is judged by the last statement up to its
    receipt: one of the same second would judge what came before it.
    """
    received = batches.of_committee(running.connection, committee)
    seconds = [each.received_at.replace(microsecond=0) for each in received]
    if seconds and max(seconds) >= running.at.replace(microsecond=0):
        return max(seconds) + timedelta(seconds=1)
    return running.at


def committee_file(office: Office, committee: str, *, at: datetime) -> CommitteeFile:
    """The file of a committee as the trust list has it.

    Raises:
        Untrusted: "trust.unknown-entity".
    """
    with session.read(office.engine) as connection:
        trust = read_trust_list(connection, office, at=at)
    return CommitteeFile.of_statement(trust.current(committee))


def _statement(trust: TrustList, subject: str) -> Statement | None:
    return trust.current(subject) if subject in trust.subjects() else None
