"""Who stands in the tests' province: filings of three committees, people, and what they hold.

Everybody is fictitious; identity numbers carry birth dates of the 1890s, so nobody alive bears
them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from stdnum.cn import ric

from issuer.committee.profile import Profile
from issuer.config import InstanceIdentity
from keys.encoding import Sha256, b64
from keys.signer import MemorySigner
from verifier import wire
from verifier.batch import IdType, Row
from verifier.committee import CommitteeAuthority, OrganiserType, Unit
from verifier.titles import (
    DigitalGrade,
    DigitalGradeCertificate,
    Level,
    Method,
    Scope,
    ScopeKind,
)
from verifier.verdict import VerdictCode

ANCHOR = "https://anchor.example"
ENTITY = "https://zc.weihai.example"
HOST = "zc.weihai.example"
IDENTITY = InstanceIdentity(
    entity=ENTITY,
    host=HOST,
    region="371000",
    name="威海市人力资源和社会保障局（示例）",
    anchor=ANCHOR,
)

# The days of an ordinary batch. 16 to 24 June 2025 are six working days after the first.
FOUNDED = datetime(2025, 6, 2, 1, tzinfo=UTC)
MEETING = date(2025, 6, 14)
POSTED, CLOSED = date(2025, 6, 16), date(2025, 6, 24)
RECEIVED = datetime(2025, 6, 25, 2, tzinfo=UTC)
CONFIRMED = datetime(2025, 6, 27, 2, tzinfo=UTC)
PUBLISHED = date(2025, 6, 26)

WORKSHOP = Unit("威海示例精工有限公司", "91371000MA3EXB010U")
EMPLOYER = "威海示例电子有限公司"
FORMS = ("credential", "offline")

ZONE, PLANT, DIGITAL = "zone", "plant", "digital"
FILINGS = {
    ZONE: CommitteeAuthority(
        entity=f"{ENTITY}/committees/zone",
        name="威海示例开发区电子信息特色专业职称评审委员会",
        filing_no="威人社备〔2025〕1号（示例）",
        organiser="威海示例开发区管理委员会",
        organiser_type=OrganiserType.DEVELOPMENT_ZONE,
        series=("ENGINEERING",),
        specialties=("电子信息", "海洋装备"),
        levels=(Level.ASSOCIATE_SENIOR, Level.INTERMEDIATE, Level.ASSISTANT),
        methods=(Method.REVIEW,),
        region="37",
        scope=Scope(ScopeKind.PROVINCE, "37"),
        office="威海示例开发区职称评审办公室",
        valid_from=date(2025, 3, 1),
        valid_to=date(2028, 2, 29),
        characteristic=True,
    ),
    PLANT: CommitteeAuthority(
        entity=f"{ENTITY}/committees/plant",
        name="威海示例精工有限公司工程技术中级职称评审委员会",
        filing_no="威人社备〔2025〕2号（示例）",
        organiser=WORKSHOP.name,
        organiser_type=OrganiserType.ENTERPRISE,
        series=("ENGINEERING",),
        specialties=("机械制造",),
        levels=(Level.INTERMEDIATE, Level.ASSISTANT),
        methods=(Method.REVIEW,),
        region="3710",
        scope=Scope(ScopeKind.UNIT, "3710", WORKSHOP.name),
        units=(WORKSHOP,),
        office="威海示例精工有限公司人力资源部",
        valid_from=date(2025, 3, 1),
        valid_to=date(2028, 2, 29),
    ),
    DIGITAL: CommitteeAuthority(
        entity=f"{ENTITY}/committees/digital",
        name="威海市数字技术工程中级职称评审委员会办公室（示例）",
        filing_no="威人社备〔2025〕3号（示例）",
        organiser="威海市人力资源和社会保障局（示例）",
        organiser_type=OrganiserType.DEPARTMENT,
        series=("ENGINEERING",),
        specialties=("人工智能", "大数据"),
        levels=(Level.INTERMEDIATE, Level.ASSISTANT),
        methods=(Method.RECOGNITION,),
        region="3710",
        scope=Scope(ScopeKind.CITY, "3710"),
        office="威海市数字技术工程职称评审办公室（示例）",
        valid_from=date(2025, 3, 1),
        valid_to=date(2028, 2, 29),
    ),
}
_SURNAMES = "柳邢封訾诸葛"
_GIVEN = ("闻莺", "𬍛", "昇堃", "一", "䶮之", "清照人")


def id_no(serial: int) -> str:
    """A well-formed number of nobody, one for each serial from 1."""
    born = date(1891, 1, 1) + timedelta(days=serial // 900)
    stem = f"371000{born:%Y%m%d}{serial % 900:03d}"
    return stem + ric.calc_check_digit(stem + "0")


def name(serial: int) -> str:
    """The name that goes with it."""
    return _SURNAMES[serial % len(_SURNAMES)] + _GIVEN[serial // 2 % len(_GIVEN)]


def row(serial: int, committee: CommitteeAuthority = FILINGS[ZONE], **changes) -> Row:
    """The result of one person, as an ordinary list of the committee has it."""
    plain = Row(
        salt=b64(secrets.token_bytes(16)),
        line=serial + 1,
        name=name(serial),
        id_type=IdType.RESIDENT_ID,
        id_no=id_no(serial),
        title="工程师",
        series="ENGINEERING",
        specialty=committee.specialties[0],
        level=Level.INTERMEDIATE,
        award_date=MEETING,
        scope=committee.scope,
        employer=committee.units[0].name if committee.units else EMPLOYER,
    )
    return replace(plain, **changes)


def recognised(serial: int, grade: DigitalGrade = DigitalGrade.INTERMEDIATE, **changes) -> Row:
    """The result of a digital engineer whose grade is recognised."""
    fact = DigitalGradeCertificate("2-02-38-01", grade, f"SD2024{serial:06}", date(2024, 11, 1))
    return row(
        serial,
        FILINGS[DIGITAL],
        facts=(fact,),
        mapping="correspondence.digital-engineer.weihai-intermediate",
        **changes,
    )


@dataclass(frozen=True)
class Committee:
    """A committee's filing and its people; `spare` is a second key of the clerk."""

    authority: CommitteeAuthority
    clerk: MemorySigner
    chair: MemorySigner
    spare: MemorySigner

    @property
    def signers(self) -> tuple[MemorySigner, MemorySigner]:
        return (self.clerk, self.chair)

    def profile(self) -> Profile:
        return Profile(self.authority, ENTITY)


@dataclass
class Title:
    """A certificate as its holder and the model know it."""

    number: str
    row: Row
    batch: Sha256
    committee: str
    code: str
    check_code: str
    credential: str
    cwt: bytes
    expected: VerdictCode = VerdictCode.VALID
    made_after_fall: bool = False

    @property
    def link(self) -> str:
        return wire.qr_link(HOST, self.code)

    @property
    def offline(self) -> str:
        return wire.offline_link(HOST, self.code, self.cwt)
