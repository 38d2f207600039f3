"""From a workbook to a certificate that anyone can verify, and that is revoked: by four command
lines, on either database.

The command lines read the clock, so this journey happens today: its batch is signed now, about a
meeting of 2025, under a filing that will not run out while these tests are run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pikepdf
import pytest

from issuer.cli import main as zc_issuer
from issuer.founding import read_public_key
from issuer.registrar.trust_desk import CommitteeFile
from tests.cast import ANCHOR, EMPLOYER, ENTITY, FILINGS, HOST, ZONE, id_no, name
from tests.journeys.long_filing import allow_long_filings, lasting
from tests.journeys.shell import Shell

# Blocks what the verifier must do without, then runs it as its entry point does.
CLEAN_ROOM = """
import importlib.abc, sys
BLOCKED = {"flask", "jinja2", "sqlalchemy", "PIL", "qrcode", "typst", "pyhanko", "pydantic"}
BLOCKED.add("issuer")
class Block(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ImportError(name)
sys.meta_path.insert(0, Block())
from verifier.cli import main
main()
"""
PEOPLE = range(11, 16)


@pytest.fixture
def shell(database_url, tmp_path):
    return Shell.made(tmp_path, ZC_DATABASE_URL=database_url)


def founded(shell):
    """Keys, the ceremony of the anchor, open books."""
    folder = shell.folder
    shell.key("anchor", "anchor")
    for person in ("chen", "lin"):
        shell.key(person, "operator", person)
    shell.issuer(
        *("init", "--entity", ENTITY, "--host", HOST, "--region", "371000"),
        *("--name", "威海市人力资源和社会保障局（示例）", "--anchor", ANCHOR),
    )
    request = folder / "instance" / "authority-request.json"
    anchor, listing = folder / "anchor.json", folder / "authorities.jwt"
    shell.zc_keys(
        "anchor", "init", "--entity", ANCHOR, "--key", shell.keys["anchor"], "--to", anchor
    )
    shell.zc_keys(
        *("anchor", "list", "--anchor", anchor, "--request", request, "--to", listing),
        *("--key", shell.keys["anchor"], "--passphrase-file", shell.secret, "--yes"),
    )
    shell.issuer("anchor-list", anchor, listing)
    operators = []
    for person in ("chen", "lin"):
        path = folder / f"{person}.jwk"
        path.write_bytes(shell.public_key(person))
        operators += ["--operator", path]
    shell.issuer("open-books", *operators)


def committee_in(shell):
    """The committee's file, put into the trust list by one operator and then the other."""
    people = []
    for person in ("clerk", "chair"):
        shell.key(person, "committee", person)
        people.append(read_public_key(shell.public_key(person), since=today()))
    filing = FILINGS[ZONE]
    allow_long_filings(shell.folder / "instance")
    file = CommitteeFile(ENTITY, lasting(filing), tuple(people))
    path = shell.folder / "committee.json"
    path.write_bytes(file.to_bytes())
    waiting = shell.issuer(
        "committee", "add", path, "--document", "威人社发〔2025〕9号（示例）", *shell.by("chen")
    )
    assert waiting["needs"] == 2
    done = shell.issuer("countersign", waiting["waiting"], *shell.by("lin"))
    assert done["new"]
    (listed,) = shell.issuer("committee", "list")
    assert (listed["entity"], listed["state"]) == (filing.entity, "ACTIVE")
    return path


def today():
    return datetime.now(UTC).replace(microsecond=0)


def drafted(shell, committee):
    """The template, filled in, checked, and signed by two."""
    folder = shell.folder
    shell.committee("template", "--committee", committee, "--out", folder / "list.xlsx")
    book = openpyxl.load_workbook(folder / "list.xlsx")
    sheet = book["名单"]
    headings = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for line, serial in enumerate(PEOPLE, start=3):  # row 2 is the template's own example
        for heading, value in {
            "姓名": name(serial),
            "证件号码": id_no(serial),
            "工作单位": EMPLOYER,
            "专业": "电子信息",
            "级别": "中级",
            "职称": "工程师",
        }.items():
            sheet.cell(line, headings[heading]).value = value
    book.save(folder / "list.xlsx")
    (folder / "tally.pdf").write_bytes(b"signed tally")
    said = shell.committee(
        *("draft", folder / "list.xlsx", "--committee", committee, "--number", "DZ-2025-01"),
        *("--meeting", "2025-06-14", "--tally", folder / "tally.pdf"),
        *("--applied", 9, "--reviewed", 8, "--standard", "示例标准条件（2025版）"),
    )
    assert said["problems"] == []
    batch = folder / "list.zcbatch"
    shell.committee("sign", folder / "list.zcdraft", *shell.by("clerk"))
    shell.issuer("receive", batch, code=1)  # one person is not enough
    shell.committee("countersign", batch, *shell.by("chair"))
    return batch


def published(shell, batch):
    """Received, shown to the public, confirmed by two, made."""
    assert shell.issuer("receive", batch)["state"] == "ADMITTED"
    assert shell.issuer("receive", batch)["state"] == "ADMITTED"
    shell.committee(
        *("notice", batch, "--place", "示例公示栏", "--from", "2025-06-16", "--to", "2025-06-24"),
        *shell.by("clerk"),
    )
    assert shell.issuer("notice", batch.with_suffix(".zcnotice"))["state"] == "NOTICED"
    confirm = ("confirm", "DZ-2025-01", "--document", "威人社字〔2025〕61号（示例）")
    confirm += ("--published-on", "2025-06-26")
    waiting = shell.issuer(*confirm, *shell.by("chen"))["waiting"]
    shell.issuer("countersign", waiting, *shell.by("chen"), code=1)  # the same person again
    assert shell.issuer("countersign", waiting, *shell.by("lin"))["released"] == len(PEOPLE)
    assert shell.issuer("mint")["made"] == len(PEOPLE)
    assert shell.issuer("mint")["made"] == 0
    assert [each["state"] for each in shell.issuer("batches")] == ["MINTED"]


def handed_out(shell):
    """The files of the holders: the credential with its proof beside each, as text."""
    folder = shell.folder / "certificates"
    assert shell.issuer("hand-out", "DZ-2025-01", folder)["printed"] == len(PEOPLE)
    found = {}
    for path in sorted(folder.glob("*.pdf")):
        with pikepdf.open(BytesIO(path.read_bytes())) as pdf:
            texts = {n: each.get_file().read_bytes() for n, each in pdf.attachments.items()}
        text = path.with_suffix(".txt")
        text.write_bytes(texts["credential.sd-jwt"] + b"\n\n" + texts["credential.tlog-proof"])
        found[path.stem] = text
    return found


def verify_in_a_clean_room(shell, source):
    public = shell.folder / "instance" / "public"
    given = ("--bundle", str(public / "bundle.json"), "--anchor", str(shell.folder / "anchor.json"))
    done = subprocess.run(
        [sys.executable, "-I", "-c", CLEAN_ROOM, str(source), "--json", *given],
        capture_output=True,
        cwd=shell.folder,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)["verdict"], done.stderr.decode()


@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.drill)],
    indirect=True,
)
def test_from_a_workbook_to_a_certificate_that_is_revoked(shell):
    founded(shell)
    committee = committee_in(shell)
    published(shell, drafted(shell, committee))
    holders = handed_out(shell)
    first, second, third, *_ = sorted(holders)
    assert {shell.verify(text)["verdict"] for text in holders.values()} == {"VALID"}
    assert verify_in_a_clean_room(shell, holders[first]) == (0, "VALID", "")

    # The committee orders it, two of the office put it into force.
    order = shell.folder / "order.zcorder"
    shell.committee(
        *("revoke", first, "--committee", committee, "--cause", "不正当手段"),
        *("--document", "示例评办〔2026〕3号", "--decided", "2026-03-09", "--out", order),
        *shell.by("clerk", "chair"),
    )
    done = shell.issuer(
        *("revoke", first, "--cause", "IMPROPER_MEANS", "--document", "威人社撤〔2026〕1号"),
        *("--decided-on", "2026-03-09", "--order", order, *shell.by("chen", "lin")),
    )
    assert done["new"]
    assert verify_in_a_clean_room(shell, holders[first]) == (1, "REVOKED", "")
    assert shell.verify(holders[second])["verdict"] == "VALID"

    # One may suspend; it takes two to lift it.
    shell.issuer("suspend", second, "--document", "威人社函〔2026〕7号", *shell.by("lin"))
    assert shell.verify(holders[second])["verdict"] == "SUSPENDED"
    lift = ("reinstate", second, "--document", "威人社函〔2026〕8号")
    waiting = shell.issuer(*lift, *shell.by("lin"))["waiting"]
    assert shell.verify(holders[second])["verdict"] == "SUSPENDED"
    shell.issuer("countersign", waiting, *shell.by("chen"))
    assert shell.verify(holders[second])["verdict"] == "VALID"

    # The office without the committee: a certificate issued in error.
    shell.issuer(
        *("revoke", third, "--cause", "ERROR", "--document", "威人社函〔2026〕22号"),
        *("--decided-on", "2026-05-18", *shell.by("chen", "lin")),
    )
    assert shell.verify(holders[third])["verdict"] == "CANCELLED"
    revoking = ("revoke", third, "--cause", "ERROR", "--document", "x", "--decided-on")
    refused = shell.issuer(*revoking, "2026-05-18", *shell.by("chen", "lin"), code=1)
    assert refused["error"] == "lifecycle.title"
    assert shell.issuer("fsck")["defects"] == []


def test_a_suspended_committee_is_refused_in_words(shell):
    founded(shell)
    committee = committee_in(shell)
    batch = drafted(shell, committee)
    entity = FILINGS[ZONE].entity
    shell.issuer(
        "committee",
        "suspend",
        entity,
        "--document",
        "威人社监〔2025〕3号",
        *shell.by("chen", "lin"),
    )
    refused = shell.issuer("receive", batch, code=1)
    (problem,) = refused["problems"]
    assert problem["code"] == "header.committee.suspended"
    assert problem["facts"]["decision"] == "威人社监〔2025〕3号"
    assert "未受理" in shell.run(zc_issuer, "receive", batch, code=1).stderr
