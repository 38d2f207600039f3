"""Rows of an office for tests: batches of fictitious people, planned and minted without keys.

Identity numbers are made up: region 371000 with serials that nobody bears.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from issuer.store import batches, copies, log, people, rows, statuses
from issuer.store.batches import NewBatch
from issuer.store.copies import MintedCopy, Plan
from issuer.store.people import Identity
from keys.encoding import Sha256, b64, sha256
from verifier.batch import IdType, Row
from verifier.log_entry import CertificateEntry
from verifier.merkle import audit_paths
from verifier.titles import Level, Method, Scope, ScopeKind

NOON = datetime(2025, 6, 18, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
COMMITTEE = "https://zc.weihai.example/committees/engineering"


def digest(text: str) -> Sha256:
    return sha256(text.encode())


def row(n: int, **other) -> Row:
    said = {
        "salt": b64(sha256(b"salt %d" % n).encode()[:16]),
        "line": n + 2,
        "name": f"测试{n}",
        "id_type": IdType.RESIDENT_ID,
        "id_no": f"37100019900101{n:04d}",
        "title": "工程师",
        "series": "ENGINEERING",
        "specialty": "机械",
        "level": Level.INTERMEDIATE,
        "award_date": date(2025, 6, 1),
        "scope": Scope(ScopeKind.CITY, "3710"),
    }
    return Row(**(said | other))


def new_batch(name="first", number="2025-1", size=3) -> NewBatch:
    return NewBatch(
        digest=digest(name),
        committee=COMMITTEE,
        number=number,
        method=Method.REVIEW,
        state="ADMITTED",
        received_at=NOON,
        row_count=size,
        header=f"header of {name}".encode(),
        body=f"body of {name} 测试0".encode(),
    )


def admit(connection, vault, *, size=3, name="first", number="2025-1", first=0):
    """A batch with `size` admitted and published rows."""
    batch = batches.keep(connection, new_batch(name, number, size), vault=vault)
    rows.keep(connection, batch.digest, [row(first + n) for n in range(size)], vault=vault)
    publication = rows.Publication(
        f"decision of {name}", batch.digest, "威人社字〔2025〕1号", date(2025, 6, 17), NOON
    )
    rows.publish(connection, publication)
    return batch.digest


def plans_for(connection, vault, batch, *, limit=10**6):
    waiting = rows.unplanned(connection, batch, limit=limit, vault=vault)
    identities = [Identity(kept.row.id_type, kept.row.id_no) for kept in waiting]
    persons = people.ensure(connection, identities, vault=vault, at=NOON)
    slots = statuses.draw(connection, len(waiting), key=vault.status_key())
    return [
        Plan(
            number=f"ZC{kept.row.line:06d}{batch[:4]}",
            person_id=person,
            series=kept.row.series,
            specialty=kept.row.specialty,
            level=kept.row.level,
            year=2025,
            batch=batch,
            row_hash=kept.row_hash,
            facts=b"facts of %d" % kept.row.line,
            code=f"CODE{kept.row.line:022d}",
            check_code="ABC234",
            status_list=slot.status_list,
            status_index=slot.status_index,
        )
        for kept, person, slot in zip(waiting, persons, slots, strict=True)
    ]


def plan(connection, vault, batch):
    made = plans_for(connection, vault, batch)
    copies.plan_copies(connection, made, vault=vault, at=NOON)
    return made


def mint(connection, vault, batch, *, limit=10**6):
    """Sign without keys what is planned, with its log entries; the checkpoint is the caller's."""
    chunk = copies.unminted(connection, limit=limit, vault=vault, batch=batch)
    entries, minted = signed(connection, chunk, batch)
    appended = log.append(connection, entries, vault=vault)
    copies.keep_minted(connection, minted, vault=vault)
    return appended


def signed(connection, chunk, batch, *, take="1"):
    first = log.head(connection).size
    leaves = rows.leaves(connection, batch)
    paths = audit_paths(leaves)
    entries, minted = [], []
    for place, copy in enumerate(chunk):
        credential = f"jwt.{copy.copy_id}.{take}~"
        jwt, cwt = digest(credential[:-1]), b"cwt " + copy.copy_id.encode() + take.encode()
        entry = CertificateEntry(
            time=NOON,
            jwt=jwt,
            cwt=sha256(cwt),
            batch=batch,
            row=copy.row_hash,
            index=copy.position,
            size=len(leaves),
            path=tuple(Sha256(b64(each)) for each in paths[copy.position]),
        )
        entries.append(log.NewEntry("certificate", NOON, entry.to_bytes()))
        minted.append(
            MintedCopy(
                copy_id=copy.copy_id,
                credential=credential,
                cwt=cwt,
                credential_digest=jwt,
                cwt_digest=sha256(cwt),
                log_index=first + place,
                issued_at=NOON,
                record=b"sealed record of " + copy.code.encode(),
                code_digest=digest(f"code {copy.code}"),
                door_id=digest(f"door {copy.number} {copy.check_code}"),
                wrapped_code=b"wrapped",
            )
        )
    return entries, minted
