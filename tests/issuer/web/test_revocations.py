"""The public list of titles taken back: read page by page, searched by number, never a name."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from issuer.web.revocations import ON_A_PAGE
from tests.issuer.web.conftest import Records
from tests.verifier.verdicts import NOW
from verifier.acts import Cause
from verifier.status import Revocation

COUNT = 2 * ON_A_PAGE + 1


def number(place):
    return f"ZC3710002025{place:010}"


@pytest.fixture
def records():
    listed = SimpleNamespace(
        seq=7,
        issued_at=NOW,
        expires_at=NOW,
        revocations=tuple(
            Revocation(
                number(place),
                date(2025, 6, 18),
                "威海市人力资源和社会保障局（示例）",
                f"威人社撤〔2025〕{place}号（示例）",
                Cause.IMPROPER_MEANS,
            )
            for place in range(COUNT)
        ),
    )

    class Listed(Records):
        def current_bundle(self):
            return SimpleNamespace(authority=lambda _: SimpleNamespace(revocations=listed))

    return Listed()


def test_the_newest_come_first_and_the_rest_by_page(client):
    first, last = client.get("/revocations").text, client.get("/revocations?page=3").text
    assert number(COUNT - 1) in first
    assert number(0) not in first
    assert number(0) in last
    assert 'rel="next"' in first
    assert 'rel="next"' not in last


@pytest.mark.parametrize("typed", [" zc3710002025 0000000003 ", "0000000003"])
def test_a_number_is_found_whole_or_in_part_however_it_is_typed(client, typed):
    text = client.get("/revocations", query_string={"number": typed}).text
    assert number(3) in text
    assert number(4) not in text


def test_a_search_goes_along_to_the_next_page_and_the_other_language(client):
    text = client.get("/revocations?number=ZC37&lang=en").text
    assert 'href="?number=ZC37&amp;page=2&amp;lang=en"' in text
    assert 'href="?number=ZC37&amp;lang=zh"' in text


def test_nothing_found_is_not_called_valid(client):
    assert "没有撤销记录不等于证书有效" in client.get("/revocations?number=ZC99").text


def test_the_page_says_which_signed_list_it_is_from(client):
    assert "第 7 期签名名单" in client.get("/revocations?lang=zh").text
