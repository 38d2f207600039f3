"""Columns of a list for further evidence, one for each member of each kind of fact.

A template shows those that the rules of the committee's region ask for, and those that its clerk
asks for by name; a list is read by all of them. It reads no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from issuer.committee.column import Column
from verifier.facts import (
    Education,
    Employment,
    EnterpriseGrade,
    Intake,
    Major,
    Nominator,
    Recommender,
    SchoolClass,
    SkillLevel,
    Way,
)

DAY: Final = "年-月-日。"
"""The note of a column of days."""

GROUPS: Final[Mapping[str, str]] = {
    "申报途径": "pathway",
    "举荐": "nomination",
    "考试": "exam_pass",
    "用工": "employment",
    "推荐": "recommendation",
    "单位公示": "unit_notice",
    "责任人": "responsible",
    "转评": "conversion",
    "委托": "entrustment",
    "派驻": "posting",
    "离岗": "off_post",
    "博士后": "postdoc",
    "机关": "government_service",
    "考核": "assessment",
    "岗位": "posts",
    "条件": "background",
}
"""What a clerk calls a kind of evidence -> the kind."""
NAMES: Final[Mapping[str, str]] = {kind: name for name, kind in GROUPS.items()}


def _columns(kind: str, *columns: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(
        Column(f"{kind}.{member}", heading, note, width=max(14, 2 * len(heading) + 2))
        for member, heading, note in columns
    )


FACT_COLUMNS: Final[tuple[Column, ...]] = (
    *_columns("pathway", ("way", "申报途径", "不按普通途径申报的填写；所依据的文件写在“依据”列。")),
    *_columns(
        "nomination",
        ("enterprise", "举荐企业代码", "举荐企业的统一社会信用代码，18 位。"),
        ("grade", "举荐企业类别", "专精特新企业：国家级、省级。"),
        ("role", "举荐人身份", "董事长或研发团队技术带头人。"),
        ("signed_on", "举荐日期", DAY),
    ),
    *_columns(
        "exam_pass",
        ("exam", "考试名称", "资格考试的全称。"),
        ("certificate_no", "考试合格证编号", "与合格证一致。"),
        ("passed_on", "考试通过日期", DAY),
        ("valid_until", "考试成绩有效期", "截止日，年-月-日；长期有效的留空。"),
    ),
    *_columns("employment", ("form", "用工形式", "劳务派遣、自由职业；其他留空。")),
    *_columns(
        "recommendation",
        ("by", "推荐单位类别", "由谁推荐：用人单位、所在地人社部门、劳务派遣单位等。"),
        ("intake", "区内区外", "在本区域外工作的填“区外”。"),
        ("applied_on", "个人申报日期", DAY),
        ("consented_on", "单位同意日期", DAY),
        ("reviewed_on", "主管部门审核日期", DAY),
        ("noticed_on", "事前公示日期", DAY),
        ("handed_in_on", "材料报送日期", DAY),
    ),
    *_columns(
        "unit_notice",
        ("posted_on", "单位公示起始日", DAY),
        ("closed_on", "单位公示截止日", DAY),
        ("objections", "未解决异议数", "没有异议的填 0。"),
    ),
    *_columns(
        "responsible",
        ("recommender", "推荐责任人", "负责推荐的部门或岗位。"),
        ("reviewer", "评审责任人", "负责审核的部门或岗位。"),
    ),
    *_columns(
        "conversion",
        ("certificate_no", "原职称证书编号", "与原证书一致。"),
        ("level", "原职称级别", "正高级、副高级、中级、助理级、员级。"),
        ("tenure_start", "任现职起始日", "从原职称取得之日起连续计算，年-月-日。"),
    ),
    *_columns(
        "entrustment",
        ("letter_no", "委托函文号", "委托评审函的文号。"),
        ("authority", "委托机关", "出具委托函的机关。"),
        ("home_region", "申报人所在地区", "地区名称或行政区划代码。"),
        ("approved_on", "委托批准日期", DAY),
    ),
    *_columns(
        "posting",
        ("region", "派驻地区", "地区名称或行政区划代码。"),
        ("since", "派驻起始日", DAY),
        ("until", "派驻截止日", "仍在派驻的，填核实之日，年-月-日。"),
    ),
    *_columns(
        "off_post",
        ("unit", "离岗原单位", "按规定申报职称的原单位。"),
        ("left_on", "离岗日期", DAY),
    ),
    *_columns(
        "postdoc",
        ("station", "博士后工作站", "站名。"),
        ("enterprise", "设站企业", "与“工作单位”一致，说明出站后继续留在企业。"),
        ("left_on", "出站日期", "年-月-日；在站的留空。"),
        ("fund_no", "博士后基金编号", "中国博士后科学基金的资助编号。"),
        ("project_no", "省部级项目编号", "所主持的省部级以上科研项目。"),
    ),
    *_columns(
        "government_service",
        ("post", "原机关职务", "原机关任职情况。"),
        ("moved_on", "交流日期", "交流到企业的日期，年-月-日。"),
    ),
    *_columns(
        "assessment",
        ("record_no", "考核记录编号", "考核记录的编号。"),
        ("assessed_on", "考核日期", DAY),
        ("employer_record_no", "用人单位考核编号", "用人单位另有考核的填写。"),
    ),
    *_columns("posts", ("quota", "岗位数", "评聘结合的：单位这一级别的空缺岗位数。")),
    *_columns(
        "background",
        ("education", "申报学历", "博士、研究生、本科、大专、中专、其他。"),
        ("school_class", "技工院校班别", "中级工班、高级工班、预备技师班。"),
        ("graduated_on", "毕业日期", DAY),
        ("major", "专业对口", "是、否。"),
        ("years_in_field", "从事专业年限", "满几年填几。"),
        ("title", "现任职称级别", "正高级、副高级、中级、助理级、员级。"),
        ("years_in_title", "任现职年限", "满几年填几。"),
        ("skill", "技能等级", "高级工、技师、高级技师。"),
        ("years_in_skill_work", "从事技能工作年限", "满几年填几。"),
        ("awards", "符合的条件", "条件的名称，几项之间用“、”。"),
    ),
)

WORDS: Final[Mapping[type[StrEnum], Mapping[str, StrEnum]]] = {
    Way: {
        "企业举荐": Way.NOMINATION,
        "直接申报": Way.DIRECT,
        "未经初聘直接申报": Way.SKIP_INITIAL,
        "高层次人才": Way.TALENT_RECOGNITION,
        "机关交流": Way.FROM_GOVERNMENT,
        "离岗": Way.OFF_POST,
        "派驻": Way.POSTED,
        "博士后": Way.POSTDOC,
        "博士": Way.DOCTOR,
        "突出贡献": Way.SPECIAL_CONTRIBUTION,
        "技能人才": Way.SKILL,
        "委托评审": Way.ENTRUSTED,
        "其他系列": Way.SEVERAL_SERIES,
        "地方高级": Way.LOCAL_SENIOR,
        "职业资格": Way.QUALIFICATION,
    },
    EnterpriseGrade: {"国家级": EnterpriseGrade.NATIONAL, "省级": EnterpriseGrade.PROVINCIAL},
    Nominator: {"董事长": Nominator.CHAIR, "研发团队技术带头人": Nominator.TECHNICAL_LEAD},
    Employment: {
        "劳务派遣": Employment.DISPATCHED,
        "自由职业": Employment.FREELANCE,
        "自由职业者": Employment.FREELANCE,
    },
    Recommender: {
        "用人单位": Recommender.EMPLOYER,
        "人力资源服务机构": Recommender.HR_AGENCY,
        "所在地人社部门": Recommender.LOCAL_HRSS,
        "劳务派遣单位": Recommender.DISPATCH_AGENCY,
        "职称申报服务点": Recommender.SERVICE_POINT,
        "人才服务机构": Recommender.TALENT_SERVICE,
        "省人才市场": Recommender.PROVINCIAL_TALENT_MARKET,
    },
    Intake: {"区内": Intake.INSIDE, "区外": Intake.OUTSIDE},
    Education: {
        "博士": Education.DOCTOR,
        "研究生": Education.POSTGRADUATE,
        "本科": Education.BACHELOR,
        "大专": Education.COLLEGE,
        "中专": Education.SECONDARY,
        "其他": Education.OTHER,
    },
    SchoolClass: {
        "中级工班": SchoolClass.MIDDLE_WORKER,
        "高级工班": SchoolClass.SENIOR_WORKER_CLASS,
        "预备技师班": SchoolClass.PREP_TECHNICIAN,
    },
    Major: {"是": Major.MATCHES, "否": Major.DIFFERS},
    SkillLevel: {
        "高级工": SkillLevel.SENIOR_WORKER,
        "技师": SkillLevel.SKILL_TECHNICIAN,
        "高级技师": SkillLevel.SENIOR_SKILL_TECHNICIAN,
    },
}
"""What a list writes for a member that is one of a few words."""

EXACT_FACTS: Final = frozenset(
    column.member
    for column in FACT_COLUMNS
    if column.member.endswith(("_no", ".enterprise", "region"))
)
"""Members that are numbers in name only."""
