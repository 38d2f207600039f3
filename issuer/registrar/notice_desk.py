"""The notice desk: a committee declares that it showed its results to the public (公示).

The declaration is the committee's own signed statement; here it is opened, its working days are
counted, and the batch moves on. The same notice again changes nothing.

Follows 职称评审管理暂行规定 (公示不少于 5 个工作日) by the rule catalogue.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from issuer.lifecycle import BatchEvent, BatchState, count_notice, move_batch
from issuer.office import Office
from issuer.registrar.errand import errand
from issuer.registrar.opening import open_from_committee
from issuer.registrar.reception import BatchStatus, status_of
from issuer.store import batches, notices, rows
from issuer.store.notices import KeptNotice
from keys.encoding import Sha256, sha256
from keys.envelope import peek
from keys.errors import Refused
from keys.roles import Typ
from verifier.acts import Notice
from verifier.batch import BatchHeader
from verifier.committee import standing_at
from verifier.log import EntryKind


def declare(office: Office, sealed: bytes, *, at: datetime) -> BatchStatus:
    """Take in the notice of a batch; the same notice again changes nothing.

    Raises:
        Malformed, Untrusted: Not a notice that the batch's own committee signed.
        Refused: "notice.too-short" and others of `count_notice`; "notice.committee" for another
            committee's batch; "notice.unknown-row" for an objection to a row that is not in it;
            "notice.before-decision" when it was posted before there was a result;
            "lifecycle.batch" when the batch does not wait for a notice.
    """
    with errand(office, at=at) as running:
        connection = running.connection
        trust = running.trust_list()
        notice = Notice.from_dict(open_from_committee(sealed, Typ.NOTICE, trust, at=running.at))
        kept = batches.get(connection, notice.batch)
        if kept.committee != notice.issuer:
            raise Refused("notice.committee")
        if notice.audience != office.entity:
            raise Refused("notice.audience", expected=office.entity)
        committee = standing_at(trust, kept.committee, at=running.at).authority
        count_notice(notice, rules=office.rules, region=committee.region)
        decided_on = BatchHeader.from_dict(
            peek(batches.header(connection, notice.batch))
        ).decided_on
        if notice.posted_on < decided_on:
            raise Refused("notice.before-decision", decided_on=decided_on.isoformat())
        unknown = set(notice.objections) - rows.hashes(connection, notice.batch)
        if unknown:
            # A confirmation must withhold each of them, and cannot withhold what is not there.
            raise Refused("notice.unknown-row", rows=len(unknown))
        digest = sha256(sealed)
        if any(each.digest == digest for each in notices.of_batch(connection, notice.batch)):
            return status_of(connection, office, notice.batch)
        after = move_batch(BatchState(kept.state), BatchEvent.NOTICE)
        notices.keep(
            connection,
            KeptNotice(
                digest=digest,
                batch=notice.batch,
                token=sealed,
                posted_on=notice.posted_on,
                closed_on=notice.closed_on,
                at=running.at,
            ),
        )
        if after.value != kept.state:
            batches.move(connection, notice.batch, before=kept.state, after=after.value)
        running.enter(EntryKind.NOTICE, digest, journal={"act": "notice"})
        return status_of(connection, office, notice.batch)


def last_notice(connection: Connection, batch: Sha256) -> Notice:
    """The last notice that was taken in for a batch.

    Raises:
        Refused: "confirm.no-notice" before the first.
    """
    kept = notices.of_batch(connection, batch)
    if not kept:
        raise Refused("confirm.no-notice")
    # Of two that came within one second, the one that runs longer: nothing goes out too early.
    return Notice.from_dict(peek(max(kept, key=lambda each: (each.at, each.closed_on)).token))
