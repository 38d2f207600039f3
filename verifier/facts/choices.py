"""The words that facts choose from: ways, grades, recommenders, kinds of education.

Closed sets, in the spelling of the rule catalogue. They decide nothing.
"""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """申报途径: how a person came to apply, where it is not the ordinary way."""

    NOMINATION = "NOMINATION"  # 企业举荐
    DIRECT = "DIRECT"  # 绿色通道、直接申报
    SKIP_INITIAL = "SKIP_INITIAL"  # 未经初聘
    TALENT_RECOGNITION = "TALENT_RECOGNITION"  # 高层次人才
    FROM_GOVERNMENT = "FROM_GOVERNMENT"  # 机关交流到企业
    OFF_POST = "OFF_POST"  # 离岗创业、兼职
    POSTED = "POSTED"  # 派驻外地
    POSTDOC = "POSTDOC"  # 博士后
    DOCTOR = "DOCTOR"  # 博士研究生
    SPECIAL_CONTRIBUTION = "SPECIAL_CONTRIBUTION"  # 突出贡献
    SKILL = "SKILL"  # 技能人才
    CONVERSION = "CONVERSION"  # 转评
    ENTRUSTED = "ENTRUSTED"  # 委托评审
    SEVERAL_SERIES = "SEVERAL_SERIES"  # 其他系列
    EXAM = "EXAM"  # 以考代评
    LOCAL_SENIOR = "LOCAL_SENIOR"  # 地方高级
    QUALIFICATION = "QUALIFICATION"  # 职业资格
    DISPATCH = "DISPATCH"  # 劳务派遣


class EnterpriseGrade(StrEnum):
    """专精特新: who named the enterprise so."""

    NATIONAL = "NATIONAL"
    PROVINCIAL = "PROVINCIAL"


class Nominator(StrEnum):
    """署名举荐的人."""

    CHAIR = "CHAIR"  # 董事长
    TECHNICAL_LEAD = "TECHNICAL_LEAD"  # 研发团队技术带头人


class Employment(StrEnum):
    """用工形式, where it is not the ordinary one."""

    DISPATCHED = "DISPATCHED"  # 劳务派遣
    FREELANCE = "FREELANCE"  # 自由职业


class Recommender(StrEnum):
    """谁推荐."""

    EMPLOYER = "EMPLOYER"
    HR_AGENCY = "HR_AGENCY"
    LOCAL_HRSS = "LOCAL_HRSS"
    DISPATCH_AGENCY = "DISPATCH_AGENCY"
    SERVICE_POINT = "SERVICE_POINT"
    TALENT_SERVICE = "TALENT_SERVICE"
    PROVINCIAL_TALENT_MARKET = "PROVINCIAL_TALENT_MARKET"


class Intake(StrEnum):
    """Whether the applicant works inside the committee's own district or zone."""

    INSIDE = "INSIDE"
    OUTSIDE = "OUTSIDE"


class Education(StrEnum):
    """学历, as the conditions name it."""

    DOCTOR = "DOCTOR"
    POSTGRADUATE = "POSTGRADUATE"
    BACHELOR = "BACHELOR"
    COLLEGE = "COLLEGE"
    SECONDARY = "SECONDARY"
    OTHER = "OTHER"


class SchoolClass(StrEnum):
    """技工院校的班."""

    MIDDLE_WORKER = "MIDDLE_WORKER"
    SENIOR_WORKER_CLASS = "SENIOR_WORKER_CLASS"
    PREP_TECHNICIAN = "PREP_TECHNICIAN"


class Major(StrEnum):
    """专业对口."""

    MATCHES = "MATCHES"
    DIFFERS = "DIFFERS"


class SkillLevel(StrEnum):
    """职业技能等级."""

    SENIOR_WORKER = "SENIOR_WORKER"
    SKILL_TECHNICIAN = "SKILL_TECHNICIAN"
    SENIOR_SKILL_TECHNICIAN = "SENIOR_SKILL_TECHNICIAN"
