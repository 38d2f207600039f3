"""Persons, their identity documents, and the integrity records that follow a revocation.

A person is a random id and nothing else in clear. Documents are found by blind index: the same
document leads to the same person, and a person may bring further documents.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from issuer.store.bulk import insert_many
from issuer.store.session import slices
from issuer.store.tables import award, integrity_record, person, person_identity
from issuer.store.vault import Vault
from keys.encoding import Sha256, canonical, parse
from keys.errors import Refused
from verifier.batch import IdType
from verifier.members import Members

_ID_BYTES = 16
_MAX_IDENTITY_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity document."""

    id_type: IdType
    id_no: str


@dataclass(frozen=True, slots=True)
class IntegrityRecord:
    """诚信档案: why a person may not apply, and from when to when (both days included).

    Attributes:
        annulled_by: Number of the decision that took it back; None while it stands.
    """

    id: str
    person_id: str
    reason: str
    since: date
    until: date
    decision_no: str
    annulled_by: str | None = None


def known(connection: Connection, blinds: Iterable[Sha256]) -> dict[Sha256, str]:
    """Person ids by blind index of an identity document, for those that are known."""
    blind, person_id = person_identity.c.blind, person_identity.c.person_id
    return {
        Sha256(row.blind): row.person_id
        for part in slices(blinds)
        for row in connection.execute(select(blind, person_id).where(blind.in_(part)))
    }


def documents_of(connection: Connection, numbers: Iterable[str]) -> dict[str, frozenset[Sha256]]:
    """Blind indexes of the documents of their holders, by certificate number."""
    found: dict[str, set[Sha256]] = {}
    for part in slices(numbers):
        rows = connection.execute(
            select(award.c.number, person_identity.c.blind)
            .join(person_identity, person_identity.c.person_id == award.c.person_id)
            .where(award.c.number.in_(part))
        )
        for row in rows:
            found.setdefault(row.number, set()).add(Sha256(row.blind))
    return {number: frozenset(blinds) for number, blinds in found.items()}


def ensure(
    connection: Connection, identities: Sequence[Identity], *, vault: Vault, at: datetime
) -> tuple[str, ...]:
    """The person id of each document, in order; a person is made for each unknown document."""
    blinds = [vault.identity(each.id_type, each.id_no) for each in identities]
    ids = known(connection, blinds)
    missing = {
        blind: identity
        for blind, identity in zip(blinds, identities, strict=True)
        if blind not in ids
    }
    if missing:
        fresh = {blind: secrets.token_urlsafe(_ID_BYTES) for blind in missing}
        insert_many(connection, person, [{"id": each, "at": at} for each in fresh.values()])
        rows = [
            _identity_row(fresh[blind], blind, identity=each, vault=vault, at=at)
            for blind, each in missing.items()
        ]
        insert_many(connection, person_identity, rows)
        ids |= fresh
    return tuple(ids[blind] for blind in blinds)


def add_identity(
    connection: Connection, person_id: str, *, identity: Identity, vault: Vault, at: datetime
) -> None:
    """A further document of a known person.

    Raises:
        Refused: The document is another person's ("store.identity-taken").
    """
    blind = vault.identity(identity.id_type, identity.id_no)
    owner = known(connection, [blind]).get(blind)
    if owner is None:
        row = _identity_row(person_id, blind, identity=identity, vault=vault, at=at)
        connection.execute(insert(person_identity), [row])
    elif owner != person_id:
        raise Refused("store.identity-taken")


def _identity_row(
    person_id: str, blind: Sha256, *, identity: Identity, vault: Vault, at: datetime
) -> dict[str, object]:
    plain = canonical({"id_type": identity.id_type, "id_no": identity.id_no})
    sealed = vault.seal(plain, table="person_identity", row=blind, column="sealed_identity")
    return {"blind": blind, "person_id": person_id, "sealed_identity": sealed, "at": at}


def identities(connection: Connection, person_id: str, *, vault: Vault) -> tuple[Identity, ...]:
    """The documents of a person, oldest first."""
    found = connection.execute(
        select(person_identity)
        .where(person_identity.c.person_id == person_id)
        .order_by(person_identity.c.at, person_identity.c.blind)
    )
    return tuple(_identity(row.blind, row.sealed_identity, vault=vault) for row in found)


def _identity(blind: str, sealed: bytes, *, vault: Vault) -> Identity:
    plain = vault.open(sealed, table="person_identity", row=blind, column="sealed_identity")
    members = Members(parse(plain, limit=_MAX_IDENTITY_BYTES), "identity")
    return Identity(members.choice("id_type", IdType), members.text("id_no"))


def keep_integrity_record(connection: Connection, record: IntegrityRecord, *, vault: Vault) -> None:
    """Keep a new record."""
    sealed = vault.seal(
        record.reason.encode("utf-8"), table="integrity_record", row=record.id, column="reason"
    )
    row = {
        "id": record.id,
        "person_id": record.person_id,
        "sealed_reason": sealed,
        "since": record.since,
        "until": record.until,
        "decision_no": record.decision_no,
        "annulled_by": record.annulled_by,
    }
    connection.execute(insert(integrity_record), [row])


def integrity_records(
    connection: Connection, person_ids: Iterable[str], *, vault: Vault
) -> tuple[IntegrityRecord, ...]:
    """All records of these persons, ended and annulled ones too, oldest first."""
    table = integrity_record
    found = [
        IntegrityRecord(
            id=row.id,
            person_id=row.person_id,
            reason=vault.open(
                row.sealed_reason, table="integrity_record", row=row.id, column="reason"
            ).decode("utf-8"),
            since=row.since,
            until=row.until,
            decision_no=row.decision_no,
            annulled_by=row.annulled_by,
        )
        for part in slices(person_ids)
        for row in connection.execute(select(table).where(table.c.person_id.in_(part)))
    ]
    return tuple(sorted(found, key=lambda record: (record.since, record.id)))


def annul_integrity_record(connection: Connection, record_id: str, *, decision_no: str) -> None:
    """The record no longer stands; it is kept for audit."""
    table = integrity_record
    connection.execute(update(table).where(table.c.id == record_id).values(annulled_by=decision_no))
