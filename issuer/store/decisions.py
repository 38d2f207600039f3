"""Decisions of the office, verbatim and sealed: one number, one decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from issuer.store.tables import decision as table
from issuer.store.vault import Vault
from keys.encoding import Sha256
from keys.errors import Refused


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision as it was handed in.

    Attributes:
        act: Kind of act, "revoke".
        at: Moment of receipt.
        digest: Digest of the signed payload.
        sealed: The envelope with its signatures, verbatim.
    """

    number: str
    act: str
    at: datetime
    digest: Sha256
    sealed: bytes


def keep(connection: Connection, decision: KeptDecision, *, vault: Vault) -> bool:
    """Keep a decision.

    Returns:
        True when it is new, False when the same decision was kept before: then its act was
        carried out with it, and must not be again.

    Raises:
        Refused: The number stands for another decision ("store.decision-number").
    """
    earlier = connection.scalar(select(table.c.digest).where(table.c.number == decision.number))
    if earlier is not None:
        if earlier != decision.digest:
            raise Refused("store.decision-number", number=decision.number)
        return False
    sealed = vault.seal(decision.sealed, table="decision", row=decision.number, column="decision")
    row = {
        "number": decision.number,
        "act": decision.act,
        "at": decision.at,
        "digest": decision.digest,
        "sealed_decision": sealed,
    }
    connection.execute(insert(table), [row])
    return True


def find(connection: Connection, number: str, *, vault: Vault) -> KeptDecision | None:
    """The decision of that number, or None."""
    row = connection.execute(select(table).where(table.c.number == number)).one_or_none()
    return None if row is None else _kept(row, vault)


def every(connection: Connection, *, vault: Vault) -> tuple[KeptDecision, ...]:
    """All decisions, oldest receipt first."""
    found = connection.execute(select(table).order_by(table.c.at, table.c.number))
    return tuple(_kept(row, vault) for row in found)


def _kept(row: Row[Any], vault: Vault) -> KeptDecision:
    return KeptDecision(
        number=row.number,
        act=row.act,
        at=row.at,
        digest=Sha256(row.digest),
        sealed=vault.open(row.sealed_decision, table="decision", row=row.number, column="decision"),
    )
