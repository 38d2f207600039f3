"""Titles of a year count once they are signed, and once each."""

from __future__ import annotations

from issuer.store.figures import issued_by_year
from issuer.store.session import begin_write, read
from tests.issuer.office_rows import admit, mint, plan


def test_titles_are_counted_by_year_once_they_are_signed(engine, vault):
    with begin_write(engine) as connection:
        batch = admit(connection, vault)
        made = plan(connection, vault, batch)
    with read(engine) as connection:
        assert issued_by_year(connection) == {}
    with begin_write(engine) as connection:
        mint(connection, vault, batch)
    with read(engine) as connection:
        counted = issued_by_year(connection)
    assert sum(counted.values()) == len(made)
    assert len(counted) == 1
