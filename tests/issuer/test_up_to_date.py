"""Lists that the rows have left behind are not believed; a moment in between is no fault."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from issuer.published_bundle import PublishedBundle
from issuer.up_to_date import EVERY, GRACE, UpToDate
from tests.issuer.refusing import refused


@pytest.fixture
def behind(province, tmp_path):
    """Lists of before a revocation, opened by a process that has the rows of after it."""
    shutil.copy(province.office.public_dir / "bundle.json", tmp_path / "bundle.json")
    province.revoke(min(province.titles))
    path, office = tmp_path / "bundle.json", province.office
    return PublishedBundle(path, office.anchor, clock=lambda: province.at).current()


def test_lists_that_should_have_been_followed_by_now_are_refused(province, behind):
    watch = UpToDate(province.office.engine)
    watch.demand(behind, province.at + GRACE - timedelta.resolution)
    with refused("publication.behind", file="revocations"):
        UpToDate(province.office.engine).demand(behind, province.at + GRACE)


def test_current_lists_are_not(province, behind):
    del behind
    current = province.bundle()
    UpToDate(province.office.engine).demand(current, province.at + timedelta(days=1))


def test_the_rows_are_asked_again_in_a_few_seconds(province, behind):
    watch, at = UpToDate(province.office.engine), province.at + GRACE
    watch.demand(behind, at - EVERY)
    watch.demand(behind, at - timedelta.resolution)  # remembered
    with refused("publication.behind"):
        watch.demand(behind, at)
    with refused("publication.behind"):
        watch.demand(behind, at)
    watch.demand(province.bundle(), at)


def test_a_database_that_does_not_answer_is_told_by_who_needs_it(province, behind):
    office = province.office
    office.engine.dispose()
    path = office.public_dir.parent / "office.db"
    path.unlink()
    path.mkdir()
    UpToDate(office.engine).demand(behind, province.at + GRACE)
