"""Panjin in 2024, the second region of the tests: a plan decides there, and asks for much.

The authority is that of the tests in another region; its senior committee meets as the plan of
2024 has it (盘人社发〔2024〕34号). Everybody is fictitious.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import tests.authority
from issuer.committee.drafts import Paper
from keys.encoding import sha256
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import ENTITY, IDENTITY, Committee, row
from tests.province import Province
from verifier import facts
from verifier.batch import Meeting, Row
from verifier.filing import CommitteeAuthority, OrganiserType, PlannedMeeting
from verifier.titles import Level, Method, Scope, ScopeKind

SENIOR = "panjin-senior"
FOUNDED = datetime(2024, 8, 5, 1, tzinfo=UTC)
PLAN_FILED, MET = date(2024, 9, 27), date(2024, 10, 16)
POSTED, CLOSED = date(2024, 10, 17), date(2024, 10, 24)  # five working days after the first
RECEIVED = datetime(2024, 10, 25, 2, tzinfo=UTC)
CONFIRMED = datetime(2024, 10, 28, 2, tzinfo=UTC)
PUBLISHED = date(2024, 10, 28)
DOCUMENT = "盘人社发〔2024〕88号（示例）"
RECORD = "盘评会录〔2024〕3号（示例）"

FILING = CommitteeAuthority(
    entity=f"{ENTITY}/committees/{SENIOR}",
    name="盘锦示例石化工程高级职称评审委员会",
    filing_no="盘人社备〔2024〕3号（示例）",
    organiser="盘锦市人力资源和社会保障局（示例）",
    organiser_type=OrganiserType.DEPARTMENT,
    series=("ENGINEERING",),
    specialties=("石油化工",),
    levels=(Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE),
    methods=(Method.REVIEW,),
    region="2111",
    scope=Scope(ScopeKind.PROVINCE, "21"),
    valid_from=date(2024, 8, 5),
    valid_to=date(2027, 8, 4),
    office="盘锦市职称评审办公室（示例）",
    meetings=(PlannedMeeting(MET, PLAN_FILED),),
)
EVIDENCE = (
    facts.UnitNotice(date(2024, 9, 9), date(2024, 9, 18), 0),
    facts.Recommendation(
        facts.Recommender.EMPLOYER,
        applied_on=date(2024, 8, 20),
        consented_on=date(2024, 8, 26),
        reviewed_on=date(2024, 9, 4),
        noticed_on=date(2024, 9, 9),
        handed_in_on=date(2024, 9, 20),
    ),
    facts.Responsible("示例石化公司人力资源部", "盘锦市职称评审办公室（示例）"),
)


def founded(database_url: str, folder: Path, *, filing: CommitteeAuthority = FILING) -> Province:
    """The authority with its senior committee."""
    identity = replace(IDENTITY, region="211100", name="盘锦市人力资源和社会保障局（示例）")
    usual = tests.authority.IDENTITY
    tests.authority.IDENTITY = identity
    try:
        province = Province.found(database_url, folder, at=FOUNDED)
    finally:
        tests.authority.IDENTITY = usual
    clerk, spare = (MemorySigner.generate(Role.COMMITTEE, "clerk") for _ in range(2))
    chair = MemorySigner.generate(Role.COMMITTEE, "chair")
    province.file(filing, province.trusted(clerk, chair, spare))
    province.committees[SENIOR] = Committee(filing, clerk, chair, spare)
    return province


def engineers(count: int, *, first: int = 1, **changes) -> list[Row]:
    """Senior engineers as an ordinary list of the committee has them."""
    said = {
        "title": "高级工程师",
        "level": Level.ASSOCIATE_SENIOR,
        "award_date": MET,
        "facts": EVIDENCE,
        **changes,
    }
    return [row(first + place, FILING, **said) for place in range(count)]


def results(province: Province, people: list[Row], *, reviewed: int, met: date = MET) -> Paper:
    """Their batch, signed after the meeting."""
    province.at = max(province.at, RECEIVED)
    meeting = Meeting(met, 1, sha256(b"tally"), RECORD)
    people = [replace(each, award_date=met) for each in people]
    return province.paper(
        SENIOR, people, decided_on=met, meeting=meeting, applied=reviewed, reviewed=reviewed
    )


def go_public(province: Province, paper: Paper) -> None:
    """Notice, and publication under a document of the authority."""
    province.declare(paper, posted=POSTED, closed=CLOSED)
    province.at = max(province.at, CONFIRMED)
    province.confirm(paper, document=DOCUMENT, published=PUBLISHED)
