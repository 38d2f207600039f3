"""What a committee was filed for (核准备案), in types: the machine form of its filing.

What it may review, for whom, from when to when, in which state it is. It reads and writes the
metadata of a signed statement; which of several counts at a moment is for `verifier.committee`.

Follows 鲁人社字〔2019〕208号 二、（一） and 三 (限期整改, 暂停, 收回), and OpenID Federation 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from keys.encoding import Json
from keys.errors import Malformed
from keys.trust import Statement
from verifier.members import Members, without_none
from verifier.titles import Level, Method, Scope

E = TypeVar("E", bound=StrEnum)

COMMITTEE_METADATA: Final = "zc_committee"
MAX_UNITS: Final = 500
_MAX_SPECIALTIES: Final = 200
_MAX_MEETINGS: Final = 100


class OrganiserType(StrEnum):
    """What kind of body set the committee up (组建单位)."""

    DEPARTMENT = "DEPARTMENT"  # 人社部门、行业主管部门
    DEVELOPMENT_ZONE = "DEVELOPMENT_ZONE"  # 开发区管理部门
    INSTITUTION = "INSTITUTION"  # 事业单位
    ENTERPRISE = "ENTERPRISE"  # 企业
    INDUSTRIAL_PARK = "INDUSTRIAL_PARK"  # 产业园区
    ASSOCIATION = "ASSOCIATION"  # 行业协会、学会
    RD_PLATFORM = "RD_PLATFORM"  # 科研创新平台


class Approver(StrEnum):
    """Who files a committee (核准备案)."""

    NATION = "NATION"  # 国家人社部门
    PROVINCE = "PROVINCE"  # 省人社厅
    CITY = "CITY"  # 市人社局
    COUNTY = "COUNTY"  # 区县人社局
    INDUSTRY_DEPARTMENT = "INDUSTRY_DEPARTMENT"  # 省行业主管部门


class CommitteeState(StrEnum):
    """Where a committee stands on the ladder of supervision."""

    ACTIVE = "ACTIVE"
    RECTIFYING = "RECTIFYING"  # 限期整改: it still reviews
    SUSPENDED = "SUSPENDED"  # 暂停评审
    WITHDRAWN = "WITHDRAWN"  # 收回评审权

    @property
    def may_review(self) -> bool:
        """Whether a batch received in this state can be admitted."""
        return self in (CommitteeState.ACTIVE, CommitteeState.RECTIFYING)


@dataclass(frozen=True, slots=True)
class Unit:
    """One employer whose staff a committee may review.

    Attributes:
        name: Its registered name.
        uscc: 统一社会信用代码, 18 characters; None where the filing gives none.
    """

    name: str
    uscc: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A meeting of the published timetable (例会计划).

    Attributes:
        held_on: The planned day.
        filed_on: Day on which its 评审工作方案 was filed; None where none was.
    """

    held_on: date
    filed_on: date | None = None


@dataclass(frozen=True, slots=True)
class CommitteeAuthority:
    """What a committee may do (核准备案), as its authority signed it.

    Attributes:
        entity: Entity id (https URL) of the committee.
        filing_no: 核准备案文号.
        organiser: 组建单位.
        series: Codes of the title series.
        specialties: 专业 it may review; empty means every specialty of its series.
        levels, methods: What it may grant, and how.
        region: GB/T 2260 code where it is filed; the rules of that region are its rules.
        scope: Where its results count.
        units: Employers whose staff it may review; empty means no such bound.
        valid_from, valid_to: First and last day of the filing; the meeting lies inside.
        threshold: Persons who must sign a batch, at least two.
        state_decision: Number of the decision that put it in this state; None while ACTIVE.
        characteristic: Whether it reviews 特色专业.
        approver: Who filed it; None: the authority that keeps the list.
        approved_on: Day of the 核准; None where the filing gives none.
        co_organisers: Bodies that set it up together with `organiser` (联合组建).
        office: 评审办事机构.
        intake_region: Where its applicants come from; None: no such bound.
        self_review: Whether it is a 自主评审: its results are filed afterwards (事后备案).
        county_opinion, city_filing: Numbers of the steps of its approval, where asked for.
        meetings: Its published timetable.
        rectify_by: Last day of a 限期整改.
    """

    entity: str
    name: str
    filing_no: str
    organiser: str
    organiser_type: OrganiserType
    series: tuple[str, ...]
    specialties: tuple[str, ...]
    levels: tuple[Level, ...]
    methods: tuple[Method, ...]
    region: str
    scope: Scope
    valid_from: date
    valid_to: date
    threshold: int = 2
    units: tuple[Unit, ...] = ()
    state: CommitteeState = CommitteeState.ACTIVE
    state_decision: str | None = None
    characteristic: bool = False
    approver: Approver | None = None
    approved_on: date | None = None
    co_organisers: tuple[str, ...] = ()
    office: str | None = None
    intake_region: str | None = None
    self_review: bool = False
    county_opinion: str | None = None
    city_filing: str | None = None
    meetings: tuple[PlannedMeeting, ...] = ()
    rectify_by: date | None = None

    def to_metadata(self) -> dict[str, Json]:
        """The statement's whole metadata object; `entity` is the statement's subject."""
        return {
            COMMITTEE_METADATA: without_none(
                {
                    "name": self.name,
                    "filing_no": self.filing_no,
                    "organiser": self.organiser,
                    "organiser_type": self.organiser_type,
                    "series": list(self.series),
                    "specialties": list(self.specialties),
                    "levels": list(self.levels),
                    "methods": list(self.methods),
                    "region": self.region,
                    "scope": self.scope.to_dict(),
                    "units": [
                        without_none({"name": unit.name, "uscc": unit.uscc}) for unit in self.units
                    ],
                    "valid_from": self.valid_from.isoformat(),
                    "valid_to": self.valid_to.isoformat(),
                    "threshold": self.threshold,
                    "state": self.state,
                    "state_decision": self.state_decision,
                    "characteristic": 1 if self.characteristic else 0,
                    **self._unless_unsaid(),
                }
            )
        }

    def _unless_unsaid(self) -> dict[str, Json]:
        """What only some filings say; absent where it is not said."""
        return {
            "approver": self.approver,
            "approved_on": _day(self.approved_on),
            "co_organisers": list(self.co_organisers) or None,
            "office": self.office,
            "intake_region": self.intake_region,
            "self_review": 1 if self.self_review else None,
            "county_opinion": self.county_opinion,
            "city_filing": self.city_filing,
            "meetings": [
                without_none({"held_on": _day(each.held_on), "filed_on": _day(each.filed_on)})
                for each in self.meetings
            ]
            or None,
            "rectify_by": _day(self.rectify_by),
        }

    @classmethod
    def from_statement(cls, statement: Statement) -> CommitteeAuthority:
        """Read a committee's statement.

        Raises:
            Malformed: "committee.not-one" when the statement is not about a committee, else
                "document.*" with the member.
        """
        return cls.from_metadata(statement.subject, statement.metadata)

    @classmethod
    def from_metadata(cls, entity: str, metadata: Mapping[str, Json]) -> CommitteeAuthority:
        """Read the metadata object of a statement about `entity`; raises as `from_statement`."""
        if COMMITTEE_METADATA not in metadata:
            raise Malformed("committee.not-one", entity=entity)
        members = Members(metadata[COMMITTEE_METADATA], "committee")
        authority = cls(
            entity=entity,
            name=members.text("name"),
            filing_no=members.text("filing_no", limit=80),
            organiser=members.text("organiser"),
            organiser_type=members.choice("organiser_type", OrganiserType),
            series=members.texts("series", limit=40),
            specialties=members.texts("specialties", limit=_MAX_SPECIALTIES),
            levels=_choices(members, "levels", Level),
            methods=_choices(members, "methods", Method),
            region=members.text("region", limit=6),
            scope=Scope.from_dict(members.value("scope")),
            units=tuple(_unit(unit) for unit in members.array("units", limit=MAX_UNITS)),
            valid_from=members.day("valid_from"),
            valid_to=members.day("valid_to"),
            threshold=members.integer("threshold", least=2, most=20),
            state=members.choice("state", CommitteeState),
            state_decision=members.optional_text("state_decision", limit=80),
            characteristic=members.integer("characteristic", most=1) == 1,
            approver=members.choice("approver", Approver) if members.has("approver") else None,
            approved_on=_optional_day(members, "approved_on"),
            co_organisers=members.texts("co_organisers", limit=20)
            if members.has("co_organisers")
            else (),
            office=members.optional_text("office"),
            intake_region=members.optional_text("intake_region", limit=6),
            self_review=members.has("self_review") and members.integer("self_review", most=1) == 1,
            county_opinion=members.optional_text("county_opinion", limit=80),
            city_filing=members.optional_text("city_filing", limit=80),
            meetings=_meetings(members),
            rectify_by=_optional_day(members, "rectify_by"),
        )
        members.done()
        authority._check()
        return authority

    def _check(self) -> None:
        wrong = {
            "valid_to": self.valid_to < self.valid_from,
            "series": not self.series,
            "levels": not self.levels,
            "methods": not self.methods,
            # A state that takes a right away names the paper that did so.
            "state_decision": self.state is not CommitteeState.ACTIVE
            and self.state_decision is None,
            "rectify_by": self.state is not CommitteeState.RECTIFYING
            and self.rectify_by is not None,
        }
        for member, is_wrong in wrong.items():
            if is_wrong:
                raise Malformed("document.member", where="committee", member=member)


def _choices(members: Members, member: str, kind: type[E]) -> tuple[E, ...]:
    try:
        return tuple(kind(text) for text in members.texts(member, limit=20))
    except ValueError as error:
        raise Malformed("document.member", where="committee", member=member) from error


def _unit(document: Json) -> Unit:
    members = Members(document, "committee.units")
    unit = Unit(name=members.text("name"), uscc=members.optional_text("uscc", limit=18))
    members.done()
    return unit


def _meetings(members: Members) -> tuple[PlannedMeeting, ...]:
    has_some = members.has("meetings")
    listed = members.array("meetings", limit=_MAX_MEETINGS) if has_some else ()
    return tuple(map(_meeting, listed))


def _meeting(document: Json) -> PlannedMeeting:
    members = Members(document, "committee.meetings")
    meeting = PlannedMeeting(members.day("held_on"), _optional_day(members, "filed_on"))
    members.done()
    return meeting


def _optional_day(members: Members, member: str) -> date | None:
    return members.day(member) if members.has(member) else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
