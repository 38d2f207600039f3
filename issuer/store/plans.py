"""Planning of copies: everything about a certificate is a row before anything is signed.

After a power cut the rows still say what was to be signed, under which number and with which
bit; signing again gives another signature for the same certificate and never a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from issuer.store import awards, rows
from issuer.store.bulk import insert_many
from issuer.store.rows import RowState
from issuer.store.tables import award, batch_row, copy, version
from issuer.store.vault import Vault
from keys.encoding import Sha256
from keys.errors import Refused
from verifier.titles import Level

PLANNED = "PLANNED"
MINTED = "MINTED"


@dataclass(frozen=True, slots=True)
class Plan:
    """One copy that is to be.

    Attributes:
        facts: What the certificate will say, in the caller's own form.
        code: Of the QR.
        check_code: 查验码, of this copy alone.
        version: 1 plans the award too; above 1 a correction of it.
        turn: 1 plans the version too; above 1 a further copy of it.
        reason: Kind of correction.
        award_state: State of the award when version is 1.
    """

    number: str
    person_id: str
    series: str
    specialty: str
    level: Level
    year: int
    batch: Sha256
    row_hash: Sha256
    facts: bytes
    code: str
    check_code: str
    status_list: int
    status_index: int
    version: int = 1
    turn: int = 1
    reason: str | None = None
    award_state: str = "VALID"

    @property
    def copy_id(self) -> str:
        """Its id, "<number>.<version>.<turn>"."""
        return f"{self.number}.{self.version}.{self.turn}"

    def planned(self, position: int, *, at: datetime) -> PlannedCopy:
        """What `unminted` gives once this plan is kept."""
        return PlannedCopy(
            copy_id=self.copy_id,
            number=self.number,
            version=self.version,
            turn=self.turn,
            person_id=self.person_id,
            batch=self.batch,
            row_hash=self.row_hash,
            position=position,
            facts=self.facts,
            code=self.code,
            check_code=self.check_code,
            status_list=self.status_list,
            status_index=self.status_index,
            planned_at=at,
        )


@dataclass(frozen=True, slots=True)
class PlannedCopy:
    """A copy that is planned and not signed.

    Attributes:
        position: Place of its row in the batch's tree.
    """

    copy_id: str
    number: str
    version: int
    turn: int
    person_id: str
    batch: Sha256
    row_hash: Sha256
    position: int
    facts: bytes
    code: str
    check_code: str
    status_list: int
    status_index: int
    planned_at: datetime


def plan_copies(
    connection: Connection, plans: Sequence[Plan], *, vault: Vault, at: datetime
) -> None:
    """Keep plans: awards with their rows moved to PLANNED, versions, copies. All or none.

    Raises:
        Refused: "store.award-claimed" when the person holds this title already, or it stands
            twice among the plans; "store.number-taken"; "store.moved-meanwhile" when a row is
            no longer admitted. Undo the transaction.
    """
    fresh = [plan for plan in plans if plan.version == 1 and plan.turn == 1]
    said = [plan for plan in plans if plan.turn == 1]
    if fresh:
        claims = _claims(connection, fresh, vault)
        rows.move(
            connection,
            [plan.row_hash for plan in fresh],
            before=(RowState.ADMITTED,),
            after=RowState.PLANNED,
        )
        awarded = [
            _award_row(plan, claim, vault) for plan, claim in zip(fresh, claims, strict=True)
        ]
        insert_many(connection, award, awarded)
    if said:
        insert_many(connection, version, [_version_row(plan, vault, at) for plan in said])
    if plans:
        insert_many(connection, copy, [_copy_row(plan, vault, at) for plan in plans])


def _claims(connection: Connection, plans: Sequence[Plan], vault: Vault) -> list[Sha256]:
    claims = [
        vault.claim(plan.person_id, series=plan.series, specialty=plan.specialty, level=plan.level)
        for plan in plans
    ]
    held = awards.holding(connection, claims)
    taken = set(awards.taken(connection, [plan.number for plan in plans]))
    for plan, claim in zip(plans, claims, strict=True):
        if claim in held:
            raise Refused("store.award-claimed", number=held[claim])
        if plan.number in taken:
            raise Refused("store.number-taken", number=plan.number)
        held[claim] = plan.number
        taken.add(plan.number)
    return claims


def _award_row(plan: Plan, claim: Sha256, vault: Vault) -> dict[str, object]:
    specialty = plan.specialty.encode("utf-8")
    return {
        "number": plan.number,
        "person_id": plan.person_id,
        "claim": claim,
        "series": plan.series,
        "sealed_specialty": vault.seal(
            specialty, table="award", row=plan.number, column="specialty"
        ),
        "level": plan.level,
        "year": plan.year,
        "state": plan.award_state,
        "batch": plan.batch,
        "row_hash": plan.row_hash,
    }


def _version_row(plan: Plan, vault: Vault, at: datetime) -> dict[str, object]:
    place = f"{plan.number}.{plan.version}"
    return {
        "number": plan.number,
        "version": plan.version,
        "sealed_facts": vault.seal(plan.facts, table="version", row=place, column="facts"),
        "reason": plan.reason,
        "at": at,
    }


def _copy_row(plan: Plan, vault: Vault, at: datetime) -> dict[str, object]:
    def sealed(text: str, column: str) -> bytes:
        return vault.seal(text.encode("ascii"), table="copy", row=plan.copy_id, column=column)

    return {
        "id": plan.copy_id,
        "number": plan.number,
        "version": plan.version,
        "turn": plan.turn,
        "state": PLANNED,
        "planned_at": at,
        "status_list": plan.status_list,
        "status_index": plan.status_index,
        "status": 0,
        "sealed_code": sealed(plan.code, "code"),
        "sealed_check_code": sealed(plan.check_code, "check_code"),
    }


def unminted(
    connection: Connection,
    *,
    limit: int | None,
    vault: Vault,
    batch: Sha256 | None = None,
) -> tuple[PlannedCopy, ...]:
    """The next copies that are planned and not signed, in order of number.

    Args:
        connection: Open connection.
        limit: Most copies to give; None for all.
        vault: Opens facts and codes.
        batch: Of this batch only.
    """
    query = (
        select(copy, award.c.person_id, award.c.batch, award.c.row_hash)
        .add_columns(version.c.sealed_facts, batch_row.c.position)
        .join(award, award.c.number == copy.c.number)
        .join(
            version,
            (version.c.number == copy.c.number) & (version.c.version == copy.c.version),
        )
        .join(batch_row, batch_row.c.row_hash == award.c.row_hash)
        .where(copy.c.state == PLANNED)
        .order_by(copy.c.number, copy.c.version, copy.c.turn)
        .limit(limit)
    )
    if batch is not None:
        query = query.where(award.c.batch == batch)
    return tuple(_planned(row, vault) for row in connection.execute(query))


def _planned(row: Row[Any], vault: Vault) -> PlannedCopy:
    def opened(sealed: bytes, column: str) -> str:
        return vault.open(sealed, table="copy", row=row.id, column=column).decode("ascii")

    return PlannedCopy(
        copy_id=row.id,
        number=row.number,
        version=row.version,
        turn=row.turn,
        person_id=row.person_id,
        batch=Sha256(row.batch),
        row_hash=Sha256(row.row_hash),
        position=row.position,
        facts=vault.open(
            row.sealed_facts, table="version", row=f"{row.number}.{row.version}", column="facts"
        ),
        code=opened(row.sealed_code, "code"),
        check_code=opened(row.sealed_check_code, "check_code"),
        status_list=row.status_list,
        status_index=row.status_index,
        planned_at=row.planned_at,
    )
