"""An office that was filled directly is one that the office's own auditor finds sound."""

from __future__ import annotations

from issuer.fsck import fsck
from tests.bench.crowd import Crowd
from tests.bench.office import open_for_business


def test_a_filled_office_is_sound_and_its_records_open():
    with open_for_business() as authority:
        crowd = Crowd(authority, 40)
        crowd.fill()
        office = authority.office
        assert list(fsck(office.engine, office.public_dir)) == []
        assert len(crowd.codes) == 40
        assert all(authority.records.find(code) for code in crowd.codes[:5])
