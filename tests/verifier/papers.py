"""The papers of the small world: names, days, filings, rows and batch headers, all fictitious."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from keys.encoding import b64, sha256
from keys.public_key import TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner, Signer
from verifier.batch import (
    BatchHeader,
    Counts,
    IdType,
    Meeting,
    Row,
    rows_root,
)
from verifier.committee import CommitteeAuthority, OrganiserType
from verifier.profile import STATUS_PATH
from verifier.rules import load_rules
from verifier.titles import Level, Method, Scope, ScopeKind

ANCHOR_ENTITY: Final = "https://anchor.example"
HOST: Final = "zc.weihai.example"
ENTITY: Final = f"https://{HOST}"
ORIGIN: Final = f"{HOST}/log"
STATUS_URI: Final = f"{ENTITY}{STATUS_PATH}1"
REGION: Final = "371000"
MARINE: Final = f"{ENTITY}/committees/marine"
DIGITAL: Final = f"{ENTITY}/committees/digital"
RULES: Final = load_rules()
MAPPING: Final = "correspondence.digital-engineer.weihai-intermediate"


def moment(month: int, day: int, hour: int = 2) -> datetime:
    """A moment of 2024, UTC; two in the morning is ten in China."""
    return datetime(2024, month, day, hour, tzinfo=UTC)


FOUNDED: Final = moment(1, 4)
MET: Final = date(2024, 5, 20)
HANDED_IN: Final = moment(5, 27)
RECEIVED: Final = moment(5, 28)
MINTED: Final = moment(6, 12)
NOW: Final = moment(7, 1)


def person_signers(*persons: str) -> list[MemorySigner]:
    return [MemorySigner.generate(Role.COMMITTEE, person) for person in persons]


def trusted(signer: Signer, since: datetime = FOUNDED) -> TrustedKey:
    return TrustedKey(signer.public, signer.role, signer.person, since)


def committee(entity: str, name: str, **changes: object) -> CommitteeAuthority:
    filing = CommitteeAuthority(
        entity=entity,
        name=name,
        filing_no="威人社备〔2024〕1号",
        organiser="威海示例经济技术开发区管理委员会",
        organiser_type=OrganiserType.DEVELOPMENT_ZONE,
        series=("ENGINEERING",),
        specialties=(),
        levels=tuple(Level),
        methods=(Method.REVIEW,),
        region="3710",
        scope=Scope(ScopeKind.PROVINCE, "37"),
        valid_from=date(2024, 1, 4),
        valid_to=date(2026, 12, 31),
    )
    return replace(filing, **changes)  # type: ignore[arg-type]


def row(name: str, serial: int, **changes: object) -> Row:
    """A fictitious person; 371000 and 1990-01-01 with a made-up serial is nobody's number."""
    person = Row(
        salt=b64(sha256(f"{name} {serial}".encode()).encode()[:16]),
        line=serial + 1,
        name=name,
        id_type=IdType.RESIDENT_ID,
        id_no=f"37100019900101{serial:03}X",
        title="高级工程师",
        series="ENGINEERING",
        specialty="海洋装备",
        level=Level.ASSOCIATE_SENIOR,
        award_date=MET,
        scope=Scope(ScopeKind.PROVINCE, "37"),
        employer="威海蓝帆示例船舶有限公司",
    )
    return replace(person, **changes)  # type: ignore[arg-type]


def header(issuer: str, rows: Sequence[Row], **changes: object) -> BatchHeader:
    said = BatchHeader(
        issuer=issuer,
        audience=ENTITY,
        issued_at=HANDED_IN,
        expires_at=HANDED_IN + timedelta(days=30),
        number="2024-1",
        filing_no="威人社备〔2024〕1号",
        method=Method.REVIEW,
        meeting=Meeting(MET, 1, sha256(b"tally")),
        decided_on=MET,
        counts=Counts(len(rows) * 2, len(rows) * 2, len(rows)),
        standards=("海洋装备专业职称评价标准条件（示例）2024版",),
        undertakings=("personal/1", "unit/1"),
        row_count=len(rows),
        rows_root=rows_root(list(rows)),
        book=RULES.digest,
    )
    return replace(said, **changes)  # type: ignore[arg-type]
