"""Several processes at one office: whoever waited for its turn looks again before it acts."""

from __future__ import annotations

from datetime import timedelta

import issuer.registrar as counter
from issuer.store import lists, session, statuses
from issuer.store.lists import REVOCATIONS, status_name
from tests.cast import ZONE, row


def numbers(province) -> dict[str, int]:
    with session.read(province.office.engine) as connection:
        names = [REVOCATIONS, *map(status_name, statuses.in_use(connection))]
        return {name: lists.latest(connection, name).seq for name in names}


def test_two_that_keep_house_at_once_renew_each_list_once(province, monkeypatch):
    province.issue(ZONE, [row(11)])
    before, errand = numbers(province), counter.errand
    others = [province.registrar]

    def turn(office, *, at):
        if others:
            others.pop().renew(at=at)
        return errand(office, at=at)

    monkeypatch.setattr(counter, "errand", turn)
    province.registrar.renew(at=province.at + timedelta(days=1))
    assert numbers(province) == {name: seq + 1 for name, seq in before.items()}
    assert not others
