"""The register of committees: anyone can read it, page by page or as JSON, in both languages."""

from __future__ import annotations

import gzip
import re
from types import SimpleNamespace

import pytest

from issuer.register import Chapter, Entry
from issuer.web import models_register
from keys.encoding import fingerprint
from keys.errors import Untrusted
from keys.roles import Role
from tests.issuer.desk_world import BACHELOR_UNIT, committee, trust_list
from tests.issuer.web.conftest import Records
from verifier.filing import Approver, CommitteeState, PlannedMeeting, Unit

BUDGET = 30 * 1024
FULL = committee(
    approver=Approver.CITY,
    office="威海示例开发区职称评审办公室",
    co_organisers=("威海示例电子行业协会",),
    intake_region="37",
    units=(BACHELOR_UNIT,),
    meetings=(PlannedMeeting(committee().valid_from), PlannedMeeting(*[committee().valid_to] * 2)),
)
FALLEN = committee(state=CommitteeState.SUSPENDED, state_decision="威人社停〔2025〕1号（示例）")
PAGES = ("/committees", "/committees/electronics")


@pytest.fixture
def states():
    return [committee(), FULL]


@pytest.fixture
def records(states):
    """A record whose bundle names these states of one committee."""
    said = trust_list(*states)

    class Listed(Records):
        trust = said

        def current_bundle(self):
            return SimpleNamespace(authority=lambda _: SimpleNamespace(trust=said))

    return Listed()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_read_without_a_login_and_are_small(client, page, language):
    answer = client.get(f"{page}?lang={language}")
    assert answer.status_code == 200
    assert len(gzip.compress(answer.data)) < len(answer.data) < BUDGET
    assert committee().name in answer.text
    assert "<script" not in answer.text


def test_an_english_page_has_no_chinese_of_its_own(client):
    for page in PAGES:
        text = client.get(f"{page}?lang=en").text
        main = text.partition("<main")[2].partition("</main>")[0]
        ours = re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", main)
        assert re.findall(r"[一-鿿]+", re.sub(r"<[^>]+>", " ", ours)) == []


def test_a_committee_shows_its_filing_timetable_and_history(client):
    text = client.get("/committees/electronics?lang=zh").text
    for said in (
        "威人社备〔2025〕1号（示例）", "市级人力资源社会保障部门", "威海示例开发区职称评审办公室",
        "威海示例电子行业协会", "威海示例电子有限公司", "方案尚未备案", "方案 2028-02-29 备案",
        "备案变更", "正常评审",
    ):  # fmt: skip
        assert said in text


@pytest.mark.parametrize("states", [[committee(), FALLEN]])
def test_a_suspended_committee_says_so_with_its_decision(client):
    text = client.get("/committees/electronics?lang=zh").text
    assert "暂停评审" in text
    assert FALLEN.state_decision in text
    assert client.get("/committees?format=json").json["committees"][0]["may_review"] is False


def test_json_has_the_shape_of_the_contract_and_names_no_person(client):
    whole = client.get("/committees", headers={"Accept": "application/json"})
    models_register.CommitteeRegister.model_validate(whole.json)
    (listed,) = whole.json["committees"]
    one = client.get("/committees/electronics?format=json").json
    models_register.CommitteeEntry.model_validate(one)
    assert one == listed
    assert [each["what"] for each in one["history"]] == ["filing", "entered"]
    for hidden in ("clerk", "chair", "kid", "jwk"):
        assert hidden not in whole.text


def test_a_search_that_finds_nobody_says_what_that_means(client):
    assert "名册里没有找到" in client.get("/committees?lang=zh&q=中药").text
    assert committee().name in client.get("/committees?lang=zh&q=海洋&page=999").text


def test_an_unknown_committee_is_not_found(client):
    assert client.get("/committees/nobody").status_code == 404


@pytest.mark.parametrize(
    "states", [[committee(units=tuple(Unit(f"示例单位{n}") for n in range(500)))]]
)
def test_a_committee_of_500_units_stays_small(client):
    assert len(client.get("/committees/electronics").data) < BUDGET


def test_without_lists_it_is_unavailable_and_says_when_to_come_again(app_of, monkeypatch, records):
    def no_lists():
        raise Untrusted("trust.expired")

    monkeypatch.setattr(records, "current_bundle", no_lists)
    answer = app_of("public").test_client().get("/committees")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")


def test_a_register_of_many_is_read_page_by_page(client, monkeypatch):
    def many(*_, **__):
        chapter = Chapter(committee().valid_from, committee(name="威" * 60), "entered")
        return tuple(Entry(f"committee-{n:02}", (chapter,) * 200) for n in range(60))

    monkeypatch.setattr("issuer.web.register.register_of", many)
    first, third = (client.get(f"/committees?lang=zh&page={page}") for page in (1, 3))
    assert len(gzip.compress(first.data)) < BUDGET
    assert ("committee-24" in first.text, "committee-25" in first.text) == (True, False)
    assert "committee-59" in third.text
    assert 'rel="next"' not in third.text
    assert len(gzip.compress(client.get("/committees/committee-07?lang=zh").data)) < BUDGET


def test_a_committee_shows_its_keys_to_compare_and_names_nobody(client, records):
    text = client.get("/committees/electronics?lang=zh").text
    keys = list(records.trust.ever(committee().entity, Role.COMMITTEE))
    assert keys
    for key in keys:
        assert "".join(f"<span>{each}</span>" for each in fingerprint(key.kid).split()) in text
        assert key.kid in text
        assert key.person not in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_which_signed_list_it_is_from(client, records, page):
    trust = records.trust
    text = client.get(f"{page}?lang=zh").text
    assert f"第 {trust.seq} 期签名名单" in text
    assert f'href="/trust/{trust.seq}.jwt"' in text
    told = client.get("/committees?format=json").json["signed_list"]
    assert (told["seq"], told["digest"]) == (trust.seq, trust.digest)


@pytest.mark.parametrize(("states", "look"), [([committee()], "ok"), ([FALLEN], "warn")])
def test_a_state_has_a_word_a_shape_and_a_colour(client, look):
    text = client.get("/committees?lang=zh").text
    drawn = '<svg[^>]*aria-hidden="true".*?</svg>'
    assert re.search(rf'<span class="state {look}">{drawn}[一-鿿]+</span>', text)
