"""The words a title is made of: level, way of obtaining it, scope, corresponding certificate.

Plain facts without rules; which level a title has and where a scope counts is in the rule
catalogues. Names follow the terms of the regulations (职称层级, 取得方式, 有效范围).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from keys.encoding import Json
from verifier.members import Members, without_none


class Level(StrEnum):
    """职称层级. 高级 is the first two, 初级 the last two."""

    FULL_SENIOR = "FULL_SENIOR"
    ASSOCIATE_SENIOR = "ASSOCIATE_SENIOR"
    INTERMEDIATE = "INTERMEDIATE"
    ASSISTANT = "ASSISTANT"
    TECHNICIAN = "TECHNICIAN"

    @property
    def digit(self) -> int:
        """1 (正高级) to 5 (员级): the level digit of a certificate number."""
        return list(Level).index(self) + 1


class Method(StrEnum):
    """取得方式."""

    REVIEW = "REVIEW"  # 评审
    RECOGNITION = "RECOGNITION"  # 认定: granted without a vote
    CONVERSION = "CONVERSION"  # 转评
    EXAM = "EXAM"  # 以考代评


class ScopeKind(StrEnum):
    """有效范围: how far a committee's results reach."""

    NATIONAL = "NATIONAL"
    PROVINCE = "PROVINCE"  # 省内通用
    CITY = "CITY"  # 全市范围有效
    UNIT = "UNIT"  # 本单位
    TARGETED = "TARGETED"  # 定向评价、定向使用


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a title counts.

    Attributes:
        kind: How far it reaches.
        region: GB/T 2260 code that bounds it: two digits for a province ("37"), four for a city
            ("3710"); "CN" for NATIONAL.
        target: In words, for UNIT the unit's name and for TARGETED the target; else None.
        until: Last day on which it may be used, where its filing limits that; None is for good.
            A title itself never expires.
    """

    kind: ScopeKind
    region: str
    target: str | None = None
    until: date | None = None

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        until = self.until.isoformat() if self.until else None
        return without_none(
            {"kind": self.kind, "region": self.region, "target": self.target, "until": until}
        )

    @classmethod
    def from_dict(cls, document: Json) -> Scope:
        """Read the wire form; raises Malformed."""
        members = Members(document, "scope")
        scope = cls(
            kind=members.choice("kind", ScopeKind),
            region=members.text("region", limit=6),
            target=members.optional_text("target"),
            until=members.day("until") if members.has("until") else None,
        )
        members.done()
        return scope


class DigitalGrade(StrEnum):
    """专业技术等级 of a digital engineer (数字技术工程师)."""

    JUNIOR = "JUNIOR"  # 初级
    INTERMEDIATE = "INTERMEDIATE"  # 中级
    SENIOR = "SENIOR"  # 高级


@dataclass(frozen=True, slots=True)
class DigitalGradeCertificate:
    """专业技术等级证书 of a digital engineer: a typed fact in a row, evidence for recognition.

    Attributes:
        occupation: Code in 《职业分类大典（2022年版）》, "2-02-38-01".
        grade: The grade that the certificate attests.
        certificate_no: Number of the grade certificate.
        issued_on: Its date of issue.
    """

    occupation: str
    grade: DigitalGrade
    certificate_no: str
    issued_on: date

    KIND: ClassVar[str] = "digital_grade"

    def to_dict(self) -> dict[str, Json]:
        """The wire form, with its kind."""
        return {
            "kind": self.KIND,
            "occupation": self.occupation,
            "grade": self.grade,
            "certificate_no": self.certificate_no,
            "issued_on": self.issued_on.isoformat(),
        }

    @classmethod
    def from_members(cls, members: Members) -> DigitalGradeCertificate:
        """Read the wire form after its kind was taken; raises Malformed."""
        fact = cls(
            occupation=members.text("occupation", limit=20),
            grade=members.choice("grade", DigitalGrade),
            certificate_no=members.text("certificate_no", limit=40),
            issued_on=members.day("issued_on"),
        )
        members.done()
        return fact


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a title was recognised from (对应关系), and under which clause.

    Attributes:
        rule: Id of the catalogue entry that decided.
        source: What the holder had, in words: "人工智能工程技术人员（中级）".
        document: Number of the document, "威人社字〔2022〕32号".
        clause: "六".
    """

    rule: str
    source: str
    document: str
    clause: str

    def to_dict(self) -> dict[str, Json]:
        """The wire form."""
        return {
            "rule": self.rule,
            "source": self.source,
            "document": self.document,
            "clause": self.clause,
        }

    @classmethod
    def from_dict(cls, document: Json) -> Correspondence:
        """Read the wire form; raises Malformed."""
        members = Members(document, "mapping")
        correspondence = cls(
            rule=members.text("rule", limit=80),
            source=members.text("source"),
            document=members.text("document", limit=80),
            clause=members.text("clause", limit=40),
        )
        members.done()
        return correspondence
