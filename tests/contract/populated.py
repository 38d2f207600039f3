"""An office with something in it, and what each operation of its contract can be asked.

The application is the real one over a real database. A machine that walks the contract would
never guess a code or a signature, so each operation gets samples of every kind of answer that it
has: documents that are taken, and one for each reason to refuse.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from flask import Flask

from issuer.app import build_app
from issuer.committee.drafts import Paper
from issuer.config import Config, Surface
from issuer.parts import Parts
from issuer.report_box import keeper
from issuer.roster.tray import Tray
from keys.encoding import Json, b64
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import DIGITAL, IDENTITY, PLANT, POSTED, ZONE, Title, recognised, row
from tests.contract.asked_about import ASKED_ABOUT
from tests.contract.claimed import claims
from tests.contract.rosters import Rosters
from tests.contract.units import AtWork, ceremonies_of, signed_in, units
from tests.issuer.claiming import desk_of
from tests.province import Province
from verifier.correspondence import Held, Question
from verifier.correspondence_paper import paper_link, sign_paper, write_paper
from verifier.titles import Level

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
BATCH = "application/vnd.zhicheng.batch"
BYTES = "application/octet-stream"
MULTIPART = "multipart/form-data"
FILES = ("application/pdf", "image/png", "image/jpeg")
SEALED = "application/jose+json"
NOBODY = "7" * 26
STEP = 100.0  # seconds between two looks at the clock: guessing is stopped, though not for long


@dataclass(frozen=True)
class Samples:
    """What can be asked.

    Attributes:
        bodies: Endpoint -> media type -> documents.
        paths: Endpoint -> values of its one parameter in the path.
        queries: Name -> values.
    """

    bodies: dict[str, dict[str, list[Json]]]
    paths: dict[str, list[Json]]
    queries: dict[str, list[Json]]


@dataclass(frozen=True)
class Populated:
    """An office, its application for each surface, and the samples."""

    province: Province
    samples: Samples

    def app(self, surface: Surface) -> Flask:
        """The application; each has counters of failed look-ups of its own."""
        office = self.province.office
        config = Config.from_env(
            {
                "ZC_INSTANCE": str(office.public_dir.parent),
                "ZC_PUBLIC_DIR": str(office.public_dir),
                "ZC_SURFACE": surface.value,
            }
        )
        ticks = itertools.count(0.0, STEP)
        parts = Parts(
            IDENTITY,
            records=self.province.records,
            registrar=self.province.registrar if surface is Surface.ALL else None,
            answering=office.signers[Role.ANSWER] if surface is Surface.ALL else None,
            claims=desk_of(self.province) if surface in (Surface.ALL, Surface.HOLDER) else None,
            units=ceremonies_of(self.province) if surface is Surface.ALL else None,
            tray=Tray(office.engine, office.pepper) if surface is Surface.ALL else None,
            keep_report=keeper(office.engine, office.pepper),
            clock=lambda: self.province.at,
            monotonic=lambda: next(ticks),
        )
        app = build_app(config, parts)
        if surface is Surface.ALL:
            app.wsgi_app = AtWork(app.wsgi_app, signed_in(self.province))
        return app


@contextmanager
def populated(folder: Path) -> Iterator[Populated]:
    """An office with certificates in every state, and batches on their way."""
    province = Province.found(f"sqlite:///{folder / 'office.db'}", folder)
    for slug in (ZONE, PLANT, DIGITAL):
        province.admit_committee(slug)
    titles = province.issue(ZONE, [row(serial) for serial in range(1, 5)])
    province.issue(DIGITAL, [recognised(21)])
    finished = province.paper(ZONE, [row(22)])
    province.hand_in(finished)
    province.declare(finished)
    province.confirm(finished)
    province.mint(finished)
    province.revoke(titles[1].number)
    province.suspend(titles[2].number)
    # Pinned beside the public folder, as at an instance: the offline page is made by it.
    anchor = province.office.public_dir.parent / "anchor.json"
    anchor.write_bytes(province.office.anchor.to_bytes())
    yield Populated(province, _samples(province, finished))
    province.close()


def _reports(title: Title) -> list[Json]:
    about: dict[str, Json] = {"kind": "BORROWED", "says": "照片不是本人", "code": title.code}
    return [about, {**about, "kind": "SITE", "address": "zc.example.net"}, {**about, "says": ""}]


def _samples(province: Province, finished: Paper) -> Samples:
    titles = list(province.titles.values())
    first = titles[0]
    codes: list[Json] = [title.code for title in titles]
    known = {"number": first.number, "name": first.row.name, "check_code": first.check_code}
    asked: list[Json] = [
        {"credential": province.text(first.number)},
        *({"qr": title.link} for title in titles),
        {"qr": first.offline},
        known,
        {**known, "check_code": "000000"},
    ]
    form: list[Json] = [known, {"qr": first.link}, {"qr": "x"}, {**known, "name": ""}]
    return Samples(
        bodies={
            "start.lookup": {FORM: form},
            "verifications.verify": {JSON: asked},
            "inquiries.ask": {JSON: _recognitions(first)},
            "correspondences.ask_by_body": {JSON: _equivalences()},
            "papers.check": {FORM: [{"paper": "x"}, {"paper": _paper(province)}]},
            "files.check": _as(FILES, ["%PDF-1.7", "GIF89a", "x"]),
            "files.upload": {MULTIPART: [{"file": "%PDF-1.7"}, {"file": "x"}, {"file": ""}]},
            "fake_reports.send": {FORM: [{"code": first.code}, *_reports(first)]},
            **_sealed(province, finished),
            **claims(province),
            **units(province),
            **(rosters := Rosters(province)).bodies,
        },
        paths={
            "verify.page": [*codes, first.code.lower(), NOBODY],
            "contract.operation": ["verifications.verify", "no.such"],
            "problems.explain": ["web.too-many", "envelope.threshold", "row.level", "no.such"],
            "office.batch_state": [first.batch, b64(bytes(32))],
            "register.committee": [ZONE, "nobody"],
            "published.book": [f"{province.office.rules.digest}.json", "x.json"],
            "book.rule": ["notice.result-days.floor", "no.such"],
            "book.document": ["floors", "none"],
            "published.trust": ["anchor.json", "list.jwt", "authorities.jwt", "rules.json", "x"],
            "published.status": [1, 2, 10**12],
            "published.log": ["checkpoint", *_tiles(province)[:3], "tile/9/000"],
            "published.batch": [f"{first.batch}.json", "x.json"],
            **rosters.paths,
        },
        queries={
            "lang": ["zh", "en"],
            "format": ["html", "json", "sd-jwt", "text", "jwt"],
            "number": [titles[1].number, "ZC", "nothing"],
            "q": ["公示", "盘人社发[2024]34号", "nothing"],
            "kind": ["window", "none"],
            "region": ["2111", "CN", "99"],
            "page": ["1", "7", "x"],
            "since": ["2023-01-01", "2025-01-01", "x"],
            "to": ["2025-01-01", "3702", "3306", "x"],
            **ASKED_ABOUT,
        },
    )


def _tiles(province: Province) -> list[Json]:
    folder = province.office.public_dir / "log"
    return sorted(
        path.relative_to(folder).as_posix()
        for path in (folder / "tile").rglob("*")
        if path.is_file()
    )


def _recognitions(title: Title) -> list[Json]:
    asked: dict[str, Json] = {"to": "3702", "purpose": "EMPLOYMENT", "case_no": "示例1号"}
    known = {"number": title.number, "name": title.row.name, "check_code": title.check_code}
    return [
        {**asked, "items": [{"code": title.code}, known]},
        {**asked, "items": [{"code": NOBODY}], "employer": "PRIVATE", "same_work": True},
        {**asked, "items": []},
    ]


def _equivalences() -> list[Json]:
    grade: dict[str, Json] = {"held": "digital-grade", "grade": "JUNIOR", "name": "2-02-38-01"}
    return [
        {**grade, "region": "2111", "on": "2024-09-01", "met": ["education", "years"]},
        {**grade, "region": "3710", "not_met": ["specialised-enterprise"]},
        {"held": "skill-level", "grade": "SKILL_TECHNICIAN", "region": "14", "years": 3},
        {"held": "qualification", "name": "监理工程师", "region": "14"},
    ]


def _paper(province: Province) -> str:
    office = province.office
    held = Question(
        Held.DIGITAL_GRADE, "JUNIOR", "2111", date(2024, 9, 2), "2-02-38-01",
        met=frozenset({"provincial-programme", "education", "years"}),
    )  # fmt: skip
    paper = write_paper(
        held, holder="欧阳文博", certificate_no="S1", number="示例1号",
        issuer=office.entity, rules=office.rules, at=province.at,
    )  # fmt: skip
    return paper_link(office.profile.host, sign_paper(paper, office.signers[Role.ANSWER]))


def _sealed(province: Province, finished: Paper) -> dict[str, dict[str, list[Json]]]:
    """Batches, notices, decisions and orders: taken, and refused for each kind of reason."""
    clerk_alone = province.committees[ZONE].signers[:1]
    early, later = (province.paper(ZONE, [row(serial)]) for serial in (31, 32))
    province.hand_in(early)
    stranger = _another_clerk(province)
    unknown = province.paper(ZONE, [row(33)])
    batches = [
        early,
        later,
        province.paper(ZONE, [row(34)], number=early.header.number),
        province.paper(ZONE, [row(35)], signers=clerk_alone),
        province.paper(ZONE, [row(36, level=Level.FULL_SENIOR, title="正高级工程师")]),
        replace(unknown, rows=early.rows),
    ]
    notices = [
        province.notice(early),
        province.notice(unknown),
        province.notice(early, closed=province.at.date().replace(day=17)),
        province.notice(finished, objections=[23]),
        stranger.notice(early),
    ]
    title = next(iter(province.titles))
    decisions = [
        province.sealed(province.confirmation(early)),
        province.sealed(province.confirmation(early, published=POSTED)),
        province.sealed(province.confirmation(finished, document="另一文号")),
        province.sealed(province.confirmation(unknown)),
        province.sealed(province.confirmation(early), by=province.operators[:1]),
    ]
    orders = [
        province.order(title),
        province.order(title, by=clerk_alone),
        province.order(title, slug=PLANT),
        province.order("ZC" + "0" * 20, slug=ZONE),
    ]
    return {
        "office.batch": _as((BATCH, BYTES), [_text(each) for each in batches]),
        "office.notice": _both(notices),
        "office.decision": _both(decisions),
        "office.order": _both(orders),
        "office.batch_status": _both([_header(each) for each in (early, unknown)]),
    }


def _another_clerk(province: Province) -> Province:
    """The same province as one sees it who took the clerk's chair and has another key."""
    zone = province.committees[ZONE]
    key = MemorySigner.generate(Role.COMMITTEE, "clerk")
    return replace(province, committees={**province.committees, ZONE: replace(zone, clerk=key)})


def _text(paper: Paper) -> Json:
    return paper.to_bytes().decode()


def _header(paper: Paper) -> bytes:
    assert paper.sealed is not None
    return paper.sealed


def _both(sealed: list[bytes]) -> dict[str, list[Json]]:
    return _as((SEALED, JSON), [json.loads(each) for each in sealed])


def _as(media: tuple[str, ...], documents: list[Json]) -> dict[str, list[Json]]:
    return {kind: list(documents) for kind in media}
