"""What is told once and filled in for each visitor."""

from __future__ import annotations

from datetime import UTC, datetime

from verifier.china_time import in_words
from verifier.web import blanks
from verifier.web.blanks import Blank

AT = datetime(2025, 6, 18, 2, 31, 7, 250, tzinfo=UTC)
CODE = "3Q7ZK8M2W5XG9TBVN4RCJ6HPD0"


def told(at, code):
    return f'于 {in_words(at)}，"{at.isoformat()}" /v/{code}?format=text {in_words(at)}'.encode()


def test_filled_in_it_is_what_would_have_been_told():
    blank = Blank(told(blanks.MOMENT, blanks.CODE))
    assert blank.fill(AT, CODE) == told(AT, CODE)


def test_neither_moment_nor_code_of_the_first_visitor_stays():
    blank = Blank(told(blanks.MOMENT, blanks.CODE))
    blank.fill(AT, CODE)
    later = blank.fill(AT.replace(year=2026), "0" * 26).decode()
    assert CODE not in later
    assert "2025" not in later


def test_a_text_without_gaps_is_itself():
    assert Blank("说".encode()).fill(AT, CODE) == "说".encode()


def test_the_marks_are_nothing_that_a_certificate_could_say():
    assert blanks.MOMENT.year >= 3000
    assert len(blanks.CODE) == len(CODE)
    assert not blanks.CODE.isupper()
