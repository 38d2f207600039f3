"""Planning: released rows get their person, their number, their status bit and their codes.

Everything that a certificate will say is decided and committed here, before anything is signed:
after a crash the same certificates are made, under the same numbers and with the same bits.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection

from issuer.lifecycle import BatchEvent, BatchState, Standing, move_batch
from issuer.numbers import NumberSeries
from issuer.office import Office
from issuer.registrar.errand import errand
from issuer.store import batches, counters, people, plans, rows, statuses
from issuer.store.people import Identity
from issuer.store.plans import PlannedCopy
from issuer.store.rows import KeptRow
from keys.encoding import Sha256, canonical
from verifier.batch import Row
from verifier.wire import CODE_ALPHABET, new_code

CHECK_CODE_CHARACTERS: Final = 6  # 查验码: 30 bits, of use only together with number and name


def plan_rows(
    office: Office,
    batch: Sha256,
    *,
    limit: int,
    at: datetime,
    opened: Mapping[Sha256, Row] = MappingProxyType({}),
) -> tuple[PlannedCopy, ...]:
    """Plan the next released rows of a batch; gives the copies, none when no row is left.

    Args:
        limit: Most rows to plan.
        opened: Rows of the batch that the caller has opened before.

    Raises:
        Refused: "lifecycle.batch" when the batch is not confirmed.
    """
    with errand(office, at=at) as running:
        connection = running.connection
        state = BatchState(batches.get(connection, batch).state)
        released = rows.unplanned(connection, batch, limit=limit, vault=office.vault, opened=opened)
        if not released:
            return ()
        move_batch(state, BatchEvent.MINT)
        before = set(statuses.in_use(connection))
        planned = _plans(connection, office, released, at=running.at)
        plans.plan_copies(connection, planned, vault=office.vault, at=running.at)
        for number in sorted(set(statuses.in_use(connection)) - before):
            # A new list is signed before the first certificate that points into it.
            running.renew_status_list(number)
        return tuple(
            plan.planned(kept.position, at=running.at)
            for plan, kept in zip(planned, released, strict=True)
        )


def _plans(
    connection: Connection, office: Office, released: Sequence[KeptRow], *, at: datetime
) -> list[plans.Plan]:
    vault = office.vault
    persons = people.ensure(
        connection,
        [Identity(kept.row.id_type, kept.row.id_no) for kept in released],
        vault=vault,
        at=at,
    )
    slots = statuses.draw(connection, len(released), key=vault.status_key())
    numbers = _numbers(connection, office, [kept.row for kept in released])
    documents = {
        each.decision_no: each.document_no
        for each in rows.publications(connection, released[0].batch)
    }
    return [
        plans.Plan(
            number=number,
            person_id=person,
            series=kept.row.series,
            specialty=kept.row.specialty,
            level=kept.row.level,
            year=kept.row.award_date.year,
            batch=kept.batch,
            row_hash=kept.row_hash,
            facts=canonical({"approval_doc_no": documents[kept.publication or ""]}),
            code=new_code(secrets.token_bytes),
            check_code=_check_code(),
            status_list=slot.status_list,
            status_index=slot.status_index,
            award_state=Standing.VALID.value,
        )
        for kept, person, slot, number in zip(released, persons, slots, numbers, strict=True)
    ]


def _numbers(connection: Connection, office: Office, released: Sequence[Row]) -> list[str]:
    series = [
        NumberSeries(
            region=office.profile.region,
            year=row.award_date.year,
            series_no=office.rules.series(row.series).number,
            level=row.level,
        )
        for row in released
    ]
    first = {
        each: counters.reserve(connection, f"number/{each.stem}", series.count(each))
        for each in dict.fromkeys(series)
    }
    numbers = []
    for each in series:
        numbers.append(each.number(first[each] + 1))
        first[each] += 1
    return numbers


def _check_code() -> str:
    # 32 characters: five bits of each byte choose one, and all are equally likely.
    drawn = secrets.token_bytes(CHECK_CODE_CHARACTERS)
    return "".join(CODE_ALPHABET[each & 31] for each in drawn)
