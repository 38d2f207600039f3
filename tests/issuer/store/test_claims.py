"""A code is found by a digest, is open once for each certificate, and is used once."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from issuer.store import claims
from issuer.store.bulk import insert_many
from issuer.store.claim_tables import claim as table
from issuer.store.claims import Claim, ClaimState
from issuer.store.session import begin_write, open_engine, read
from keys.errors import Refused
from tests.issuer import office_rows
from tests.issuer.office_rows import LATER, NOON, digest

MONTH = timedelta(days=30)


@pytest.fixture
def numbers(engine, vault):
    """Three certificates."""
    with begin_write(engine) as connection:
        batch = office_rows.admit(connection, vault)
        plans = office_rows.plan(connection, vault, batch)
    return [plan.number for plan in plans]


def claim(number, name="code", made=NOON):
    return Claim(digest(name), number, ClaimState.ISSUED, made, made + MONTH)


def keep(engine, *codes):
    with begin_write(engine) as connection:
        claims.keep(connection, codes)


def use(engine, name="code", *, ticket="ticket", at=LATER):
    with begin_write(engine) as connection:
        return claims.use(connection, digest(name), ticket=digest(ticket), until=at + MONTH, at=at)


def found(engine, name="code"):
    with read(engine) as connection:
        return claims.find(connection, digest(name))


def test_a_kept_code_is_found_by_its_digest_alone(engine, numbers):
    code = claim(numbers[0])
    keep(engine, code)
    assert found(engine) == code
    assert found(engine, "another") is None


def test_a_code_is_used_once(engine, numbers):
    keep(engine, claim(numbers[0]))
    assert use(engine)
    assert not use(engine, ticket="of somebody else")
    used = found(engine)
    assert (used.state, used.ended_at, used.ticket) == (ClaimState.USED, LATER, digest("ticket"))


def test_of_many_who_come_at_once_one_wins(engine, numbers):
    keep(engine, claim(numbers[0]))
    start, won = threading.Barrier(8), []

    def come(who):
        start.wait()
        won.append(who) if use(engine, ticket=f"ticket {who}") else None

    visitors = [threading.Thread(target=come, args=(who,)) for who in range(8)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    assert len(won) == 1
    assert found(engine).ticket == digest(f"ticket {won[0]}")


def visitor(url, start, who):
    """One process with an engine of its own; ends with 1 when it won."""
    engine = open_engine(url)
    found(engine)
    start.wait()
    won = use(engine, ticket=f"ticket {who}")
    engine.dispose()
    sys.exit(int(won))


def test_of_processes_that_come_at_once_one_wins(engine, database_url, numbers):
    keep(engine, claim(numbers[0]))
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(3)
    visitors = [spawn.Process(target=visitor, args=(database_url, start, n)) for n in range(3)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    codes = [each.exitcode for each in visitors]
    assert sorted(codes) == [0, 0, 1]
    assert found(engine).ticket == digest(f"ticket {codes.index(1)}")


def test_a_code_past_its_time_is_not_used(engine, numbers):
    code = claim(numbers[0])
    keep(engine, code)
    assert not use(engine, at=code.expires_at)
    assert found(engine).state is ClaimState.ISSUED
    assert found(engine).state_at(code.expires_at) is ClaimState.EXPIRED
    assert found(engine).state_at(code.expires_at - timedelta(seconds=1)) is ClaimState.ISSUED


def test_a_certificate_has_one_open_code(engine, numbers):
    keep(engine, claim(numbers[0]))
    with pytest.raises(Refused) as refused:
        keep(engine, claim(numbers[1], "second"), claim(numbers[0], "third"))
    assert refused.value.code == "store.claim-open"
    assert found(engine, "second") is None


def test_the_schema_itself_allows_one_open_code(engine, numbers):
    keep(engine, claim(numbers[0]))
    row = {
        "digest": digest("other"), "number": numbers[0], "state": "ISSUED",
        "made_at": NOON, "expires_at": LATER,
    }  # fmt: skip
    with pytest.raises(IntegrityError), begin_write(engine) as connection:
        insert_many(connection, table, [row])


def test_a_newer_code_ends_the_older(engine, numbers):
    keep(engine, claim(numbers[0]))
    with begin_write(engine) as connection:
        assert claims.withdraw(connection, numbers[0], at=LATER)
        claims.keep(connection, [claim(numbers[0], "newer", LATER)])
    assert found(engine).state is ClaimState.WITHDRAWN
    assert not use(engine)
    assert use(engine, "newer")


def test_withdrawing_ends_the_downloads_too(engine, numbers):
    keep(engine, claim(numbers[0]))
    use(engine)
    with begin_write(engine) as connection:
        assert claims.withdraw(connection, numbers[0], at=LATER)
        assert not claims.withdraw(connection, numbers[0], at=LATER)
    assert found(engine).state is ClaimState.USED
    assert found(engine).ticket_until == LATER


def test_a_ticket_finds_its_own_claim_and_no_other(engine, numbers):
    keep(engine, claim(numbers[0]), claim(numbers[1], "second"))
    use(engine)
    use(engine, "second", ticket="another ticket")
    with read(engine) as connection:
        assert claims.by_ticket(connection, digest("ticket")).number == numbers[0]
        assert claims.by_ticket(connection, digest("another ticket")).number == numbers[1]
        assert claims.by_ticket(connection, digest("code")) is None


def test_the_codes_of_a_batch_are_told_oldest_first(engine, numbers):
    keep(engine, claim(numbers[0]), claim(numbers[2], "third"))
    with begin_write(engine) as connection:
        claims.withdraw(connection, numbers[0], at=NOON)
        claims.keep(connection, [claim(numbers[0], "newer")])
        listed = claims.of_batch(connection, digest("first"))
    assert [each.state for each in listed[numbers[0]]] == [ClaimState.WITHDRAWN, ClaimState.ISSUED]
    assert set(listed) == {numbers[0], numbers[2]}


def test_no_column_could_hold_a_code_or_a_name(engine):
    columns = {column["name"] for column in inspect(engine).get_columns("claim")}
    assert columns == {
        "digest", "number", "state", "made_at", "expires_at", "ended_at", "ticket", "ticket_until",
    }  # fmt: skip


def test_what_is_kept_is_what_is_read(engine, numbers):
    codes = [replace(claim(number, number), made_at=NOON) for number in numbers]
    keep(engine, *codes)
    assert [found(engine, number) for number in numbers] == codes
