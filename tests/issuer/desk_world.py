"""A committee, its people, its authority's list and a valid batch, all in memory.

Everyone is fictitious; identity numbers carry birth dates of the 1890s, so nobody alive bears them.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import xlsxwriter
from stdnum.cn import ric

from issuer.admission import HeaderCase
from issuer.committee.drafts import Sitting, make_drafts
from issuer.committee.line import Terms
from issuer.committee.profile import Profile
from issuer.committee.reading import read_list
from issuer.committee.sealing import sign_draft
from issuer.committee.workbook import read_grid
from keys.encoding import b64, sha256
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from keys.trust import issue_statement, issue_trust_list, open_trust_list
from verifier.batch import Counts, IdType, Meeting, Row
from verifier.committee import CommitteeAuthority, OrganiserType, Unit
from verifier.rules import load_rules
from verifier.titles import (
    DigitalGrade,
    DigitalGradeCertificate,
    Level,
    Method,
    Scope,
    ScopeKind,
)


@contextmanager
def refused(kind, code):
    """The block must raise an error of this class with exactly this code."""
    with pytest.raises(kind) as refusal:
        yield refusal
    assert refusal.value.code == code


AUTHORITY = "https://zc.weihai.example"
COMMITTEE = "https://zc.weihai.example/committees/electronics"
MEETING = date(2025, 6, 14)
AT = datetime(2025, 6, 25, 2, tzinfo=UTC)
SIGNED = datetime(2025, 6, 16, 6, tzinfo=UTC)
RULES = load_rules()
BACHELOR_UNIT = Unit("威海示例电子有限公司", "91371000MA3EXD010A")


def id_no(serial: int = 1, *, place: str = "371000", born: str = "18930614") -> str:
    """A well-formed number of nobody."""
    stem = f"{place}{born}{serial:03d}"
    return stem + ric.calc_check_digit(stem + "0")


def committee(**changes) -> CommitteeAuthority:
    authority = CommitteeAuthority(
        entity=COMMITTEE,
        name="威海示例电子信息特色专业职称评审委员会",
        filing_no="威人社备〔2025〕1号（示例）",
        organiser="威海示例开发区管理委员会",
        organiser_type=OrganiserType.DEVELOPMENT_ZONE,
        series=("ENGINEERING",),
        specialties=("电子信息", "海洋装备"),
        levels=(Level.INTERMEDIATE, Level.ASSISTANT),
        methods=(Method.REVIEW, Method.RECOGNITION),
        region="3710",
        scope=Scope(ScopeKind.PROVINCE, "37"),
        valid_from=date(2025, 3, 1),
        valid_to=date(2028, 2, 29),
        characteristic=True,
    )
    return replace(authority, **changes)


def row(line: int = 2, **changes) -> Row:
    plain = Row(
        salt=b64(line.to_bytes(16, "big")),
        line=line,
        name="王示例",
        id_type=IdType.RESIDENT_ID,
        id_no=id_no(line % 1000),
        title="工程师",
        series="ENGINEERING",
        specialty="电子信息",
        level=Level.INTERMEDIATE,
        award_date=MEETING,
        scope=Scope(ScopeKind.PROVINCE, "37"),
        employer="威海示例电子有限公司",
    )
    return replace(plain, **changes)


def grade(level: DigitalGrade = DigitalGrade.INTERMEDIATE, **changes) -> DigitalGradeCertificate:
    fact = DigitalGradeCertificate("2-02-38-01", level, "SD2024000001", date(2024, 11, 1))
    return replace(fact, **changes)


def recognised(line: int = 2, **changes) -> Row:
    return row(
        line,
        **{
            "facts": (grade(),),
            "mapping": "correspondence.digital-engineer.weihai-intermediate",
            **changes,
        },
    )


def sitting(passed: int = 2, *, method: Method = Method.REVIEW, **changes) -> Sitting:
    with_vote = method in (Method.REVIEW, Method.CONVERSION)
    said = Sitting(
        number="DZ-2025-01",
        method=method,
        decided_on=MEETING,
        meeting=Meeting(MEETING, 1, sha256(b"tally")) if with_vote else None,
        applied=passed + 4,
        reviewed=passed + 3,
        standards=("示例标准条件（2025版）",),
        undertakings=("个人承诺书（2025版）", "单位承诺书（2025版）"),
    )
    return replace(said, **changes)


def profile(**changes) -> Profile:
    return Profile(committee(**changes), AUTHORITY)


def draft(rows=None, *, said: Sitting | None = None, about: Profile | None = None):
    rows = [row(2), row(3)] if rows is None else rows
    (paper,) = make_drafts(
        rows, said or sitting(len(rows)), about or profile(), rules=RULES, at=SIGNED
    )
    return paper


def header_case(header=None, **changes) -> HeaderCase:
    plain = HeaderCase(
        header=header or draft().header,
        committee=committee(),
        receiving=committee(),
        rules=RULES,
        audience=AUTHORITY,
        at=AT,
    )
    return replace(plain, **changes)


def counts(applied: int, reviewed: int, passed: int) -> Counts:
    return Counts(applied, reviewed, passed)


def terms(method: Method = Method.REVIEW, **changes) -> Terms:
    return Terms(committee(**changes), RULES, method, MEETING)


CLERK = MemorySigner.generate(Role.COMMITTEE, "clerk")
CHAIR = MemorySigner.generate(Role.COMMITTEE, "chair")
SPARE = MemorySigner.generate(Role.COMMITTEE, "clerk")
STRANGER = MemorySigner.generate(Role.COMMITTEE, "stranger")
OFFICE = MemorySigner.generate(Role.AUTHORITY)
SINCE = datetime(2025, 3, 3, tzinfo=UTC)


def trusted(signer: MemorySigner) -> TrustedKey:
    return TrustedKey(signer.public, signer.role, signer.person, SINCE)


def trust_list(*states: CommitteeAuthority, keys=(CLERK, CHAIR, SPARE)):
    """The authority's list; each state of the committee a day after the one before."""
    tokens = [
        issue_statement(
            issuer=AUTHORITY,
            subject=COMMITTEE,
            keys=[trusted(key) for key in keys],
            metadata=state.to_metadata(),
            signer=OFFICE,
            at=SINCE + timedelta(days=index),
        )
        for index, state in enumerate(states or (committee(),))
    ]
    token = issue_trust_list(
        issuer=AUTHORITY,
        seq=1,
        prev=None,
        statements=tokens[-1:],
        history=tokens[:-1],
        signer=OFFICE,
        at=SINCE + timedelta(days=30),
        expires_at=SINCE + timedelta(days=300),
    )
    return open_trust_list(token, Keyring([trusted(OFFICE)]), issuer=AUTHORITY, at=AT)


def batch(rows=None, *, signers=(CLERK, CHAIR), **keywords) -> bytes:
    return sign_draft(draft(rows, **keywords), list(signers)).to_bytes()


HEADINGS = ("姓名", "证件号码", "工作单位", "专业", "级别", "职称")


def person(serial: int = 1, **cells) -> dict[str, object]:
    return {
        "姓名": "王示例",
        "证件号码": id_no(serial),
        "工作单位": "威海示例电子有限公司",
        "专业": "电子信息",
        "级别": "中级",
        "职称": "工程师",
        **cells,
    }


def workbook(*people: dict[str, object], change=None, sheet: str = "名单") -> bytes:
    """An xlsx list; `change(book, sheet)` may spoil it before it is closed."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    headings = list(dict.fromkeys([*HEADINGS, *(key for each in people for key in each)]))
    for column, heading in enumerate(headings):
        page.write(0, column, heading)
    for line, each in enumerate(people, start=1):
        for column, heading in enumerate(headings):
            cell = each.get(heading, "")
            if isinstance(cell, date):
                page.write_datetime(line, column, cell, day)
            else:
                page.write(line, column, cell)
    if change:
        change(book, page)
    book.close()
    return out.getvalue()


def read(data: bytes, *, method: Method = Method.REVIEW, tidy: bool = False, **changes):
    counter = iter(range(1, 10**6))
    return read_list(
        read_grid(data),
        terms(method, **changes),
        salt=lambda: next(counter).to_bytes(16, "big"),
        tidy=tidy,
    )


def problems_of(data: bytes, *, method: Method = Method.REVIEW, tidy: bool = False, **changes):
    """(line, column, code) of every problem of a list."""
    found = read(data, method=method, tidy=tidy, **changes)
    header = draft(found.rows, said=sitting(len(found.rows), method=method)).header
    return [(p.line, p.column, p.code) for p in found.check(header, terms(method, **changes))]
