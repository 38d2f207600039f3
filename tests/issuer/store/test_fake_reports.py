"""Reports are sealed in the store, opened by the pepper alone, and closed once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from issuer.store import fake_reports, tables
from issuer.store.session import begin_write, read
from keys.errors import Refused, Untrusted
from keys.secret import Pepper
from tests.issuer.office_rows import NOON
from tests.issuer.test_fake_reports import REPORT

PEPPER = Pepper(bytes(32))


@pytest.fixture
def kept(engine):
    with begin_write(engine) as connection:
        for place, number in enumerate(("AAAA0000", "BBBB1111")):
            at = NOON + timedelta(hours=place)
            fake_reports.keep(connection, number, REPORT, pepper=PEPPER, at=at)
    return engine


def opened(engine, **how):
    with read(engine) as connection:
        return list(fake_reports.every(connection, pepper=PEPPER, **how))


def test_reports_come_back_the_oldest_first(kept):
    found = opened(kept)
    assert [each.number for each in found] == ["AAAA0000", "BBBB1111"]
    assert found[0].report == REPORT
    assert found[0].at == NOON


def test_a_row_tells_nothing(kept):
    with read(kept) as connection:
        row = connection.execute(select(tables.fake_report)).first()
    said = repr(tuple(row)).encode() + bytes(row.sealed_report)
    for secret in (REPORT.says, REPORT.contact, REPORT.address, REPORT.kind.value):
        assert secret.encode() not in said


def test_a_report_opens_under_its_own_number_and_its_own_pepper_alone(kept):
    with pytest.raises(Untrusted), read(kept) as connection:
        list(fake_reports.every(connection, pepper=Pepper(bytes(31) + b"1")))
    with begin_write(kept) as connection:
        table = tables.fake_report
        connection.execute(
            update(table).where(table.c.number == "AAAA0000").values(number="CCCC2222")
        )
    with pytest.raises(Untrusted):
        opened(kept)


def test_a_report_is_closed_once_and_stays_to_be_read(kept):
    with begin_write(kept) as connection:
        fake_reports.close(connection, "AAAA0000", at=NOON)
    assert [each.number for each in opened(kept)] == ["BBBB1111"]
    assert [each.closed_at for each in opened(kept, closed=True)] == [NOON, None]
    with pytest.raises(Refused, match=r"store\.unknown-report"), begin_write(kept) as connection:
        fake_reports.close(connection, "AAAA0000", at=NOON)
