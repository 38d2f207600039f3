"""Revoke, cancel, suspend, reinstate: once, by those who may, and seen by strangers at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from issuer import founding
from issuer.registrar import minting_room
from issuer.registrar.taking_back import check_shown
from issuer.store import awards, lists, log, session
from keys.encoding import sha256
from tests.cast import FORMS, ZONE, row
from tests.issuer.refusing import refused, rejected
from tests.province import digest_of
from verifier.acts import Cause
from verifier.bundle import open_bundle
from verifier.committee import CommitteeState
from verifier.decision import Reinstate, Revoke, Suspend
from verifier.log import EntryKind
from verifier.log_entry import read_entry
from verifier.verdict import Verdict, VerdictCode
from verifier.verify import verify


@pytest.fixture
def number(province) -> str:
    return min(province.titles)


def status_seq(province) -> int:
    (found,) = province.bundle().authority(province.office.entity).status_lists.values()
    return found.seq


# -- what a stranger sees -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "verdict", "finding"),
    [
        (Cause.IMPROPER_MEANS, VerdictCode.REVOKED, "status.revoked"),
        (Cause.COURT, VerdictCode.REVOKED, "status.revoked"),
        (Cause.NO_AUTHORITY, VerdictCode.CANCELLED, "status.cancelled"),
        (Cause.ERROR, VerdictCode.CANCELLED, "status.cancelled"),
        (Cause.REQUEST, VerdictCode.CANCELLED, "status.cancelled"),
    ],
)
def test_the_cause_decides_between_revoked_and_cancelled(province, number, cause, verdict, finding):
    province.revoke(number, cause)
    for form in FORMS:
        said = province.verify(number, form)
        assert said.code is verdict
        assert said.deciding is not None
        assert said.deciding.code == finding
        assert said.deciding.facts["decision_no"] == "威人社撤〔2025〕1号（示例）"
    province.check()


def test_revoke_returns_when_bundle_status_revocations_and_log_show_it(province, number):
    before = status_seq(province)
    sealed = province.sealed(
        Revoke(number, Cause.ERROR, "威人社撤〔2025〕1号", date(2025, 6, 27)), number="D-1"
    )
    province.registrar.decide(sealed, at=province.at)
    public = province.office.public_dir
    bundle = open_bundle(
        (public / "bundle.json").read_bytes(), province.office.anchor, at=province.at
    )
    view = bundle.authority(province.office.entity)
    assert verify(province.text(number), bundle, province.at).code is VerdictCode.CANCELLED
    assert status_seq(province) == before + 1
    assert view.revocations is not None
    assert view.revocations.about(number) is not None
    assert (public / "status" / "1").read_text() in (public / "bundle.json").read_text()
    with session.read(province.office.engine) as connection:
        kept = log.of_kind(connection, EntryKind.DECISION)[-1]
    assert read_entry(kept.leaf).digest == sha256(sealed)
    checkpoint = (public / "log" / "checkpoint").read_text().splitlines()
    assert int(checkpoint[1]) > kept.index


def test_a_title_past_its_last_day_of_use_still_stands(province, number, monkeypatch):
    over = Verdict(VerdictCode.SCOPE_EXPIRED, (), province.at)
    monkeypatch.setattr("issuer.registrar.taking_back.verify", lambda *_: over)
    check_shown(province.office, number, at=province.at)


def test_an_act_that_strangers_cannot_see_is_not_called_done(province, number):
    office = province.office
    stale = (office.public_dir / "bundle.json").read_bytes()
    province.suspend(number)
    (office.public_dir / "bundle.json").write_bytes(stale)
    with refused("title.not-shown", number=number, found="VALID"):
        check_shown(office, number, at=province.at)


def test_the_caller_is_told_when_strangers_cannot_open_what_is_published(province, number):
    """The anchor's list ran out: the act is in force, and nobody outside can see it yet."""
    province.at += timedelta(days=100)
    with refused("trust.expired"):
        province.suspend(number)
    province.titles[number].expected = VerdictCode.SUSPENDED
    with session.read(province.office.engine) as connection:
        last = lists.latest(connection, lists.AUTHORITIES)
    renewed = founding.renew_authorities(
        province.office.anchor, province.anchor, before=last, at=province.at
    )
    founding.install_authorities(province.office, renewed, at=province.at)
    province.go(hours=1)
    province.check()


def test_neighbours_in_the_status_list_keep_their_word(province, number):
    province.revoke(number)
    others = [each for each in province.titles if each != number]
    assert {province.verify(each).code for each in others} == {VerdictCode.VALID}


# -- once ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", Cause)
def test_a_title_is_taken_back_once(province, number, second):
    province.revoke(number, Cause.ERROR)
    with refused("lifecycle.title", standing="CANCELLED"):
        province.decide(Revoke(number, second, "威人社撤〔2025〕2号", province.at.date()))
    province.check()


def test_nothing_reinstates_what_was_revoked(province, number):
    province.revoke(number)
    with refused("lifecycle.title", standing="REVOKED", event="reinstate"):
        province.decide(Reinstate(number, "文号"))
    with refused("lifecycle.title", standing="REVOKED", event="suspend"):
        province.decide(Suspend(number, "文号"))
    province.check()


def test_a_suspension_is_lifted_by_two_and_the_title_stands_again(province, number):
    province.suspend(number, by=province.operators[:1])
    province.check()
    with refused("envelope.threshold", needed=2, found=1):
        province.decide(Reinstate(number, "文号"), by=province.operators[:1])
    province.reinstate(number)
    province.check()


def test_a_suspended_title_can_be_revoked(province, number):
    province.suspend(number)
    province.revoke(number)
    province.check()


def test_a_suspension_is_lifted_though_its_committee_has_fallen_since(province, number):
    province.suspend(number)
    province.go(hours=1)
    province.supervise(ZONE, CommitteeState.SUSPENDED)
    province.reinstate(number)
    assert province.verify(number).code is VerdictCode.VALID_AUTH_WITHDRAWN
    province.check()


def test_a_number_that_was_never_given_is_refused(province, number):
    other = number[:-7] + "000099" + number[-1]
    with refused("store.unknown-award"):
        province.decide(Suspend(other, "文号"))


def test_a_certificate_that_is_not_finished_cannot_be_taken_back(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    province.declare(paper)
    province.confirm(paper)
    # Killed after the plan and before the signature.
    minting_room._plan_chunk(province.office, digest_of(paper), at=province.at)
    with session.read(province.office.engine) as connection:
        (planned,) = awards.of_batch(connection, digest_of(paper), vault=province.office.vault)
    with refused("title.not-minted", number=planned.number):
        province.decide(Suspend(planned.number, "文号"))


# -- lists --------------------------------------------------------------------------------------


def test_each_act_gives_the_status_list_one_more_number(province, number):
    with session.read(province.office.engine) as connection:
        first = lists.latest(connection, lists.status_name(1))
    province.suspend(number)
    province.reinstate(number)
    with session.read(province.office.engine) as connection:
        editions = lists.every(connection, lists.status_name(1))
    assert first is not None
    assert [each.seq for each in editions] == list(range(1, first.seq + 3))


def test_every_list_stays_believable_through_the_year(province, number):
    province.revoke(number)
    for _ in range(4):
        province.go(days=89)
        province.check()
    with rejected("row.already-holds"):
        other = max(province.titles)
        province.hand_in(province.paper(ZONE, [row(11, id_no=province.titles[other].row.id_no)]))


def test_an_old_list_is_stale_and_not_green(province, number):
    province.at += timedelta(days=2)  # nobody published
    assert province.verify(number).code is VerdictCode.STALE_OFFLINE
