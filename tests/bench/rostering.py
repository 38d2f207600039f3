"""Row 7: a roster, from its file to result and receipt, against bare verification of the same.

Ours reads the workbook in a child process, derives a key for every line, opens every record, makes
every proof, verifies, records who asked, and writes the workbook back. The others verify texts
that lie in memory; or ask the single look-up, in process, one certificate after the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from stdnum.cn import uscc

from issuer.app import build_app
from issuer.config import Config
from issuer.example.workbooks import workbook
from issuer.parts import Parts
from issuer.public_records import StoredRecords
from issuer.roster.desk import RosterDesk
from issuer.store import copies, session
from tests.authority import Authority
from tests.bench.apart import Taken, apart
from tests.bench.office import Business, a_list, open_for_business
from tests.bench.rounds import Line, Row, measure_together
from tests.cast import CONFIRMED, IDENTITY, name
from verifier import sd_jwt
from verifier.bundle import Bundle, open_bundle
from verifier.decision import RegisterUnit
from verifier.verdict import VerdictCode
from verifier.verify import verify

GOAL_LIBRARY, GOAL_SINGLE = 0.50, 20.0
Door = tuple[str, str, str]


def rostering(rows: int, *, rounds: int, workers: int) -> list[Line]:
    """A roster by the text of the QR code, and one by number, name and check code."""
    with open_for_business() as authority, TemporaryDirectory(prefix="zc-bench-") as folder:
        business = Business(authority)
        business.whole(a_list(rows), workers=workers)
        texts = [text for text, _ in business.shown()]
        doors, links = _faces(authority, business)
        by_door = workbook([["证书编号", "姓名", "查验码"], *map(list, doors)])
        by_link = workbook([["二维码内容"], *([each] for each in links)])
        stems = ("91371000MA3EXB010", "91371000MA3EXB011")
        first, second = (_unit(authority, stem) for stem in stems)
        plain = "library verify of the same"
        one = Row(f"7 roster of {rows:,} by QR text", plain, GOAL_LIBRARY, rows)
        two = Row(f"7 roster of {rows:,} by number", plain, GOAL_LIBRARY, rows)
        three = Row(f"7 roster of {rows:,} by number", "single look-up", GOAL_SINGLE, rows)
        single = _single(authority, doors[: rows // 10], Path(folder))
        library = _library(authority, texts)
        return [
            *measure_together(_roster(authority, by_link, first), [(one, library)], rounds=rounds),
            *measure_together(
                _roster(authority, by_door, second),
                [(two, library), (three, single)],
                rounds=rounds,
            ),
        ]


def _unit(authority: Authority, stem: str) -> str:
    """A unit; one may hand in 50,000 lines a day."""
    unit, code = secrets.token_hex(4), stem + uscc.calc_check_digit(stem)
    act = RegisterUnit(unit, "示例用人单位", code, "0631-0", "威人社函〔2025〕1号（示例）")
    authority.decide(act)
    authority.office.engine.dispose()
    return unit


def _faces(authority: Authority, business: Business) -> tuple[list[Door], list[str]]:
    """What stands on each certificate, and what its QR code holds."""
    office = authority.office
    doors, links = [], []
    with session.read(office.engine) as connection:
        for award in business.awards(connection):
            (copy,) = copies.of_award(connection, award.number)
            text = copies.text(connection, copy.copy_id, vault=office.vault)
            named = sd_jwt.read(text.credential).name or name(1)
            doors.append((award.number, named, text.check_code))
            links.append(f"https://{IDENTITY.host}/v/{text.code}")
    office.engine.dispose()
    return doors, links


def _bundle(authority: Authority) -> Bundle:
    """Opened anew each time: what it remembers must be earned in the round."""
    data = (authority.office.public_dir / "bundle.json").read_bytes()
    return open_bundle(data, authority.office.anchor, at=CONFIRMED)


def _roster(authority: Authority, data: bytes, unit: str):
    office = authority.office

    def once() -> float:
        office.engine.dispose(close=False)
        desk = RosterDesk(office, lambda: CONFIRMED)
        began = perf_counter()
        done = desk.check(data, unit, purpose="示例", language="zh_CN")
        seconds = perf_counter() - began
        assert set(done.counts) == {"VALID"}, done.counts
        return seconds

    return lambda: apart(once)


def _library(authority: Authority, texts: Sequence[str]):
    def once() -> float:
        bundle = _bundle(authority)
        began = perf_counter()
        codes = {verify(text, bundle, CONFIRMED).code for text in texts}
        seconds = perf_counter() - began
        assert codes == {VerdictCode.VALID}, codes
        return seconds

    return lambda: apart(once)


def _single(authority: Authority, doors: Sequence[Door], folder: Path):
    office = authority.office

    def once() -> float:
        office.engine.dispose(close=False)
        records = StoredRecords(
            office.engine,
            office.pepper,
            anchor=office.anchor,
            public_dir=office.public_dir,
            clock=lambda: CONFIRMED,
        )
        config = Config.from_env({"ZC_INSTANCE": str(folder), "ZC_SURFACE": "public"})
        app = build_app(config, Parts(IDENTITY, records=records, clock=lambda: CONFIRMED))
        client = app.test_client()
        records.current_bundle()
        began = perf_counter()
        for number, named, check_code in doors:
            asked = {"number": number, "name": named, "check_code": check_code}
            answer = client.post("/api/v1/verifications", json=asked)
            assert answer.get_json()["verdict"] == "VALID"
        return perf_counter() - began

    def taken() -> Taken:
        found = apart(once)
        return Taken(found.seconds, found.cpu, found.peak_mib, work=len(doors))

    return taken
