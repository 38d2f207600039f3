"""What became of things in the office of the walk: a title for every end that one can meet, files
that are handed in, and a registered unit at work with its rosters.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from issuer.example.forged_files import edited_pdf
from issuer.render.picture import render_png
from issuer.roster.tray import Tray
from issuer.roster.worker import RosterWorker
from issuer.unit_access.ceremonies import Ceremonies
from issuer.unit_access.inviting import invite
from tests.cast import DIGITAL, FILINGS, HOST, PLANT, ZONE, Title, recognised, row
from tests.issuer.claiming import hand_out
from tests.issuer.roster.world import DOOR, Units, book, door
from tests.issuer.unit_access.authenticator import Authenticator
from tests.province import Province
from verifier.acts import Cause
from verifier.committee import CommitteeState


def fates_in(province: Province) -> tuple[dict[str, Title], dict[str, str]]:
    """A title for everything that can become of one, and claim codes for some."""
    names = ("valid", "suspended", "revoked", "cancelled", "superseded")
    titles = province.issue(ZONE, [row(serial) for serial in range(1, len(names) + 1)])
    found = dict(zip(names, titles, strict=True))
    (found["withdrawn"],) = province.issue(DIGITAL, [recognised(21)])
    (found["unit"],) = province.issue(PLANT, [row(22, FILINGS[PLANT])])
    codes = hand_out(province, [found["suspended"].number, found["revoked"].number])
    slips = {fate: codes[found[fate].number] for fate in ("suspended", "revoked")}
    province.go(days=1)
    province.suspend(found["suspended"].number)
    province.revoke(found["revoked"].number)
    province.revoke(found["cancelled"].number, Cause.REQUEST)
    Units(province, secrets.token_hex(8)).supersede(found["superseded"].number)
    for slug, state in (
        (DIGITAL, CommitteeState.WITHDRAWN),
        (PLANT, CommitteeState.SUSPENDED),
    ):
        province.go(hours=1)
        province.supervise(slug, state)
    province.go(hours=1)
    # An office that overlooks what it decided itself: strangers do not.
    with patch.object(CommitteeState, "may_review", True):
        (found["unauthorised"],) = province.issue(PLANT, [row(23, FILINGS[PLANT])])
    province.go(minutes=4)
    return found, slips


def files_of(province: Province, title: Title, folder: Path) -> dict[str, Path]:
    """The PDF as it was given out, the same edited, a picture of it, and what is none."""
    pdf = province.press.pdf(title.number).pdf
    made = {
        "original.pdf": pdf,
        "edited.pdf": edited_pdf(pdf),
        "picture.png": render_png(pdf, page=1, dpi=150),
        "nothing.pdf": b"%PDF-1.7 and then nothing",
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return {name: folder / name for name in made}


def rosters_of(units: Units, fates: dict[str, Title]) -> dict[str, str]:
    """One that was judged, one that could not be, and one that waits."""
    province = units.province
    tray = Tray(province.office.engine, province.office.pepper)
    worker = RosterWorker(province.office, lambda: province.at)
    good = book(DOOR, *[door(title) for title in fates.values()])
    laid = {}
    for name, data in (("done", good), ("refused", b"nothing\nof a roster"), ("waiting", good)):
        laid[name] = tray.lay(
            data, units.unit, purpose="2025 年度聘用（示例）", language="zh_CN", at=province.at
        )
        if name != "waiting":
            worker.work()
    return laid


def signed_in(units: Units, ceremonies: Ceremonies) -> str:
    """The token of a session: a person was invited, joined, and is at work."""
    office, at = units.province.office, units.province.at
    until = at + timedelta(days=7)
    code = invite(office.engine, office.pepper, unit=units.unit, person="李明", until=until, at=at)
    begun = ceremonies.begin_join(code, at=at)
    answer = Authenticator(ceremonies.party.origin, HOST).create(begun.options)
    return ceremonies.join(begun.token, answer, device="Chrome · Windows", at=at)
