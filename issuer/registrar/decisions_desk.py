"""The decisions desk: a sealed decision comes in, is checked for who took it, and is carried out.

Every weighty act of the office arrives here as a document sealed by the operators who take it,
whether it was typed at the command line or sent over HTTP: the seal is the authentication. The
act says how many persons it needs. A decision is kept and logged in the transaction that
carries it out; the same decision again changes nothing.

Follows 职称评审管理暂行规定 (确认, 公布) and the two-person rule of this system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from issuer.lifecycle import (
    BatchEvent,
    BatchState,
    check_confirmation,
    check_filed_afterwards,
    move_batch,
)
from issuer.office import Office
from issuer.registrar import taking_back, units_desk
from issuer.registrar.errand import Errand, errand
from issuer.registrar.notice_desk import last_notice
from issuer.registrar.opening import MAX_SIGNED_BYTES
from issuer.registrar.trust_desk import CommitteeFile, change_committee
from issuer.render.glyphs import check_glyphs
from issuer.store import batches, decisions, rows
from issuer.store.decisions import KeptDecision
from issuer.store.rows import RowState
from keys.encoding import Sha256, sha256
from keys.envelope import open_together, peek
from keys.errors import Refused
from keys.roles import Typ
from verifier.batch import BatchHeader
from verifier.china_time import china_day
from verifier.committee import standing_at
from verifier.decision import (
    ChangeCommittee,
    Confirm,
    Decision,
    RegisterUnit,
    Reinstate,
    Release,
    Revoke,
    Suspend,
    WithdrawUnit,
)
from verifier.log import EntryKind
from verifier.ruling import Place


@dataclass(frozen=True, slots=True)
class Done:
    """What a decision did.

    Attributes:
        decision: As it was opened.
        new: Whether this call carried it out; False for the same decision again.
        released: Rows that a confirmation released for minting; 0 otherwise.
    """

    decision: Decision
    new: bool
    released: int = 0


def decide(
    office: Office, sealed: bytes, *, at: datetime, file: CommitteeFile | None = None
) -> Done:
    """Check who took a decision and carry it out.

    Args:
        file: The committee's file that a ChangeCommittee decision names by digest.

    Raises:
        Malformed, Untrusted: Not a decision, or not taken by as many operators as it needs.
        Refused: Another authority's ("decision.issuer"), its number used for another one
            ("store.decision-number"), or what the act itself refuses.
    """
    with errand(office, at=at) as running:
        decision = Decision.from_dict(peek(sealed))
        # Only the count is taken from what is not opened yet: a forged act cannot lower it,
        # because the payload that is opened below is the one it was read from.
        open_together(
            sealed,
            Typ.DECISION,
            office.operators(running.trust_list(), at=running.at),
            threshold=decision.act.people,
            at=running.at,
            limit=MAX_SIGNED_BYTES,
        )
        if decision.issuer != office.entity:
            raise Refused("decision.issuer", expected=office.entity)
        digest = sha256(sealed)
        kept = KeptDecision(
            number=decision.number,
            act=decision.act.KIND,
            at=running.at,
            digest=payload_identity(decision),
            sealed=sealed,
        )
        if not decisions.keep(running.connection, kept, vault=office.vault):
            return Done(decision, new=False)
        released = _carry_out(running, decision, file)
        running.enter(EntryKind.DECISION, digest, journal={"decision": decision.number})
        return Done(decision, new=True, released=released)


def payload_identity(decision: Decision) -> Sha256:
    """A decision is its payload: signed again, it is the same decision."""
    return sha256(decision.to_bytes())


def _carry_out(running: Errand, decision: Decision, file: CommitteeFile | None) -> int:
    act = decision.act
    today = china_day(running.at)
    match act:
        case Confirm():
            return _confirm(running, act, decision.number, today=today)
        case Release():
            _release(running, act)
        case Revoke():
            taking_back.revoke(running, act, on=today)
        case Suspend():
            taking_back.suspend(running, act)
        case Reinstate():
            taking_back.reinstate(running, act)
        case ChangeCommittee():
            if file is None:
                raise Refused("committee.file", committee=act.committee)
            change_committee(running, act, file)
        case RegisterUnit():
            units_desk.register(running, act, decision.number)
        case WithdrawUnit():
            units_desk.withdraw(running, act, decision.number)
        case _:
            assert_never(act)
    return 0


def _confirm(running: Errand, act: Confirm, number: str, *, today: date) -> int:
    connection = running.connection
    kept = batches.get(connection, act.batch)
    state = BatchState(kept.state)
    after = move_batch(state, BatchEvent.CONFIRM)
    released_before = rows.counts(connection, act.batch)
    check_confirmation(
        act,
        last_notice(connection, act.batch),
        today=today,
        already_released=bool(rows.publications(connection, act.batch)),
    )
    _check_filed_afterwards(running, act)
    check_glyphs(act.document_no, running.office.glyphs)
    unknown = set(act.withheld) - rows.hashes(connection, act.batch)
    if unknown:
        raise Refused("confirm.unknown-row", rows=len(unknown))
    released = rows.publish(
        connection,
        rows.Publication(
            decision_no=number,
            batch=act.batch,
            document_no=act.document_no,
            published_on=act.published_on,
            at=running.at,
        ),
        withheld=act.withheld,
    )
    if not released:
        raise Refused("confirm.nothing", waiting=released_before.get(RowState.ADMITTED, 0))
    if after is not state:
        batches.move(connection, act.batch, before=state.value, after=after.value)
    return released


def _check_filed_afterwards(running: Errand, act: Confirm) -> None:
    header = BatchHeader.from_dict(peek(batches.header(running.connection, act.batch)))
    committee = standing_at(running.trust_list(), header.issuer, at=running.at).authority
    check_filed_afterwards(
        act,
        self_review=committee.self_review,
        place=Place(running.office.rules, committee.region, header.decided_on),
    )


def _release(running: Errand, act: Release) -> None:
    kept = batches.get(running.connection, act.batch)
    after = move_batch(BatchState(kept.state), BatchEvent.RELEASE)
    batches.move(running.connection, act.batch, before=kept.state, after=after.value)
