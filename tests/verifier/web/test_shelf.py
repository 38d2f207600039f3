"""A verdict is said again only while it would be found again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from keys.encoding import sha256
from keys.errors import CredentialError
from keys.public_key import PublicKey
from keys.secret import code_digest
from tests.verifier.verdicts import verdict_of
from tests.verifier.world import HOST, NOW, RULES, World
from verifier.acts import Cause
from verifier.checks.presented import FRESH
from verifier.verdict import VerdictCode
from verifier.verify import verify
from verifier.web import Site, VerifyDesk, desk
from verifier.web.shelf import Shelf

SECOND = timedelta(seconds=1)


class Place:
    """A desk over a world, with a clock, and a note of what was asked."""

    def __init__(self, world, monkeypatch):
        self.world, self.at, self.bundle = world, NOW, world.bundle()
        self.text, self.judged, self.asked = world.full(world.copy), [], []
        self.is_there = True
        self.desk = VerifyDesk(
            self._find, bundle=self._bundle, clock=lambda: self.at,
            site=Site(HOST, world.profile.name), rules=RULES, holds=self._holds,
        )  # fmt: skip

        def judge(*given):
            self.judged.append(given)
            return verify(*given)

        monkeypatch.setattr(desk, "verify", judge)

    def _find(self, code):
        self.asked.append("find")
        return self.text if self.is_there and code == self.world.copy.code else None

    def _holds(self, code):
        self.asked.append("holds")
        return self.is_there and code == self.world.copy.code

    def _bundle(self):
        if isinstance(self.bundle, Exception):
            raise self.bundle
        return self.bundle

    def look(self):
        return self.desk.judge_code(self.world.copy.code)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def place(world, monkeypatch):
    return Place(world, monkeypatch)


def test_a_second_look_checks_no_signature_and_asks_one_question(place, monkeypatch):
    first = place.look()
    place.asked.clear()
    monkeypatch.setattr(PublicKey, "verify", None)
    place.at += SECOND
    again = place.look()
    assert (len(place.judged), place.asked) == (1, ["holds"])
    assert (again.verdict.findings, again.text) == (first.verdict.findings, first.text)
    assert (first.verdict.checked_at, again.verdict.checked_at) == (NOW, NOW + SECOND)


def test_what_was_revoked_is_red_at_the_very_next_look(place):
    assert place.look().verdict.code is VerdictCode.VALID
    place.world.take_back(place.world.copy, Cause.IMPROPER_MEANS)
    place.bundle = place.world.bundle()
    assert place.look().verdict.code is VerdictCode.REVOKED


def test_other_lists_are_another_shelf_even_if_they_say_the_same(place):
    place.look()
    place.bundle = place.world.bundle()
    place.look()
    assert len(place.judged) == 2


def test_a_list_that_grows_stale_on_the_shelf_is_grey_in_time(place):
    place.look()
    (view,) = place.bundle.authorities.values()
    oldest = min(each.issued_at for each in view.status_lists.values())
    place.at = oldest + FRESH
    assert place.look().verdict.code is VerdictCode.VALID
    place.at = oldest + FRESH + SECOND
    assert place.look().verdict.code is VerdictCode.STALE_OFFLINE


def test_at_every_moment_the_shelf_says_what_the_judge_says(place):
    """Around each moment at which a list begins, ends or grows old, and far between."""
    (view,) = place.bundle.authorities.values()
    lists = [*view.status_lists.values(), view.trust, place.bundle.anchor_list]
    edges = {NOW, *(each.issued_at + FRESH for each in lists), *(each.expires_at for each in lists)}
    moments = sorted(edge + step for edge in edges for step in (-SECOND, 0 * SECOND, SECOND))
    for at in [each for each in moments if each >= NOW] + moments[::-1]:
        place.at = at
        assert place.look().verdict.code is verify(place.text, place.bundle, at).code


def test_a_clock_that_was_put_back_is_judged_anew(place):
    place.look()
    place.at = NOW - SECOND
    place.look()
    assert len(place.judged) == 2


def test_a_record_that_is_gone_is_not_found_although_it_is_remembered(place):
    place.look()
    place.is_there = False
    assert place.look().verdict.code is VerdictCode.NOT_FOUND


def test_without_database_or_lists_nothing_is_said_from_memory(place, monkeypatch):
    place.look()
    kept, place.bundle = place.bundle, CredentialError("bundle.unreadable")
    assert place.look().verdict.code is VerdictCode.SERVICE_PROBLEM
    place.bundle = kept
    assert place.look().verdict.code is VerdictCode.VALID

    def gone(_):
        raise CredentialError("records.unavailable")

    monkeypatch.setattr(place.desk, "_holds", gone)
    assert place.look().verdict.code is VerdictCode.SERVICE_PROBLEM


@pytest.mark.parametrize("code", sorted(VerdictCode))
def test_what_is_open_or_forged_is_tried_again_each_time(world, code):
    shelf = Shelf(world.bundle(), NOW)
    shelf.put(sha256(b"code"), verdict_of(code), "text")
    kept = shelf.find(sha256(b"code")) is not None
    assert kept is (
        code in {"VALID", "VALID_AUTH_WITHDRAWN", "SUPERSEDED", "SUSPENDED", "REVOKED", "CANCELLED"}
    )


def test_a_shelf_is_bounded_and_the_oldest_goes_first(world):
    shelf = Shelf(world.bundle(), NOW, most=2)
    digests = [sha256(bytes([n])) for n in range(3)]
    for digest in digests:
        shelf.put(digest, verdict_of(VerdictCode.VALID), "text")
    assert [shelf.find(digest) is not None for digest in digests] == [False, True, True]


def test_the_code_itself_is_not_kept(place):
    place.look()
    place.desk.judge_code(place.world.copy.code.lower())
    shelf = place.desk._shelf
    assert list(shelf._kept) == [code_digest(place.world.copy.code)]
    assert place.world.copy.code not in repr(shelf._kept)
