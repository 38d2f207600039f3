"""The whole path at the four command lines, with lists full of canaries.

From keys and a trust anchor to certificates that are handed out and taken back; then every
command again with a file, a number or an argument that is wrong.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pikepdf
from werkzeug.serving import make_server

from issuer.app import create_app
from issuer.config import Config
from issuer.founding import read_public_key
from issuer.registrar.trust_desk import CommitteeFile
from tests.cast import ANCHOR, ENTITY, FILINGS, FOUNDED, HOST, ZONE, id_no
from tests.journeys.leaks.drawings import dressed, misdrawn, pictured
from tests.journeys.leaks.ear import bird
from tests.journeys.leaks.errands import Errands
from tests.journeys.long_filing import allow_long_filings, lasting

NAMES = ("鲜于翾", "呼延霁", "澹台䶮")
WORKPLACE = "威海金丝雀试剂有限公司"
HEADINGS = "姓名,证件号码,工作单位,专业,级别,职称\n"


def people() -> str:
    """The clerk's list."""
    lines = [
        f"{name},{id_no(800 + i)},{WORKPLACE},电子信息,中级,工程师\n"
        for i, name in enumerate(NAMES)
    ]
    return HEADINGS + "".join(lines)


def slipped() -> str:
    """The same list with every kind of mistake, columns that slipped first of all."""
    name, number = NAMES[0], id_no(800)
    return HEADINGS + "".join(
        f"{line}\n"
        for line in (
            f"{number},{name},电子信息,{WORKPLACE},工程师,中级",
            f"{name},{number[:-1]}0,{WORKPLACE},{name},中级,{name}",
            f"{name}7,{number}1,{number},{number},{name},{number}",
            f"{name}\u200b,1.1E+17,{WORKPLACE},电子信息,高级,工程师",
            f"{name},{number},{WORKPLACE},电子信息,中级,工程师",
            f"{name},{number},{WORKPLACE},电子信息,中级,工程师",
            f",{number},,,,",
        )
    )


CANARIES = [
    bird("employer", WORKPLACE),
    *(bird("name", name) for name in NAMES),
    *(bird("identity number", id_no(800 + i)) for i in range(len(NAMES))),
]


def found(to: Errands) -> None:
    """Keys, the ceremony of the anchor, open books."""
    folder, secret = to.folder, ("--passphrase-file", to.secret)
    for name in ("anchor", "spare"):
        to.key(name, "anchor")
    for name in ("chen", "lin"):
        to.key(name, "operator", name)
    for name in ("clerk", "chair"):
        to.key(name, "committee", name)
    to.well("zc-keys show", to.keys["chen"])
    to.well("zc-keys check", to.keys["chen"], *secret)
    to.well("zc-keys fingerprint", to.keys["chen"])
    to.well(
        *("zc-issuer init", "--entity", ENTITY, "--host", HOST, "--region", "371000"),
        *("--name", "威海市人力资源和社会保障局（示例）", "--anchor", ANCHOR),
    )
    request = folder / "instance" / "authority-request.json"
    anchor, listing = ("--anchor", folder / "anchor.json"), folder / "authorities.jwt"
    roots = [word for name in ("anchor", "spare") for word in ("--key", to.keys[name])]
    to.well("zc-keys anchor init", "--entity", ANCHOR, *roots, "--to", anchor[1])
    to.well(
        *("zc-keys anchor list", *anchor, "--request", request, "--to", listing),
        *("--key", to.keys["anchor"], *secret, "--yes"),
    )
    to.well(
        *("zc-keys anchor countersign", listing, *anchor, "--key", to.keys["spare"]),
        *("--to", folder / "twice.jwt", *secret, "--yes"),
    )
    to.well("zc-issuer anchor-list", anchor[1], folder / "twice.jwt")
    operators = [
        word for name in ("chen", "lin") for word in ("--operator", folder / f"{name}.jwk")
    ]
    to.well("zc-issuer open-books", *operators)
    pictured(to)
    dressed(to)


def admit(to: Errands) -> Path:
    """The committee's file, put into the trust list by two; and every change that it can have."""
    folder, filing = to.folder, FILINGS[ZONE]
    to.well("zc-issuer committee form", folder / "form.toml")
    members = [word for who in ("clerk", "chair") for word in ("--member", folder / f"{who}.jwk")]
    composed = to.do(
        "zc-issuer committee compose", folder / "form.toml", *members, "--to", folder / "form.json"
    )
    assert composed.crash is None
    keys = tuple(
        read_public_key((folder / f"{who}.jwk").read_bytes(), since=FOUNDED)
        for who in ("clerk", "chair")
    )
    path = folder / "committee.json"
    allow_long_filings(folder / "instance")
    path.write_bytes(CommitteeFile(ENTITY, lasting(filing), keys).to_bytes())
    to.well("zc-issuer committee add", path, "--document", "文号", *to.by("chen"))
    to.well("zc-issuer countersign", to.waiting(), *to.by("lin"))
    for change in ("rectify", "suspend", "reinstate"):
        words = (filing.entity, "--document", "文号", *to.by("chen", "lin"))
        to.well(f"zc-issuer committee {change}", *words)
    to.well("zc-issuer committee list")
    to.well("zc-issuer committee file", filing.entity, folder / "filed.json")
    return path


@contextmanager
def serving(to: Errands):
    """The office of the instance, spoken to by the desk."""
    server = make_server("127.0.0.1", 0, create_app(Config.from_env(to.env)), threaded=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def draft_words(to: Errands, committee: Path, source: Path, number: str) -> tuple[object, ...]:
    return (
        *(source, "--committee", committee, "--number", number, "--meeting", "2025-06-14"),
        *("--tally", to.folder / "tally", "--applied", 9, "--reviewed", 8),
        *("--standard", "示例标准条件（2025版）"),
    )


def reviewed(to: Errands, committee: Path) -> Path:
    """Drafted, signed by two, handed in, shown to the public."""
    folder = to.folder
    (folder / "tally").write_bytes(b"signed tally")
    (folder / "list.csv").write_text(people(), "utf-8")
    (folder / "slipped.csv").write_text(slipped(), "utf-8")
    to.well("zc-committee template", "--committee", committee, "--out", folder / "empty.xlsx")
    bad = to.do(
        *("zc-committee draft", *draft_words(to, committee, folder / "slipped.csv", "0")),
        *("--annotate", folder / "annotated.xlsx"),
    )
    assert (bad.code, bad.crash) == (1, None)
    to.well("zc-committee draft", *draft_words(to, committee, folder / "list.csv", "DZ-1"))
    batch = folder / "list.zcbatch"
    to.well("zc-committee sign", folder / "list.zcdraft", "--all", *to.by("clerk"))
    to.do("zc-issuer receive", batch)  # one person is not enough
    to.well("zc-committee countersign", batch, *to.by("chair"))
    to.well(
        *("zc-committee notice", batch, "--place", "公示栏", "--from", "2025-06-16"),
        *("--to", "2025-06-24", *to.by("clerk")),
    )
    with serving(to) as office:
        to.well("zc-committee submit", batch, "--to", office)
        to.well("zc-committee status", batch, "--to", office)
        to.well("zc-committee submit", batch.with_suffix(".zcnotice"), "--to", office)
    to.well("zc-issuer receive", batch)
    to.well("zc-issuer notice", batch.with_suffix(".zcnotice"))
    return batch


def made(to: Errands) -> list[Path]:
    """Confirmed, made, handed out; gives the files of the holders."""
    folder = to.folder
    to.do(
        "zc-issuer release", "DZ-1", "--document", "文号", "--reason", "理由", *to.by("chen", "lin")
    )
    confirm = ("DZ-1", "--document", "文号", "--published-on", "2025-06-26")
    to.well("zc-issuer confirm", *confirm, *to.by("chen"))
    kept = to.waiting().read_bytes()
    to.well("zc-issuer countersign", to.waiting(), *to.by("lin"))
    (folder / "act.json").write_bytes(kept)
    to.do("zc-issuer act", folder / "act.json")
    for command in ("mint", "publish", "batches", "fsck", "upgrade", "serve"):
        to.well(f"zc-issuer {command}")
    to.well("zc-issuer seal show")
    to.well("zc-issuer seal request", "--to", folder / "seal.csr")
    to.well("zc-issuer seal install", folder / "instance" / "seal.pem")
    to.well("zc-issuer hand-out", "DZ-1", folder / "certificates")
    holders = sorted((folder / "certificates").glob("*.pdf"))
    to.well("zc-issuer print", holders[0].stem)
    return holders


def taken_back(to: Errands, committee: Path, numbers: list[str]) -> None:
    """An order, a revocation, a suspension and its end."""
    first, second = numbers[:2]
    order = to.folder / "one.zcorder"
    to.well(
        *("zc-committee revoke", first, "--committee", committee, "--cause", "错误签发"),
        *("--document", "文号", "--decided", "2026-03-09", "--out", order),
        *to.by("clerk"),
    )
    to.well("zc-committee countersign", order, *to.by("chair"))
    to.well("zc-issuer order", order)
    to.well("zc-issuer suspend", second, "--document", "文号", *to.by("lin"))
    to.well("zc-issuer reinstate", second, "--document", "文号", *to.by("chen"))
    to.well("zc-issuer countersign", to.waiting(), *to.by("lin"))
    to.well(
        *("zc-issuer revoke", first, "--cause", "ERROR", "--document", "文号"),
        *("--decided-on", "2026-03-09", "--order", order, *to.by("chen", "lin")),
    )


def verified(to: Errands, holders: list[Path]) -> None:
    """The holders' files, verified; and what nobody signed."""
    bundle = to.folder / "instance" / "public" / "bundle.json"
    given = ("--bundle", bundle, "--anchor", to.folder / "anchor.json")
    texts = []
    for holder in holders:
        with pikepdf.open(BytesIO(holder.read_bytes())) as pdf:
            parts = {n: each.get_file().read_bytes() for n, each in pdf.attachments.items()}
        text = parts["credential.sd-jwt"].strip() + b"\n\n" + parts["credential.tlog-proof"]
        texts.append(holder.with_suffix(".txt"))
        texts[-1].touch(mode=0o600)
        texts[-1].write_bytes(text)
    for text in texts:
        assert to.do("zc-verify", text, *given, "--memory", to.folder / "seen.json").crash is None
    forged = to.folder / "forged.txt"
    forged.touch(mode=0o600)
    whole = texts[-1].read_text()
    for damaged in (whole.replace("~", "~~", 1), whole.replace("e", "f", 1), people(), whole[:99]):
        forged.write_text(damaged)
        assert to.do("zc-verify", forged, *given).code != 0
    to.do("zc-verify", f"https://elsewhere.example/v/{'7' * 26}", *given)
    to.well("zc-issuer reports list", "--closed")
    assert to.do("zc-issuer reports close", "7M4K2XQZ").code != 0


def mistaken(to: Errands, committee: Path) -> None:
    """Every command that takes a file is given a list of people; others, somebody's name."""
    wrong, name = to.folder / "list.csv", NAMES[0]
    by, clerk, out = to.by("chen", "lin"), to.by("clerk"), ("--to", to.folder / "never")
    document = ("--document", "文号")
    for command in ("receive", "notice", "order", "act"):
        to.do(f"zc-issuer {command}", wrong)
    to.do("zc-issuer countersign", wrong, *by)
    to.do("zc-issuer committee add", wrong, *document, *by)
    to.do("zc-issuer committee compose", wrong, "--member", wrong, *out)
    to.do("zc-issuer committee file", ENTITY, to.folder)
    to.do("zc-issuer anchor-list", wrong, wrong)
    to.do("zc-issuer open-books", "--operator", wrong)
    to.do("zc-issuer seal install", wrong)
    to.do("zc-issuer seal make")
    to.do("zc-issuer seal request", "--to", to.folder)
    misdrawn(to, wrong, name)
    to.do("zc-issuer committee suspend", "https://nobody.example", *document, *by)
    to.do("zc-issuer committee withdraw", FILINGS[ZONE].entity, *document, "--key", wrong, "--yes")
    to.do(
        *("zc-issuer correspond", "--holder", name, "--grade", name, "--occupation", name),
        *("--certificate-no", id_no(800), "--region", "3710", "--met", name),
        *("--number", name, *out),
    )
    for number in (name, id_no(800)):
        to.do("zc-issuer print", number, *out)
        for command in ("suspend", "reinstate"):
            to.do(f"zc-issuer {command}", number, *document, *by)
        to.do(
            *("zc-issuer revoke", number, "--cause", "ERROR", *document),
            *("--decided-on", "2026-03-09", *by),
        )
    to.do("zc-committee template", "--committee", wrong, "--out", to.folder / "never")
    to.do("zc-committee draft", *draft_words(to, wrong, wrong, "1"))
    to.do("zc-committee draft", *draft_words(to, committee, to.folder / "list.zcbatch", "1"))
    for command in ("sign", "countersign"):
        to.do(f"zc-committee {command}", wrong, *clerk)
    shown = ("--place", name, "--from", "2025-06-16", "--to", "2025-06-24")
    to.do("zc-committee notice", wrong, *shown, *clerk)
    for command in ("submit", "status"):
        to.do(f"zc-committee {command}", wrong, "--to", "http://127.0.0.1:9")
        to.do(f"zc-committee {command}", to.folder / "list.zcbatch", "--to", "http://127.0.0.1:9")
    secret, anchor = ("--passphrase-file", to.secret), to.folder / "anchor.json"
    to.do("zc-keys show", wrong)
    to.do("zc-keys check", wrong, *secret)
    to.do("zc-keys check", to.keys["chen"], "--passphrase-file", wrong)
    to.do("zc-keys anchor init", "--entity", name, "--key", wrong, *out)
    to.do("zc-keys anchor list", "--anchor", wrong, "--key", wrong, *out, *secret)
    key = to.keys["anchor"]
    to.do("zc-keys anchor countersign", wrong, "--anchor", anchor, "--key", key, *out, *secret)
    to.do("zc-verify", wrong, "--bundle", wrong, "--anchor", anchor)
    to.do("zc-verify", wrong, "--bundle", wrong, "--anchor", wrong)
