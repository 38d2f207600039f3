"""Units at their pages: a roster in, its progress, its files out, and nobody else's."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from issuer.roster.tray import FILES_FOR
from keys.encoding import sha256
from tests.issuer.roster.world import DOOR, PURPOSE, Units, book, cells_of, csv_of, door
from tests.issuer.web.units_at_work import FROM_HERE, UnitSite, hand_in, number_of
from verifier.roster_receipt import demand_files, open_receipt

JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html"}


def cells_of_csv(data):
    return list(csv.reader(io.StringIO(data.decode())))


@pytest.fixture
def site(province, tmp_path):
    return UnitSite(Units.of(province), tmp_path)


@pytest.fixture
def client(site):
    return site.signed_in(site.units.unit)


@pytest.fixture
def roster(site):
    return book(DOOR, *[door(title) for title in site.province.titles.values()])


def test_a_roster_goes_in_and_comes_back_with_its_receipt(site, client, roster):
    number = number_of(hand_in(client, roster))
    page = client.get(f"/unit/rosters/{number}")
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert client.get(f"/unit/rosters/{number}", headers=JSON).get_json() == {
        "state": "WAITING",
        "open": True,
        "rows": 0,
        "judged": 0,
        "says": "排在第 1 位，请稍候。",
    }
    assert site.judge()
    done = client.get(f"/unit/rosters/{number}")
    assert "refresh" not in done.text
    assert PURPOSE in done.text
    result = client.get(f"/unit/rosters/{number}/result")
    assert [line[3] for line in cells_of(result.data)[1:]] == ["有效"] * 3
    receipt = client.get(f"/unit/rosters/{number}/receipt").text
    opened = open_receipt(receipt, site.province.bundle(), at=site.province.at)
    demand_files(opened, roster=roster, result=result.data)
    assert opened.roster == sha256(roster)


def test_the_result_is_in_the_language_of_whoever_handed_it_in(site, client, roster):
    number = number_of(hand_in(client, roster, query_string={"lang": "en"}))
    site.judge()
    result = client.get(f"/unit/rosters/{number}/result").data
    assert cells_of(result)[1][3] == "Valid"


def test_an_estimate_is_given_while_a_roster_is_judged(site, client, roster, monkeypatch):
    from tests.issuer.roster.test_worker import Shop

    number = number_of(hand_in(client, roster))
    Shop(site.units).cut_off(after=1)
    site.province.go(minutes=1)
    told = client.get(f"/unit/rosters/{number}", headers=JSON).get_json()
    assert (told["state"], told["rows"], told["judged"]) == ("JUDGING", 3, 2)
    assert told["says"] == "已判定 2 行，共 3 行。大约还要 30 秒。"


def test_nothing_is_there_for_who_is_not_signed_in(site, client, roster):
    number = number_of(hand_in(client, roster))
    site.judge()
    stranger = site.app.test_client()
    for address in ("", f"/{number}", f"/{number}/result", f"/{number}/receipt"):
        answer = stranger.get(f"/unit/rosters{address}", headers=PAGE)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/unit/sign-in")


def test_a_roster_of_another_unit_is_as_unknown_as_one_that_never_was(site, client, roster):
    number = number_of(hand_in(client, roster))
    site.judge()
    other = site.signed_in(site.second_unit())
    never = "0" * 16
    for way in ("", "/result", "/receipt"):
        answers = [
            other.get(f"/unit/rosters/{each}{way}", headers=PAGE) for each in (number, never)
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].data == answers[1].data
    for each in (number, never):
        sent = other.post("/unit/rosters/remove", data={"roster": each}, headers=FROM_HERE)
        assert sent.status_code == 404
    assert PURPOSE not in other.get("/unit/rosters").text
    assert PURPOSE not in other.get(f"/unit/rosters?again={number}").text
    assert client.get(f"/unit/rosters/{number}/result").status_code == 200


def test_a_roster_sent_from_another_site_is_not_taken(site, client, roster):
    told = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert hand_in(client, roster, headers=told).status_code == 403
    assert site.tray.rosters(site.units.unit) == ()


@pytest.mark.parametrize(
    ("sent", "purpose", "says"),
    [
        (b"", PURPOSE, "没有收到文件"),
        (b"a", "  ", "请写明核验用途"),
        (b"a", "长" * 201, "不超过 200 个字"),
    ],
)
def test_what_is_not_taken_says_why_and_keeps_what_was_typed(client, sent, purpose, says):
    answer = hand_in(client, sent, purpose=purpose)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{purpose}"' in answer.text


def test_a_roster_that_was_refused_stays_in_the_list_with_its_reason(site, client):
    number = number_of(hand_in(client, csv_of(("某列",), ("某值",)), name="名册.csv"))
    site.judge()
    page = client.get(f"/unit/rosters/{number}").text
    assert "没有找到名册的表头" in page
    assert f"/unit/rosters?again={number}" in page
    assert f'value="{PURPOSE}"' in client.get(f"/unit/rosters?again={number}").text
    assert "没有判定" in client.get("/unit/rosters").text


def test_files_can_be_removed_at_once_and_are_gone_after_three_days(site, client, roster):
    first, second = (number_of(hand_in(client, roster)) for _ in range(2))
    while site.judge():
        pass
    gone = client.post("/unit/rosters/remove", data={"roster": first}, headers=FROM_HERE)
    assert gone.status_code == 303
    assert client.get(f"/unit/rosters/{first}/result").status_code == 410
    site.province.go(hours=FILES_FOR.total_seconds() / 3600)
    later = site.signed_in(site.units.unit)
    assert later.get(f"/unit/rosters/{second}/receipt").status_code == 410
    assert "已经删除" in later.get(f"/unit/rosters/{second}").text


def test_neither_log_nor_page_holds_a_line_of_a_roster(site, client, roster, caplog):
    caplog.set_level("DEBUG")
    caplog.set_level("DEBUG", logger="zhicheng")
    number = number_of(hand_in(client, roster))
    pages = [client.get(f"/unit/rosters/{number}").text]
    site.judge()
    pages += [client.get("/unit/rosters").text, client.get(f"/unit/rosters/{number}").text]
    client.get(f"/unit/rosters/{number}/result")
    logged = "".join(repr(vars(each)) for each in caplog.records)
    for title in site.province.titles.values():
        for said in (title.number, title.row.name, title.check_code):
            assert said not in "".join(pages)
            assert said not in logged
    assert PURPOSE not in logged
    assert logged.count("/unit/rosters") >= 5


@pytest.mark.drill
def test_a_bomb_is_refused_by_its_page_and_the_next_roster_is_judged(site, client, roster):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<a>" + b" " * 200_000_000)
    hostile = number_of(hand_in(client, bomb.getvalue()))
    number = number_of(hand_in(client, roster))
    assert site.judge()
    assert site.judge()
    states = {each.number: each.state for each in site.tray.rosters(site.units.unit)}
    assert states == {hostile: "REFUSED", number: "DONE"}
    assert "没有判定任何一行" in client.get(f"/unit/rosters/{hostile}").text


def test_what_is_written_beside_a_line_is_never_a_formula(site, client):
    link = next(iter(site.province.titles.values())).link
    number = number_of(hand_in(client, csv_of(("二维码内容",), (link,), ("=1+1",)), name="a.csv"))
    site.judge()
    lines = cells_of_csv(client.get(f"/unit/rosters/{number}/result").data)
    assert not [cell for line in lines for cell in line[1:] if cell[:1] in tuple("=+-@")]
