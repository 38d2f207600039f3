"""A seal is believed for its key alone, and counted again by us."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from tests.cast import FOUNDED
from verifier.files.apart import open_file
from verifier.files.sealed import judge_seal

ELSEWHERE = "https://zc.elsewhere.example"


@pytest.fixture(scope="module")
def seal(files):
    (found,) = open_file(files.ann.pdf).seals
    return found


@pytest.fixture
def judged(files, seal):
    """The code for a seal; the seal, the lists or the certificate's authority may be others."""

    def of(given=seal, *, bundle=files.bundle, issuer=None, at=files.at):
        (own,) = files.bundle.authorities
        found = judge_seal(given, files.ann.pdf, bundle=bundle, at=at, issuer=issuer or own)
        return found.code.removeprefix("file.")

    return of


def with_keys(bundle, change, **views):
    """The same lists, with the authority's SEAL keys changed one by one."""
    ((entity, view),) = bundle.authorities.items()
    keys = [change(key) if key.role is Role.SEAL else key for key in view.other_keys]
    changed = replace(view, other_keys=Keyring(key for key in keys if key), **views)
    return replace(bundle, authorities={entity: changed})


def test_the_key_that_the_trust_list_names_is_believed(judged):
    assert judged() == "seal-valid"


def test_without_a_certificate_any_authority_will_do(files, seal):
    found = judge_seal(seal, files.ann.pdf, bundle=files.bundle, at=files.at, issuer=None)
    assert found.code == "file.seal-valid"


def test_the_seal_of_another_authority_is_no_seal(judged):
    assert judged(issuer=ELSEWHERE) == "seal-other-authority"


def test_a_key_that_no_list_names_is_a_strangers(files, judged):
    assert judged(bundle=with_keys(files.bundle, lambda _: None)) == "seal-unknown"


def test_a_key_of_another_role_seals_nothing(files, judged):
    def demoted(key: TrustedKey) -> TrustedKey:
        return replace(key, role=Role.ANSWER)

    assert judged(bundle=with_keys(files.bundle, demoted)) == "seal-unknown"


def test_a_key_newer_than_the_lists_is_no_strangers_yet(files, judged, seal):
    old = with_keys(files.bundle, lambda _: None, as_of=seal.signed_at - timedelta(days=3))
    assert judged(bundle=old, at=seal.signed_at) == "seal-newer"


def test_a_withdrawn_key_leaves_it_open_whatever_the_seal_says_of_its_day(files, judged):
    gone = with_keys(files.bundle, lambda key: key.revoked(files.at, "compromised"))
    assert judged(bundle=gone) == "seal-withdrawn"


def test_a_key_seals_in_its_time_only(files, judged):
    past = with_keys(
        files.bundle, lambda key: replace(key, not_after=FOUNDED + timedelta(seconds=1))
    )
    assert judged(bundle=past) == "seal-out-of-time"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"whole": False}, "bytes-changed"),
        ({"attributes": b""}, "seal-unreadable"),
        ({"signature": b""}, "bytes-changed"),
        ({"key": b"none"}, "seal-unknown"),
    ],
)
def test_a_seal_that_does_not_fit_is_told(judged, seal, changes, code):
    assert judged(replace(seal, **changes)) == code


def test_what_a_child_says_of_a_signature_is_counted_again(judged, seal):
    """A child that a file had taken over vouches for everything."""
    other = bytes([seal.attributes[-1] ^ 1])
    assert judged(replace(seal, attributes=seal.attributes[:-1] + other)) == "bytes-changed"


def test_a_digest_of_other_bytes_is_found_without_the_child(files, seal):
    pdf = files.ann.pdf
    changed = pdf[:100] + bytes([pdf[100] ^ 1]) + pdf[101:]
    found = judge_seal(seal, changed, bundle=files.bundle, at=files.at, issuer=None)
    assert found.code == "file.bytes-changed"


@pytest.mark.parametrize(
    ("move", "code"),
    [
        (lambda _, b, c, d: (1, b - 1, c, d), "resaved"),
        (lambda a, b, c, d: (a, b - 1, c, d), "resaved"),
        (lambda a, b, c, d: (a, b, c + 1, d), "resaved"),
        (lambda a, b, c, d: (a, b, c, d + 1), "cut-short"),
    ],
)
def test_the_ranges_leave_out_the_signature_and_nothing_else(judged, seal, move, code):
    assert judged(replace(seal, ranges=move(*seal.ranges))) == code


def test_ranges_that_end_early_are_a_change_behind_the_seal(files, seal):
    longer = files.ann.pdf + b"\n"
    found = judge_seal(seal, longer, bundle=files.bundle, at=files.at, issuer=None)
    assert (found.code, found.facts) == ("file.changed-after-sealing", {"bytes": 1})
