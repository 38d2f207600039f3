"""Released rows become certificates: each once, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.lifecycle import BatchState
from issuer.registrar import Registrar, minting_room
from issuer.registrar.minting_room import mint_batch
from issuer.store import awards, log, session
from keys.public_key import Keyring
from keys.roles import Role
from keys.secret import code_digest
from keys.signer import MemorySigner
from tests.cast import FILINGS, PLANT, ZONE, row
from tests.issuer.refusing import refused
from tests.province import digest_of
from verifier import sd_jwt
from verifier.committee import CommitteeState
from verifier.log import CertificateEntry, EntryKind, open_checkpoint
from verifier.log_entry import read_entry
from verifier.verdict import VerdictCode


@pytest.fixture
def paper(province):
    """A confirmed batch of five."""
    return confirmed(province, [row(serial) for serial in range(11, 16)])


def confirmed(province, people, slug=ZONE):
    paper = province.paper(slug, people)
    province.hand_in(paper)
    province.declare(paper)
    province.confirm(paper)
    return paper


def certificates(province) -> list[CertificateEntry]:
    with session.read(province.office.engine) as connection:
        found = [read_entry(each.leaf) for each in log.of_kind(connection, EntryKind.CERTIFICATE)]
    return [each for each in found if isinstance(each, CertificateEntry)]


def test_every_released_row_becomes_one_certificate(province, paper):
    told: list[int] = []
    made = mint_batch(province.office, digest_of(paper), at=province.at, progress=told.append)
    assert (made, sum(told)) == (5, 5)
    province.registrar.publish(at=province.at)
    titles = province.gather(paper)
    assert [title.row.name for title in titles] == [each.name for each in paper.rows]
    assert province.registrar.batch_state(digest_of(paper)).state is BatchState.MINTED
    province.check()


def test_minting_again_makes_nothing(province, paper):
    province.mint(paper)
    before = len(certificates(province))
    assert province.registrar.mint(digest_of(paper), at=province.at) == 0
    assert len(certificates(province)) == before
    province.check()


def test_all_confirmed_batches_are_made_when_none_is_named(province, paper):
    other = confirmed(province, [row(31, FILINGS[PLANT])], slug=PLANT)
    assert province.registrar.mint(at=province.at) == 6
    assert len(province.gather(paper)) + len(province.gather(other)) == 6
    province.check()


def test_a_batch_that_is_not_confirmed_makes_nothing(province):
    paper = province.paper(ZONE, [row(11)])
    province.hand_in(paper)
    province.declare(paper)
    assert province.registrar.mint(digest_of(paper), at=province.at) == 0
    assert province.registrar.batch_state(digest_of(paper)).state is BatchState.NOTICED


def test_numbers_follow_the_list_and_leave_no_gap(province, paper):
    titles = province.mint(paper)
    serials = [int(title.number[-7:-1]) for title in titles]
    assert serials == list(range(serials[0], serials[0] + 5))
    assert {title.number[:-7] for title in titles} == {"ZC3710002025053"}


def test_nothing_public_follows_the_order_of_the_list(province):
    """Status places and codes are drawn: neighbours in the list are no neighbours there."""
    paper = confirmed(province, [row(serial) for serial in range(11, 31)])
    province.mint(paper)
    view = province.bundle().authority(province.office.entity)
    assert len(view.status_lists) == 1
    titles = sorted(province.titles.values(), key=lambda title: title.number)
    places = [sd_jwt.read(title.credential).status.index for title in titles]
    assert len(set(places)) == len(places)
    assert places != sorted(places)
    assert max(places) - min(places) > 1000
    assert len({title.code for title in titles}) == len(titles)


def test_a_plan_that_was_killed_is_finished_under_its_own_numbers(province, paper):
    digest = digest_of(paper)
    minting_room._plan_chunk(province.office, digest, at=province.at)
    with session.read(province.office.engine) as connection:
        planned = awards.of_batch(connection, digest, vault=province.office.vault)
    province.go(days=3)
    titles = province.mint(paper)
    assert [each.number for each in planned] == [each.number for each in titles]
    province.check()


def test_what_another_process_made_meanwhile_is_not_made_twice(province, paper):
    digest = digest_of(paper)
    office = province.office
    minting_room._plan_chunk(office, digest, at=province.at)
    room = minting_room._Room(office, digest)
    waiting = list(room.waiting(at=province.at))
    assert mint_batch(office, digest, at=province.at) == 5
    before = len(certificates(province))
    assert room.make(waiting, at=province.at) == 0
    assert len(certificates(province)) == before
    province.registrar.publish(at=province.at)
    province.gather(paper)
    province.check()


def test_many_chunks_make_one_batch(province, monkeypatch):
    monkeypatch.setattr(minting_room, "CHUNK", 2)
    paper = confirmed(province, [row(serial) for serial in range(11, 16)])
    assert len(province.mint(paper)) == 5
    province.check()


def test_a_batch_confirmed_before_the_weekend_is_made_after_it(province, paper):
    province.at += timedelta(days=4)  # and nobody published
    assert len(province.mint(paper)) == 5
    province.check()


def test_what_was_received_before_its_committee_fell_is_still_made(province, paper):
    province.go(hours=1)
    province.supervise(ZONE, CommitteeState.WITHDRAWN)
    province.go(hours=1)
    titles = province.mint(paper)
    assert {province.verify(title.number).code for title in titles} == {
        VerdictCode.VALID_AUTH_WITHDRAWN
    }
    # Without its batch an offline code of that time cannot say when the batch came.
    province.check()


def test_a_certificate_that_would_not_verify_is_not_kept(province, paper):
    """The credential key is another one than the anchor names: everybody would call it forged."""
    stranger = MemorySigner.generate(Role.CREDENTIAL)
    signers = {**province.office.signers, Role.CREDENTIAL: stranger}
    office = replace(province.office, signers=signers)
    before = len(certificates(province))
    with refused("mint.not-valid"):
        mint_batch(office, digest_of(paper), at=province.at)
    assert len(certificates(province)) == before
    assert len(province.mint(paper)) == 5
    province.check()


def test_the_registrar_does_not_begin_with_such_a_key(province, paper):
    for role in (Role.CREDENTIAL, Role.STATUS, Role.LOG, Role.ANSWER, Role.AUTHORITY):
        signers = {**province.office.signers, role: MemorySigner.generate(role)}
        registrar = Registrar(replace(province.office, signers=signers))
        with refused("office.key-unnamed", role=role.value):
            registrar.mint(digest_of(paper), at=province.at)
    province.check()


def test_an_entry_leads_from_the_row_to_what_the_committee_signed(province, paper):
    titles = province.mint(paper)
    entries = certificates(province)[-5:]
    assert {each.batch for each in entries} == {digest_of(paper)}
    assert {each.rows_root() for each in entries} == {paper.header.rows_root}
    assert len({each.row for each in entries}) == len(titles)


def test_the_record_opens_under_its_code_and_the_door_under_what_is_printed(province, paper):
    title = province.mint(paper)[0]
    records = province.records
    assert records.find(title.code).startswith(title.credential)
    found = records.find_by_door(title.number, name=title.row.name, check_code=title.check_code)
    assert found == title.code
    for number, name, check_code in (
        (max(province.titles), title.row.name, title.check_code),
        (title.number, "柳无人", title.check_code),
        (title.number, title.row.name, "000000"),
    ):
        assert records.find_by_door(number, name=name, check_code=check_code) is None
    assert records.find("0" * 26) is None
    assert code_digest(title.code) != title.code


def test_the_log_key_signs_what_strangers_check(province, paper):
    province.mint(paper)
    note = (province.office.public_dir / "log" / "checkpoint").read_text()
    keys = Keyring(province.trusted(province.office.signers[Role.LOG]))
    checkpoint = open_checkpoint(note, keys, origin=province.office.profile.log_origin)
    with session.read(province.office.engine) as connection:
        assert log.head(connection).size == checkpoint.size


def test_whoever_finds_nothing_to_plan_makes_what_others_planned(province, paper, monkeypatch):
    """Two processes begin together, and the other one is killed before it signs."""
    plan_rows, digest = minting_room.plan_rows, digest_of(paper)

    def other_first(*args, **kwargs):
        plan_rows(*args, **kwargs)
        return plan_rows(*args, **kwargs)

    monkeypatch.setattr(minting_room, "plan_rows", other_first)
    assert mint_batch(province.office, digest, at=province.at) == len(paper.rows)
    province.registrar.publish(at=province.at)
    province.gather(paper)
    province.check()
