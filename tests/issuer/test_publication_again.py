"""What a publication does not do again for all that was published before."""

from __future__ import annotations

import pytest

from issuer.publication import BUNDLE, publish
from tests.issuer.office_rows import digest
from verifier.bundle_file import BundleFile


@pytest.fixture
def public(tmp_path):
    return tmp_path / "public"


def test_the_proof_of_a_batch_stays_the_same_while_the_log_grows(small_office, public):
    """It is made once: a publication costs no more for every batch that there ever was."""

    def proof():
        publish(small_office.engine, public)
        (part,) = BundleFile.from_bytes((public / BUNDLE).read_bytes()).authorities
        return part.batches[digest("first")].proof

    small_office.issue()
    before = proof()
    small_office.issue(name="second", number="2025-2", size=5, first=10)
    assert proof() == before


def test_a_header_that_is_published_is_compared_by_a_whole_publication_only(small_office, public):
    small_office.issue()
    publish(small_office.engine, public)
    header = public / f"batches/{digest('first')}.json"
    header.write_bytes(b"damaged")
    assert publish(small_office.engine, public) == ()
    assert publish(small_office.engine, public, whole=True) == (f"batches/{digest('first')}.json",)
