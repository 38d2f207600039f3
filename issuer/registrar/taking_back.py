"""The desk that takes titles back: revoke, cancel, suspend, reinstate.

Decision, status bits, revocation list, integrity record and log entry are one transaction. The
errand returns only after a bundle made from the published files tells a stranger so. A revoked
title never comes back: an overturned decision issues a new version under a decision of its own.

Follows 威人社字〔2022〕32号 九: 一律撤销职称资格，并记入职称评审诚信档案库.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Final

from issuer.ledger import entry_time
from issuer.lifecycle import Standing, StandingEvent, move_title, taking_back
from issuer.office import Office
from issuer.publication import BUNDLE
from issuer.registrar.errand import Errand
from issuer.registrar.opening import open_from_committee
from issuer.store import (
    awards,
    batches,
    copies,
    decisions,
    log,
    people,
    revocations,
    session,
    statuses,
)
from issuer.store.awards import Award
from issuer.store.copies import Copy, CopyState
from issuer.store.decisions import KeptDecision
from issuer.store.people import IntegrityRecord
from keys.encoding import Sha256, sha256
from keys.envelope import peek
from keys.errors import Refused
from keys.roles import Typ
from verifier.acts import Cause, RevocationOrder
from verifier.bundle import open_bundle
from verifier.decision import Reinstate, Revoke, Suspend
from verifier.log import EntryKind
from verifier.profile import Status
from verifier.status import Revocation
from verifier.verdict import VerdictCode
from verifier.verify import verify

_VERDICTS: Final = {
    # Valid with a note where the committee has lost its right since.
    # A last day of use that has passed takes nothing back: the title stands.
    Standing.VALID: (
        VerdictCode.VALID,
        VerdictCode.VALID_AUTH_WITHDRAWN,
        VerdictCode.SCOPE_EXPIRED,
    ),
    Standing.SUSPENDED: (VerdictCode.SUSPENDED,),
    Standing.REVOKED: (VerdictCode.REVOKED,),
    Standing.CANCELLED: (VerdictCode.CANCELLED,),
}
FRAUD_YEARS: Final = "integrity.years"
ORDER: Final = "revocation-order"
_AFTER: Final = {
    Standing.VALID: Status.VALID,
    Standing.SUSPENDED: Status.SUSPENDED,
    Standing.REVOKED: Status.REVOKED,
    Standing.CANCELLED: Status.REVOKED,
}


def receive_order(running: Errand, sealed: bytes) -> RevocationOrder:
    """Take in a committee's order; the office's decision will put it into force.

    Raises:
        Malformed, Untrusted: Not an order that as many of the committee signed as must.
        Refused: "revoke.audience" for another authority; "revoke.committee" when the title was
            given by another committee; "store.unknown-award".
    """
    trust = running.trust_list()
    order = RevocationOrder.from_dict(
        open_from_committee(sealed, Typ.REVOCATION_ORDER, trust, at=running.at)
    )
    connection, vault = running.connection, running.office.vault
    if order.audience != running.office.entity:
        raise Refused("revoke.audience", expected=running.office.entity)
    award = awards.get(connection, order.certificate_no, vault=vault)
    if award.batch is None or batches.get(connection, award.batch).committee != order.issuer:
        raise Refused("revoke.committee", number=order.certificate_no)
    digest = sha256(sealed)
    kept = KeptDecision(_order_number(digest), ORDER, running.at, digest, sealed)
    if decisions.keep(connection, kept, vault=vault):
        running.enter(EntryKind.REVOCATION_ORDER, digest, journal={"order": order.number})
    return order


def _order_number(digest: Sha256) -> str:
    return f"{ORDER}/{digest}"


def revoke(running: Errand, act: Revoke, *, on: date) -> None:
    """Take a title back for ever.

    Args:
        on: Day of the act, China time.

    Raises:
        Refused: "revoke.order" when the decision names an order that was not received or that
            says something else; "lifecycle.title" when the title was taken back before.
    """
    connection, vault = running.connection, running.office.vault
    award = awards.get(connection, act.certificate_no, vault=vault)
    _check_order(running, act)
    _move(running, award, taking_back(act.cause))
    # The person may be granted this title again, under another number.
    awards.free_claim(connection, award.number)
    revocations.keep(
        connection,
        Revocation(
            certificate_no=act.certificate_no,
            on=on,
            authority=running.office.profile.name,
            decision_no=act.document_no,
            cause=act.cause,
        ),
        at=running.at,
    )
    running.renew_revocations()
    if act.cause is Cause.IMPROPER_MEANS:
        _record_fraud(running, award, act, on=on)


def suspend(running: Errand, act: Suspend) -> None:
    """暂停使用 while a case is open; raises Refused("lifecycle.title")."""
    award = awards.get(running.connection, act.certificate_no, vault=running.office.vault)
    _move(running, award, StandingEvent.SUSPEND)


def reinstate(running: Errand, act: Reinstate) -> None:
    """Lift a suspension; raises Refused("lifecycle.title")."""
    award = awards.get(running.connection, act.certificate_no, vault=running.office.vault)
    _move(running, award, StandingEvent.REINSTATE)


def check_shown(office: Office, number: str, *, at: datetime) -> None:
    """See that a stranger who fetches the published files now is told how a title stands.

    Raises:
        Refused: "title.not-shown" when the published bundle tells another story than the
            register: the act is in force here and must be published again.
    """
    with session.read(office.engine) as connection:
        moment = entry_time(log.head(connection).time, at)
        bundle = open_bundle((office.public_dir / BUNDLE).read_bytes(), office.anchor, at=moment)
        standing = Standing(awards.get(connection, number, vault=office.vault).state)
        texts = [
            copies.text(connection, copy.copy_id, vault=office.vault).credential
            for copy in copies.of_award(connection, number)
            if copy.state is CopyState.MINTED
        ]
    for text in texts:
        found = verify(text, bundle, moment).code
        if found not in (*_VERDICTS[standing], VerdictCode.SUPERSEDED):
            raise Refused("title.not-shown", number=number, found=found.value)


def _move(running: Errand, award: Award, event: StandingEvent) -> None:
    """Move a title and with it every copy that still counts."""
    before = Standing(award.state)
    after = move_title(before, event)
    connection = running.connection
    moved = [copy for copy in _signed(running, award) if copy.status == _AFTER[before]]
    if not moved:
        raise Refused("title.not-minted", number=award.number)
    awards.move(connection, award.number, before=before.value, after=after.value)
    statuses.change(
        connection,
        [copy.copy_id for copy in moved],
        before=[int(_AFTER[before])],
        after=int(_AFTER[after]),
        at=running.at,
    )
    for number in sorted({copy.status_list for copy in moved}):
        running.renew_status_list(number)


def _signed(running: Errand, award: Award) -> list[Copy]:
    return [
        copy
        for copy in copies.of_award(running.connection, award.number)
        if copy.state is CopyState.MINTED
    ]


def _check_order(running: Errand, act: Revoke) -> None:
    if act.order is None:
        return
    number = _order_number(act.order)
    kept = decisions.find(running.connection, number, vault=running.office.vault)
    if kept is None:
        raise Refused("revoke.order", number=act.certificate_no)
    # It was opened when it came in; what its committee may do today is another matter.
    order = RevocationOrder.from_dict(peek(kept.sealed))
    if (order.certificate_no, order.cause) != (act.certificate_no, act.cause):
        raise Refused("revoke.order", number=act.certificate_no)


def _record_fraud(running: Errand, award: Award, act: Revoke, *, on: date) -> None:
    """记入职称评审诚信档案库, for as many years as the rule book says."""
    rule = running.office.rules.limit(FRAUD_YEARS, region=running.office.profile.region, on=on)
    years = rule.number("years")
    people.keep_integrity_record(
        running.connection,
        IntegrityRecord(
            id=secrets.token_hex(16),
            person_id=award.person_id,
            reason=act.cause.value,
            since=on,
            until=_years_after(on, years),
            decision_no=act.document_no,
        ),
        vault=running.office.vault,
    )


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
