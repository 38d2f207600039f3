"""A code with its name fetches one certificate, once; anything else fetches nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import event

from issuer.claim_codes import new_code
from issuer.claims import FileKind, Outcome
from issuer.lifecycle import Standing
from issuer.store import claims, session
from keys.secret import Pepper
from tests.issuer.claiming import HOURS, ONCE, OTHER_ONCE, desk_of, hand_out, last_day
from tests.issuer.refusing import refused
from verifier.acts import Cause
from verifier.verdict import VerdictCode
from verifier.verify import verify


@pytest.fixture
def codes(province):
    return hand_out(province)


@pytest.fixture
def desk(province):
    return desk_of(province)


@pytest.fixture
def first(province, codes):
    """Number, code and name of somebody."""
    number = min(codes)
    return number, codes[number], province.titles[number].row.name


def claim(desk, province, code, name, *, once=ONCE, later=timedelta(0)):
    return desk.claim(code, name, once=once, at=province.at + later)


def test_code_and_name_show_whose_it_is_and_give_a_ticket(province, desk, first):
    number, code, name = first
    found = claim(desk, province, code, name)
    assert found.outcome is Outcome.CLAIMED
    assert (found.title.number, found.title.name) == (number, name)
    assert found.at == province.at + HOURS
    assert desk.show(found.ticket, at=province.at).title.number == number


def test_a_name_is_taken_as_people_type_it(province, desk, first):
    _, code, name = first
    assert claim(desk, province, code, f"  {' '.join(name)} ").outcome is Outcome.CLAIMED


def test_a_code_is_used_once(province, desk, first):
    _, code, name = first
    claim(desk, province, code, name)
    again = claim(desk, province, code, name, once=OTHER_ONCE, later=timedelta(hours=1))
    assert (again.outcome, again.at) == (Outcome.USED, province.at)
    assert (again.title, again.ticket) == (None, None)


def test_the_same_form_again_is_the_same_claim(province, desk, first):
    """A phone that sends twice, or loses the answer, is not a second visitor."""
    _, code, name = first
    before = claim(desk, province, code, name)
    assert claim(desk, province, code, name, later=timedelta(hours=23)) == before
    assert claim(desk, province, code, name, later=HOURS).outcome is Outcome.USED


@pytest.mark.parametrize("wrong", ["code", "name", "both", "another's name", "another's code"])
def test_whatever_is_wrong_finds_nothing(province, desk, codes, first, wrong):
    _, code, name = first
    other = max(codes)
    code, name = {
        "code": (new_code(), name),
        "name": (code, f"{name}某"),
        "both": (new_code(), "某某"),
        "another's name": (code, province.titles[other].row.name),
        "another's code": (codes[other], name),
    }[wrong]
    assert claim(desk, province, code, name) is None


@pytest.mark.parametrize("state", ["used", "expired", "withdrawn", "revoked"])
def test_a_wrong_name_is_told_nothing_of_the_code(province, desk, first, state):
    _, code, name = first
    bring(province, desk, first, state)
    later = timedelta(days=40)
    assert claim(desk, province, code, f"{name}某", once=OTHER_ONCE, later=later) is None
    told = claim(desk, province, code, name, once=OTHER_ONCE, later=later)
    assert told.outcome is not Outcome.CLAIMED


def bring(province, desk, first, state):
    number, code, name = first
    if state == "used":
        claim(desk, province, code, name)
    elif state == "withdrawn":
        hand_out(province, [number], again=True)
    elif state == "revoked":
        province.revoke(number)


def test_a_code_past_its_day_says_so(province, desk, first):
    _, code, name = first
    late = claim(desk, province, code, name, later=timedelta(days=31))
    assert (late.outcome, late.title, late.ticket) == (Outcome.EXPIRED, None, None)
    province.at += timedelta(days=30)
    assert claim(desk, province, code, name).outcome is Outcome.CLAIMED


def test_a_newer_code_ends_the_older_one(province, desk, first):
    number, code, name = first
    newer = hand_out(province, [number], again=True)[number]
    assert claim(desk, province, code, name).outcome is Outcome.WITHDRAWN
    assert claim(desk, province, newer, name).outcome is Outcome.CLAIMED


@pytest.mark.parametrize(
    ("cause", "standing"),
    [(Cause.IMPROPER_MEANS, Standing.REVOKED), (Cause.ERROR, Standing.CANCELLED)],
)
def test_a_title_taken_back_is_told_with_its_decision_and_gives_no_file(
    province, desk, first, cause, standing
):
    number, code, name = first
    province.revoke(number, cause)
    told = claim(desk, province, code, name)
    assert (told.outcome, told.ticket) == (Outcome.TAKEN_BACK, None)
    assert told.taken_back.standing is standing
    assert told.taken_back.decision_no
    assert told.taken_back.authority


def test_a_suspended_title_waits_and_its_code_waits_with_it(province, desk, first):
    number, code, name = first
    province.suspend(number)
    told = claim(desk, province, code, name)
    assert (told.outcome, told.taken_back.standing) == (Outcome.TAKEN_BACK, Standing.SUSPENDED)
    assert told.taken_back.decision_no is None
    province.reinstate(number)
    assert claim(desk, province, code, name).outcome is Outcome.CLAIMED


def test_a_ticket_stops_when_the_title_is_taken_back(province, desk, first):
    number, code, name = first
    ticket = claim(desk, province, code, name).ticket
    province.suspend(number)
    assert desk.show(ticket, at=province.at).outcome is Outcome.TAKEN_BACK
    with refused("print.taken-back"):
        desk.file(number, FileKind.PDF)


def test_a_ticket_runs_out(province, desk, first):
    _, code, name = first
    ticket = claim(desk, province, code, name).ticket
    assert desk.show(ticket, at=province.at + HOURS - timedelta(seconds=1)) is not None
    assert desk.show(ticket, at=province.at + HOURS) is None


def test_a_newer_code_ends_downloads_of_the_older(province, desk, first):
    number, code, name = first
    ticket = claim(desk, province, code, name).ticket
    hand_out(province, [number], again=True)
    assert desk.show(ticket, at=province.at) is None


def test_a_ticket_opens_the_certificate_of_its_code_alone(province, desk, codes):
    tickets = {
        number: claim(desk, province, code, province.titles[number].row.name).ticket
        for number, code in codes.items()
    }
    assert len(set(tickets.values())) == len(codes)
    for number, ticket in tickets.items():
        assert desk.show(ticket, at=province.at).title.number == number
    strangers = ["", "x" * 43, *codes.values(), *codes, *(f"{each}A" for each in tickets.values())]
    assert [each for each in strangers if desk.show(each, at=province.at)] == []


def test_what_the_form_holds_decides_the_ticket(province, desk, first):
    """Whoever sees what the server keeps, or guesses another form, does not get the ticket."""
    _, code, name = first
    ticket = claim(desk, province, code, name).ticket
    pepper = province.office.pepper
    with session.read(province.office.engine) as connection:
        kept = claims.find(connection, pepper.claim(code, name))
    assert ticket not in (ONCE, kept.digest, kept.ticket)
    assert ticket != pepper.ticket(kept.digest, OTHER_ONCE)
    assert desk.show(kept.ticket, at=province.at) is None


def test_the_files_are_the_certificate_and_they_verify(province, desk, first):
    number, *_ = first
    pdf = desk.file(number, FileKind.PDF)
    with pikepdf.open(BytesIO(pdf)) as opened:
        inside = opened.attachments["credential.sd-jwt"].get_file().read_bytes().decode().strip()
    assert inside == province.titles[number].credential
    assert desk.file(number, FileKind.PNG).startswith(b"\x89PNG")
    text = desk.file(number, FileKind.CREDENTIAL).decode()
    assert verify(text, province.bundle(), province.at).code is VerdictCode.VALID


def work(engine, monkeypatch, act):
    """(statements, keyed digests) of an act."""
    statements, digests = [], []
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    root = Pepper._root
    with monkeypatch.context() as patched:
        patched.setattr(
            Pepper,
            "_root",
            lambda self, label, *said: digests.append(label) or root(self, label, *said),
        )
        assert act() is None
    return [each for each in statements if "claim" in each], digests


def test_a_wrong_code_and_a_wrong_name_are_the_same_work(province, desk, first, monkeypatch):
    _, code, name = first
    engine = province.office.engine
    tries = [(new_code(), name), (code, f"{name}某"), (new_code(), "某某")]
    done = [
        work(engine, monkeypatch, lambda c=c, n=n: claim(desk, province, c, n)) for c, n in tries
    ]
    statements, digests = done[0]
    assert (len(statements), len(digests)) == (1, 1)
    assert [each[1] for each in done] == [digests] * 3
    assert {len(each[0][-1:]) for each in done} == {1}
    assert {each[0][-1] for each in done} == {statements[0]}


def test_another_office_opens_no_code(province, desk, first):
    _, code, name = first
    stranger = desk_of(replace(province, office=replace(province.office, pepper=Pepper.generate())))
    assert claim(stranger, province, code, name) is None
    assert last_day(province) > province.at.date()
