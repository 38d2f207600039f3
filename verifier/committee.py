"""Who may review, in types: a committee's filing, its state at a moment, its filing on a day.

`keys.trust` carries these as opaque metadata of a signed statement; here they get their
meaning. A committee's part is the machine form of 核准备案: what it may review, for whom, from
when to when, and in which state it is. Nothing is verified here: hand in statements that a
trust list was opened for.

Follows 鲁人社字〔2019〕208号 二、（一） and 三 for the filing and the ladder of supervision
(限期整改, 暂停, 收回), and OpenID Federation 1.0 for the metadata that carries them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeVar

from keys.encoding import Json
from keys.errors import Malformed, Untrusted
from keys.trust import Statement, TrustList
from verifier.china_time import china_day
from verifier.issuer_profile import ISSUER_METADATA, IssuerProfile
from verifier.members import Members, without_none
from verifier.titles import Level, Method, Scope

__all__ = [
    "COMMITTEE_METADATA",
    "ISSUER_METADATA",
    "CommitteeAuthority",
    "CommitteeState",
    "IssuerProfile",
    "OrganiserType",
    "Standing",
    "Unit",
    "filed_on",
    "standing_at",
]

E = TypeVar("E", bound=StrEnum)

COMMITTEE_METADATA: Final = "zc_committee"
MAX_UNITS: Final = 500
_MAX_SPECIALTIES: Final = 200


class OrganiserType(StrEnum):
    """What kind of body set the committee up (组建单位)."""

    DEPARTMENT = "DEPARTMENT"  # 人社部门、行业主管部门
    DEVELOPMENT_ZONE = "DEVELOPMENT_ZONE"  # 开发区管理部门
    INSTITUTION = "INSTITUTION"  # 事业单位
    ENTERPRISE = "ENTERPRISE"  # 企业
    INDUSTRIAL_PARK = "INDUSTRIAL_PARK"  # 产业园区
    ASSOCIATION = "ASSOCIATION"  # 行业协会、学会
    RD_PLATFORM = "RD_PLATFORM"  # 科研创新平台


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
                }
            )
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
        }
        for member, is_wrong in wrong.items():
            if is_wrong:
                raise Malformed("document.member", where="committee", member=member)


@dataclass(frozen=True, slots=True)
class Standing:
    """A committee's authority as it stood at one moment, and since when."""

    authority: CommitteeAuthority
    since: datetime


def standing_at(trust: TrustList, committee: str, *, at: datetime) -> Standing:
    """The state of a committee at a moment: what its latest statement up to then says.

    `since` is when the run of statements in that same state began, so that a statement renewed
    for another reason does not move the day of a suspension.

    Raises:
        Untrusted: "trust.unknown-entity" when no statement about it existed yet, or none does
            any more.
    """
    said = _statements(trust, committee, at=at)
    since, latest = said[-1]
    for issued_at, authority in reversed(said):
        if authority.state is not latest.state:
            break
        since = issued_at
    return Standing(latest, since)


def filed_on(trust: TrustList, committee: str, *, on: date, at: datetime) -> CommitteeAuthority:
    """The filing under which a committee met on a day, as known at a moment.

    Scope and filing are judged by the day of the meeting: what the authority added afterwards
    does not count for it, and a filing that was renewed between meeting and receipt still
    covers it by its earlier statement. Where nothing had been said yet on that day, the first
    statement that covers it speaks.

    Raises:
        Untrusted: "trust.unknown-entity" when nothing about it was known at `at`,
            "committee.filing" when no filing known then covers the day.
    """
    said = _statements(trust, committee, at=at)
    covering = [
        (issued_at, authority)
        for issued_at, authority in said
        if authority.valid_from <= on <= authority.valid_to
    ]
    known_then = [authority for issued_at, authority in covering if china_day(issued_at) <= on]
    if covering:
        return known_then[-1] if known_then else covering[0][1]
    latest = said[-1][1]
    raise Untrusted(
        "committee.filing",
        filing_no=latest.filing_no,
        valid_from=latest.valid_from.isoformat(),
        valid_to=latest.valid_to.isoformat(),
        on=on.isoformat(),
    )


def _statements(
    trust: TrustList, committee: str, *, at: datetime
) -> list[tuple[datetime, CommitteeAuthority]]:
    """Every statement about a committee up to a moment, oldest first; at least one."""
    # Whom the list no longer names is unknown from its issue on, whatever the history holds.
    trust.statement_about(committee, at=at)
    said = {
        each.token: (each.issued_at, _read(each))
        for each in (*trust.history, *trust.statements)
        if each.subject == committee and each.issued_at <= at
    }
    return sorted(said.values(), key=lambda pair: pair[0])


# Every certificate of a committee asks for the same few statements, and all of them are public.
@lru_cache(maxsize=1024)
def _read(statement: Statement) -> CommitteeAuthority:
    return CommitteeAuthority.from_statement(statement)


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
