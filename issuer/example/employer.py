"""An employer for the example: registered by a decision, invited anew in every run.

Beside it lies a roster to hand in: people of the example, one with a slip of the pen, and one whose
title was revoked. Nobody in it exists.

Follows docs/units.md and docs/rosters.md.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from issuer.claim_codes import grouped
from issuer.config import Config
from issuer.example.demo import DEMO_FILE, write_again
from issuer.example.people import People
from issuer.office import Office
from issuer.registrar import Registrar
from issuer.store import session, units
from issuer.unit_access.inviting import invite
from verifier.decision import RegisterUnit
from verifier.verdict import VerdictCode

EMPLOYER: Final = RegisterUnit(
    unit="c0ffee01",
    name="威海示例电子有限公司（虚构）",
    uscc="91371000MA3DEM001F",
    contact="人事科（示例）",
    document_no="威人社用〔2025〕1号（示例）",
)
ROSTER_FILE: Final = "roster.csv"
_PERSON: Final = "人事专员（示例）"
_HEADINGS: Final = ("工号", "证书编号", "姓名", "查验码")
_ROWS: Final = 20


def lay_out_invitation(office: Office, people: People, config: Config, *, at: datetime) -> None:
    """Register the employer once, and make a new invitation; both are written into demo.json."""
    with session.read(office.engine) as connection:
        known = units.every(connection, vault=office.vault)
    if not known:
        people.decide(Registrar(office), EMPLOYER, at=at)
    until = at + timedelta(days=config.invite_days)
    code = invite(
        office.engine, office.pepper, unit=EMPLOYER.unit, person=_PERSON, until=until, at=at
    )
    path = config.instance / DEMO_FILE
    document = json.loads(path.read_text("utf-8"))
    _write_roster(config.instance / ROSTER_FILE, document["certificates"])
    document["employer"] = {
        "name": EMPLOYER.name,
        "code": grouped(code),
        "url": f"{config.unit_origin}/unit/join",
        "roster": ROSTER_FILE,
    }
    write_again(path, document)


def _write_roster(path: Path, listed: list[dict[str, str]]) -> None:
    """Some who stand, one of them misspelt, and all who do not."""
    standing = [each for each in listed if each["verdict"] == VerdictCode.VALID][:_ROWS]
    others = [each for each in listed if each["verdict"] != VerdictCode.VALID]
    slip = {**standing[0], "name": standing[0]["name"] + "某"}
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(_HEADINGS)
    for staff, each in enumerate((*standing[1:], *others, slip), start=1):
        writer.writerow((staff, each["number"], each["name"], each["check_code"]))
    path.write_text(sheet.getvalue(), "utf-8-sig")
