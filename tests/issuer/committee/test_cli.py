"""The eight commands, as a clerk and a chair run them."""

from __future__ import annotations

import json
import subprocess
import sys

import openpyxl
import pytest
from click.testing import CliRunner

from issuer.committee.cli import main
from issuer.committee.drafts import read_paper
from issuer.committee.sealing import read_notice, read_order, signatures_of
from keys.encoding import canonical
from keys.key_file import write_key_file
from keys.roles import Role
from keys.signer import MemorySigner
from tests.issuer.committee.test_office import serving
from tests.issuer.desk_world import AUTHORITY, COMMITTEE, committee, person, workbook
from verifier.acts import Cause

PASSPHRASE = "a passphrase for tests only"
COMMANDS = ("template", "draft", "sign", "countersign", "notice", "submit", "status", "revoke")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Key files of two people; scrypt is slow, so they are made once."""
    place = tmp_path_factory.mktemp("keys")
    secret = place / "passphrase"
    secret.write_text(PASSPHRASE)
    secret.chmod(0o600)
    found = [
        write_key_file(place, MemorySigner.generate(Role.COMMITTEE, who), PASSPHRASE.encode())
        for who in ("clerk", "chair")
    ]
    return (*found, secret)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = {"committee": COMMITTEE, "authority": AUTHORITY, "metadata": committee().to_metadata()}
    (tmp_path / "committee.json").write_bytes(canonical({**file, "keys": []}))
    (tmp_path / "tally.pdf").write_bytes(b"signed tally")
    (tmp_path / "list.xlsx").write_bytes(workbook(person(1), person(2), person(3)))
    return tmp_path


def run(*words, answer="", code=0):
    result = CliRunner().invoke(main, [str(word) for word in words], input=answer)
    assert result.exit_code == code, result.output + result.stderr
    return result


DRAFT = (
    *("draft", "list.xlsx", "--committee", "committee.json", "--number", "DZ-1"),
    *("--method", "评审", "--meeting", "2025-06-14", "--tally", "tally.pdf"),
    *("--applied", "9", "--reviewed", "6", "--standard", "示例标准条件（2025版）"),
)


def signed(keys):
    clerk, chair, secret = keys
    run(*DRAFT)
    run("sign", "list.zcdraft", "--key", clerk, "--passphrase-file", secret, "--yes")
    run("countersign", "list.zcbatch", "--key", chair, "--passphrase-file", secret, "--yes")


def test_eight_commands_and_each_explains_itself():
    assert set(main.commands) == set(COMMANDS)
    for command in COMMANDS:
        assert "·" in run(command, "--help").output


def test_from_an_empty_list_to_a_batch_of_two_signatures(desk, keys):
    run("template", "--committee", "committee.json", "--out", "empty.xlsx")
    assert openpyxl.load_workbook("empty.xlsx").sheetnames[0] == "名单"
    signed(keys)
    paper = read_paper((desk / "list.zcbatch").read_bytes())
    assert signatures_of(paper.sealed) == 2
    assert (paper.header.number, len(paper.rows)) == ("DZ-1", 3)
    assert (desk / "list.zcbatch").stat().st_mode & 0o077 == 0


def test_every_problem_is_shown_and_no_draft_written(desk):
    (desk / "list.xlsx").write_bytes(workbook(person(1, 专业="土建"), person(2, 证件号码=1.2e17)))
    shown = run(*DRAFT, "--annotate", "marked.xlsx", code=1).output
    for words in ("E201", "专业", "E103", "须改"):
        assert words in shown
    assert not (desk / "list.zcdraft").exists()
    assert "E103" in openpyxl.load_workbook("marked.xlsx").active["B3"].comment.text


def test_json_tells_the_same_to_a_machine(desk):
    (desk / "list.xlsx").write_bytes(workbook(person(1, 专业="土建")))
    told = json.loads(run("--json", "--lang", "en", *DRAFT, code=1).stdout)
    (problem,) = told["problems"]
    assert (problem["code"], problem["line"], problem["label"]) == ("row.specialty", 2, "E201")
    assert "电子信息" in problem["says"]
    # The clerk sees line and column; a column that slipped holds names.
    assert "土建" not in problem["says"]
    assert told["drafts"] == []


def test_json_names_the_draft_and_its_fingerprint(desk):
    (draft,) = json.loads(run("--json", *DRAFT).stdout)["drafts"]
    assert (draft["path"], draft["rows"]) == ("list.zcdraft", 3)
    assert len(draft["fingerprint"].split()) == 8


def test_signer_reads_before_signing_and_types_the_count(desk, keys):
    clerk, _, _ = keys
    run(*DRAFT)
    shown = run("sign", "list.zcdraft", "--key", clerk, answer=f"3\n{PASSPHRASE}\n").output
    for words in (committee().name, "DZ-1", "2025-06-14", "王示例", "工程师 3", "示例标准条件"):
        assert words in shown.replace("\n", "")
    assert PASSPHRASE not in shown
    assert (desk / "list.zcbatch").exists()


def test_wrong_count_signs_nothing(desk, keys):
    clerk, _, secret = keys
    run(*DRAFT)
    run("sign", "list.zcdraft", "--key", clerk, "--passphrase-file", secret, answer="4\n", code=1)
    assert not (desk / "list.zcbatch").exists()


def test_long_list_shows_first_and_last_and_everyone_on_demand(desk, keys):
    clerk, _, secret = keys
    people = [person(n, 姓名=f"示例{'甲乙丙丁戊己'[n]}") for n in range(6)]
    (desk / "list.xlsx").write_bytes(workbook(*(p | {"姓名": p["姓名"][1:]} for p in people)))
    run(*DRAFT)
    words = ("sign", "list.zcdraft", "--key", clerk, "--passphrase-file", secret, "--yes")
    short = run(*words).output
    assert "例甲" in short
    assert "例己" in short
    assert "例丙" not in short
    assert "例丙" in run(*words, "--all").output


def test_one_person_cannot_sign_twice(desk, keys):
    clerk, _, secret = keys
    run(*DRAFT)
    run("sign", "list.zcdraft", "--key", clerk, "--passphrase-file", secret, "--yes")
    again = ("--key", clerk, "--passphrase-file", secret, "--yes")
    run("countersign", "list.zcbatch", *again, code=1)
    run("sign", "list.zcbatch", *again, code=1)
    run("countersign", "list.zcdraft", *again, code=1)


def test_key_of_another_role_is_refused(desk, keys, tmp_path):
    _, _, secret = keys
    operator = write_key_file(
        tmp_path, MemorySigner.generate(Role.OPERATOR, "operator"), PASSPHRASE.encode()
    )
    run(*DRAFT)
    run("sign", "list.zcdraft", "--key", operator, "--passphrase-file", secret, "--yes", code=3)
    assert not (desk / "list.zcbatch").exists()


def test_notice_and_its_objection(desk, keys):
    signed(keys)
    clerk, _, secret = keys
    days = ("--from", "2025-06-16", "--to", "2025-06-24", "--objection", "3")
    run(
        *("notice", "list.zcbatch", "--place", "公告栏", *days),
        *("--key", clerk, "--passphrase-file", secret, "--yes"),
    )
    notice = read_notice((desk / "list.zcnotice").read_bytes())
    assert (notice.place, len(notice.objections)) == ("公告栏", 1)


def test_order_of_two_people_in_one_go_or_one_after_the_other(desk, keys):
    clerk, chair, secret = keys
    said = (
        *("revoke", "ZC-TEST", "--committee", "committee.json", "--cause", "不正当手段"),
        *("--document", "威示评〔2026〕3号", "--decided", "2026-03-09"),
        *("--passphrase-file", secret, "--yes"),
    )
    run(*said, "--key", clerk, "--key", chair, "--out", "both.zcorder")
    run(*said, "--key", clerk)
    assert signatures_of((desk / "ZC-TEST.zcorder").read_bytes()) == 1
    run("countersign", "ZC-TEST.zcorder", "--key", chair, "--passphrase-file", secret, "--yes")
    for name in ("both.zcorder", "ZC-TEST.zcorder"):
        data = (desk / name).read_bytes()
        assert signatures_of(data) == 2
        assert read_order(data).cause is Cause.IMPROPER_MEANS
        assert read_order(data).number == "ZC-TEST-20260309"


def test_submit_keeps_the_receipt_and_says_how_it_stands(desk, keys):
    signed(keys)
    body = canonical({"number": "DZ-1", "state": "ADMITTED", "receipt": "a.b.c", "problems": []})
    with serving(201, body) as (base, calls):
        shown = run("submit", "list.zcbatch", "--to", base).output
        run("status", "list.zcbatch", "--to", base)
    assert "已受理" in shown
    assert (desk / "list.zcbatch.receipt").read_text() == "a.b.c"
    data = (desk / "list.zcbatch").read_bytes()
    assert calls[0][0] == "/api/v1/batches"
    assert calls[0][2] == data
    assert calls[1][0] == "/api/v1/batches/status"
    assert calls[1][2] == data.split(b"\n")[0]


def test_refused_batch_shows_the_offices_problems_by_row(desk, keys):
    signed(keys)
    problem = {
        "line": 3,
        "column": "specialty",
        "code": "row.specialty",
        "severity": "refuse",
        "says": "不在授权专业之内",
        "mend": "移出本批",
        "rule": "filed-scope",
    }
    with serving(422, canonical({"title": "未通过", "problems": [problem]})) as (base, _):
        shown = run("submit", "list.zcbatch", "--to", base, code=1).output
    for words in ("E201", "专业", "移出本批", "未通过"):
        assert words in shown


def test_each_document_goes_to_its_own_door(desk, keys):
    signed(keys)
    clerk, _, secret = keys
    key = ("--key", clerk, "--passphrase-file", secret, "--yes")
    days = ("--from", "2025-06-16", "--to", "2025-06-24")
    run("notice", "list.zcbatch", "--place", "公告栏", *days, *key)
    order = ("--cause", "ERROR", "--document", "D", "--decided", "2026-03-09")
    run("revoke", "ZC-T", "--committee", "committee.json", *order, *key)
    with serving(200, b"{}") as (base, calls):
        run("submit", "list.zcnotice", "--to", base)
        run("submit", "ZC-T.zcorder", "--to", base)
        run("submit", "list.zcdraft", "--to", base, code=3)
    assert [path for path, *_ in calls] == ["/api/v1/notices", "/api/v1/revocation-orders"]


@pytest.mark.parametrize(
    "words",
    [
        ("sign", "nothing.zcdraft", "--key", "k"),
        ("draft", "committee.json", *DRAFT[2:]),
        ("draft", ".", *DRAFT[2:]),
        ("template", "--committee", "tally.pdf"),
    ],
)
def test_unusable_file_says_so(desk, words):
    run(*words, code=3)


@pytest.mark.parametrize(
    ("left_out", "code"),
    [("--tally", 1), ("--applied", 1), ("--reviewed", 1), ("--meeting", 1), ("--number", 2)],
)
def test_what_the_batch_cannot_do_without_is_asked_for(desk, left_out, code):
    at = DRAFT.index(left_out)
    run(*DRAFT[:at], *DRAFT[at + 2 :], code=code)
    assert not (desk / "list.zcdraft").exists()


def test_list_of_many_becomes_numbered_drafts(desk, monkeypatch):
    from issuer.committee import drafts

    monkeypatch.setattr(drafts, "MAX_ROWS", 2)
    run(*DRAFT)
    names = sorted(path.name for path in desk.glob("*.zcdraft"))
    assert names == ["list-1.zcdraft", "list-2.zcdraft"]


def test_desk_runs_without_server_or_database():
    """A committee installs no office: these modules are blocked and must not be missed."""
    blocked = (
        "flask",
        "sqlalchemy",
        "issuer.registrar",
        "issuer.store",
        "issuer.web",
        "issuer.app",
    )
    script = f"""
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in {blocked!r}):
            raise ImportError(name)
sys.meta_path.insert(0, Block())
from issuer.committee.cli import main
main(["--help"], standalone_mode=False)
"""
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
