"""A claim code that says something else than its times, or is of nothing, is named."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select, text, update

from issuer.fsck import fsck
from issuer.store import claims
from issuer.store.claim_tables import claim as table
from issuer.store.claims import Claim, ClaimState
from issuer.store.session import begin_write
from issuer.store.tables import copy
from keys.encoding import sha256
from tests.issuer.office_rows import LATER, NOON

LONG_AGO = NOON.replace(year=2020)


@pytest.fixture
def office(small_office):
    """A code that is open, one that was used, one that was withdrawn."""
    plans = small_office.issue(size=4)
    with begin_write(small_office.engine) as connection:
        codes = [
            Claim(sha256(each.encode()), plan.number, ClaimState.ISSUED, NOON, LATER)
            for plan, each in zip(plans[1:], ("open", "used", "withdrawn"), strict=True)
        ]
        claims.keep(connection, codes)
        used, withdrawn = codes[1:]
        claims.use(connection, used.digest, ticket=sha256(b"ticket"), until=LATER, at=NOON)
        claims.withdraw(connection, withdrawn.number, at=NOON)
    return small_office


def codes_of(office):
    return {each.code for each in fsck(office.engine, None)}


def test_codes_in_every_state_are_sound(office):
    assert codes_of(office) == set()


def changed(before, **values):
    return update(table).where(table.c.state == before).values(**values)


OF_A_CODE = copy.c.number == select(func.min(table.c.number)).scalar_subquery()
TAMPERED = {
    "a used code called withdrawn": (changed("USED", state="WITHDRAWN"), "fsck.claim-state"),
    "a code used by nobody": (changed("ISSUED", state="USED"), "fsck.claim-state"),
    "a withdrawn code opened again": (changed("WITHDRAWN", state="ISSUED"), "fsck.claim-state"),
    "a state that is none": (changed("ISSUED", state="OPEN"), "fsck.claim-state"),
    "a code that never ran": (changed("ISSUED", expires_at=LONG_AGO), "fsck.claim-state"),
    "a code for what is not signed": (
        update(copy).where(OF_A_CODE).values(state="PLANNED"),
        "fsck.claim-orphan",
    ),
}


@pytest.mark.parametrize("tampering", TAMPERED)
def test_tampering_is_named(office, tampering):
    statement, wanted = TAMPERED[tampering]
    with begin_write(office.engine) as connection:
        connection.execute(statement)
    assert wanted in codes_of(office)


def test_two_open_codes_are_named(office):
    """The schema forbids it; a damaged or edited database file may not."""
    with begin_write(office.engine) as connection:
        connection.execute(text("DROP INDEX ix_claim_open"))
        number = connection.scalar(select(table.c.number).where(table.c.state == "ISSUED"))
        second = {"digest": "x", "number": number, "made_at": NOON, "expires_at": LATER}
        connection.execute(insert(table).values(**second, state="ISSUED"))
    assert codes_of(office) == {"fsck.claim-twice"}
