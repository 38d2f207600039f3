"""One transaction and its trace: both or neither, and a time that runs one way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from issuer.registrar.errand import errand, read_trust_list
from issuer.store import lists, log, session
from issuer.store.tables import signed_list
from keys.encoding import sha256
from tests.cast import ZONE, row
from tests.issuer.refusing import refused
from tests.province import Province
from verifier.log import EntryKind


def head_of(province):
    with session.read(province.office.engine) as connection:
        return log.head(connection)


def times_of(province):
    with session.read(province.office.engine) as connection:
        size = log.head(connection).size
        return [each.time for each in log.entries(connection, 0, size)]


def test_an_errand_that_fails_leaves_no_trace(province):
    before = head_of(province)
    with pytest.raises(RuntimeError), errand(province.office, at=province.at) as running:
        running.enter(EntryKind.BATCH, sha256(b"something"))
        running.renew_revocations()
        raise RuntimeError
    assert head_of(province) == before
    province.check()


def test_an_errand_that_says_nothing_signs_nothing(province):
    before = head_of(province)
    with errand(province.office, at=province.at):
        pass
    assert head_of(province) == before


def test_what_is_noted_stands_under_a_signed_head(province):
    with errand(province.office, at=province.at) as running:
        running.enter(EntryKind.BATCH, sha256(b"something"))
    with session.read(province.office.engine) as connection:
        checkpoint = log.checkpoint(connection)
    assert checkpoint is not None
    assert checkpoint.size == head_of(province).size


def test_the_journal_stands_beside_the_log_and_is_sealed(province):
    with errand(province.office, at=province.at) as running:
        running.enter(EntryKind.BATCH, sha256(b"x"), journal={"by": "chen"})
    index = head_of(province).size - 1
    with session.read(province.office.engine) as connection:
        assert log.body(connection, index, vault=province.office.vault) == b'{"by":"chen"}'
        assert b"chen" not in log.entry(connection, index).leaf


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(days=30), timedelta(days=3650)])
def test_log_time_never_runs_backwards(province, back):
    now = province.at
    province.at -= back
    number = min(province.titles)
    province.suspend(number)
    times = times_of(province)
    assert times == sorted(times)
    assert times[-1] == now
    province.at = now
    province.check()


def test_a_whole_batch_goes_through_with_the_clock_an_hour_back(province):
    now = province.at
    paper = province.paper(ZONE, [row(11)])
    province.at -= timedelta(hours=1)
    province.hand_in(paper)
    province.declare(paper)
    province.confirm(paper)
    assert len(province.mint(paper)) == 1
    times = times_of(province)
    assert times == sorted(times)
    province.at = now
    province.check()


def test_an_office_that_slept_past_the_end_of_its_list_wakes_up(province):
    """Its own list ran out; it still knows its operators, and signs the next one."""
    with session.read(province.office.engine) as connection:
        last = lists.latest(connection, lists.TRUST)
    assert last is not None
    province.at = last.expires_at + timedelta(days=10)
    with session.read(province.office.engine) as connection:
        slept = read_trust_list(connection, province.office, at=province.at)
    assert slept.seq == last.seq
    province.go(hours=1)
    with session.read(province.office.engine) as connection:
        fresh = read_trust_list(connection, province.office, at=province.at)
    assert fresh.seq == last.seq + 1
    province.check()


def test_an_office_without_books_says_so(tmp_path):
    province = Province.found(f"sqlite:///{tmp_path / 'office.db'}", tmp_path)
    with session.begin_write(province.office.engine) as connection:
        connection.execute(delete(signed_list).where(signed_list.c.name == lists.TRUST))
    with session.read(province.office.engine) as connection, refused("office.no-trust-list"):
        read_trust_list(connection, province.office, at=province.at)
    province.close()
