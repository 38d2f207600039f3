"""An office that holds many certificates: rows of the right shape, put in directly.

Minting a million would take hours. Here one certificate is really minted, and its rows are
written again and again under other identities: every number, code, digest, log entry, audit path,
batch header, tile, checkpoint and list is what it would be, so `fsck` finds the office sound, and a
record opens under its code. Only the sealed texts are the same bytes each time, sealed for
the first row: they have the right length and open nowhere, and no certificate among them verifies.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256 as digest_of
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select, update

from issuer.numbers import MAX_SERIAL, NumberSeries
from issuer.public_records import PublicRecord
from issuer.registrar.errand import Errand, errand
from issuer.store import copies, revocations, session, statuses, tables
from issuer.store.bulk import insert_many
from keys.encoding import Sha256, b64
from keys.envelope import peek, seal_together
from keys.roles import Typ
from keys.secret import code_digest, seal_under_code
from tests.authority import Authority
from tests.bench.office import Business, a_list
from tests.cast import CONFIRMED, MEETING, ZONE
from verifier.acts import Cause
from verifier.batch import BatchHeader, batch_digest
from verifier.log import CertificateEntry, EntryKind
from verifier.merkle import audit_paths, root_of
from verifier.profile import Status
from verifier.status import Revocation
from verifier.titles import Level
from verifier.wire import new_code

ROWS: Final = 500
"""People on a list, as a committee of some size hands it in."""

REVOKED: Final = 1000
"""One of so many is revoked: 0.1 %, as the goals take it."""

_TOGETHER: Final = 20  # batches in one transaction
_KEPT_CODES: Final = 20_000  # codes that are remembered, spread over all
_FIRST_YEAR: Final = 2024  # downwards: one year has room for MAX_SERIAL numbers


@dataclass
class Crowd:
    """Certificates that were put into an office.

    Attributes:
        codes: Of some of them, evenly spread.
    """

    authority: Authority
    total: int
    made: int = 0
    codes: list[str] = field(default_factory=list)

    def fill(self) -> None:
        """Put all of them in, with their lists, and publish."""
        business = Business(self.authority, "2024-0")
        business.whole(a_list(1, first=900_000), workers=1)
        with session.read(self.authority.office.engine) as connection:
            self._model = _Model.of(connection, business)
        while self.made < self.total:
            with errand(self.authority.office, at=CONFIRMED) as running:
                for _ in range(_TOGETHER):
                    if self.made < self.total:
                        self._batch(running, min(ROWS, self.total - self.made))
                        running.close()
        self._take_back()
        self.authority.registrar.publish(at=CONFIRMED)

    def _batch(self, running: Errand, rows: int) -> None:
        """One list: its header, its rows and everything that came of them."""
        connection = running.connection
        leaves = sorted(digest_of(b"leaf" + secrets.token_bytes(16)).digest() for _ in range(rows))
        header = self._header(leaves)
        batch = batch_digest(header.to_bytes())
        signers = self.authority.committees[ZONE].signers
        sealed = seal_together(header.to_bytes(), Typ.BATCH, signers)
        decision = secrets.token_hex(8)
        common = {"batch": batch, "publication": decision}
        self._put(
            connection, tables.batch, [{"digest": batch, "number": header.number, "header": sealed}]
        )
        running.enter(EntryKind.BATCH, batch)
        running.close()  # which proves the batch
        first = _size(connection)
        self._put(connection, tables.publication, [{"decision_no": decision, "batch": batch}])
        made = list(self._certificates(connection, leaves, batch=batch, log_index=first))
        for table in _TABLES:
            self._put(connection, table, [each[table] for each in made], common)
        for each, path in zip(made, audit_paths(leaves), strict=True):
            running.enter_leaf(EntryKind.CERTIFICATE, self._leaf(running, each, path, rows=rows))
        self.made += rows

    def _header(self, leaves: Sequence[bytes]) -> BatchHeader:
        return replace(
            self._model.header,
            number=f"2024-{self.made // ROWS + 1}",
            row_count=len(leaves),
            rows_root=b64(root_of(leaves)),
        )

    def _certificates(
        self, connection: Connection, leaves: Sequence[bytes], *, batch: Sha256, log_index: int
    ) -> Iterator[dict[Table, dict[str, Any]]]:
        """What is different in each row of each table."""
        vault = self.authority.office.vault
        slots = statuses.draw(connection, len(leaves), key=vault.status_key())
        every = max(1, self.total // _KEPT_CODES)
        for place, (leaf, slot) in enumerate(zip(leaves, slots, strict=True)):
            serial, person, code = self.made + place, secrets.token_urlsafe(16), new_code()
            if serial % every == 0:
                self.codes.append(code)
            number, row_hash = _number(serial), b64(leaf)
            record = replace(self._model.record, log_index=log_index + place)
            yield {
                tables.person: {"id": person},
                tables.person_identity: {"blind": _digest(), "person_id": person},
                tables.batch_row: {
                    "row_hash": row_hash,
                    "batch": batch,
                    "position": place,
                    "line": place + 2,
                    "claim": _digest(),
                },
                tables.award: {
                    "number": number,
                    "person_id": person,
                    "claim": _digest(),
                    "batch": batch,
                    "row_hash": row_hash,
                },
                tables.version: {"number": number},
                tables.copy: {
                    "id": f"{number}.1.1",
                    "number": number,
                    "status_list": slot.status_list,
                    "status_index": slot.status_index,
                    "credential_digest": _digest(),
                    "cwt_digest": _digest(),
                    "log_index": log_index + place,
                },
                tables.public_record: {
                    "code_digest": code_digest(code),
                    "sealed_record": seal_under_code(code, record.to_bytes()),
                },
                tables.door: {"door_id": _digest()},
            }

    def _leaf(
        self,
        running: Errand,
        made: dict[Table, dict[str, Any]],
        path: Sequence[bytes],
        *,
        rows: int,
    ) -> bytes:
        row, copy = made[tables.batch_row], made[tables.copy]
        return CertificateEntry(
            time=running.at,
            jwt=copy["credential_digest"],
            cwt=copy["cwt_digest"],
            batch=row["batch"],
            row=row["row_hash"],
            index=row["position"],
            size=rows,
            path=tuple(Sha256(b64(each)) for each in path),
        ).to_bytes()

    def _put(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[dict[str, Any]],
        common: dict[str, Any] | None = None,
    ) -> None:
        """Rows as the model's, but for what is different."""
        model = self._model.rows[table]
        said = {name: value for name, value in (common or {}).items() if name in model}
        insert_many(connection, table, [{**model, **said, **row} for row in rows])

    def _take_back(self) -> None:
        """Every thousandth is revoked; the lists are signed."""
        with errand(self.authority.office, at=CONFIRMED) as running:
            connection = running.connection
            gone = [_number(serial) for serial in range(REVOKED - 1, self.made, REVOKED)]
            for number in gone:
                copy = tables.copy
                connection.execute(
                    update(copy).where(copy.c.number == number).values(status=int(Status.REVOKED))
                )
                revocations.keep(connection, _revocation(number), at=CONFIRMED)
            for number in statuses.in_use(connection):
                running.renew_status_list(number)
            running.renew_revocations()


_TABLES: Final = (
    tables.person,
    tables.person_identity,
    tables.batch_row,
    tables.award,
    tables.version,
    tables.copy,
    tables.public_record,
    tables.door,
)


@dataclass(frozen=True)
class _Model:
    """The rows of one certificate that was really minted."""

    rows: dict[Table, dict[str, Any]]
    header: BatchHeader
    record: PublicRecord

    @classmethod
    def of(cls, connection: Connection, business: Business) -> _Model:
        vault = business.authority.office.vault
        (award,) = business.awards(connection)
        (copy,) = copies.of_award(connection, award.number)
        text = copies.text(connection, copy.copy_id, vault=vault)
        rows = {
            table: dict(connection.execute(select(table).limit(1)).one()._mapping)
            for table in (*_TABLES, tables.batch, tables.publication)
        }
        return cls(
            rows,
            BatchHeader.from_dict(peek(rows[tables.batch]["header"])),
            PublicRecord(text.credential, text.cwt, 0),
        )


def _number(serial: int) -> str:
    years, serial = divmod(serial, MAX_SERIAL)
    series = NumberSeries("371000", _FIRST_YEAR - years, 5, Level.INTERMEDIATE)
    return series.number(serial + 1)


def _digest() -> Sha256:
    return Sha256(b64(secrets.token_bytes(32)))


def _size(connection: Connection) -> int:
    return connection.scalar(select(func.max(tables.log_head.c.size))) or 0


def _revocation(number: str) -> Revocation:
    decision = f"威人社撤〔2025〕{number[-7:]}号（示例）"
    return Revocation(number, MEETING, "威海市人力资源和社会保障局（示例）", decision, Cause.ERROR)
