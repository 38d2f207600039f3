"""Sentences of the register of committees, and the looks beside them: a msgid is the Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from verifier.filing import Approver, CommitteeState, OrganiserType

COMMITTEE_STATES: Final[Mapping[CommitteeState, str]] = {
    CommitteeState.ACTIVE: "正常评审",
    CommitteeState.RECTIFYING: "限期整改，可以评审",
    CommitteeState.SUSPENDED: "暂停评审",
    CommitteeState.WITHDRAWN: "评审权已收回",
}
LOOKS: Final[Mapping[CommitteeState, tuple[str, str]]] = {
    CommitteeState.ACTIVE: ("ok", "check"),
    CommitteeState.RECTIFYING: ("warn", "bang"),
    CommitteeState.SUSPENDED: ("warn", "pause"),
    CommitteeState.WITHDRAWN: ("bad", "cross"),
}
"""Colour and shape."""
LAPSED: Final = ("grey", "clock")
ORGANISERS: Final[Mapping[OrganiserType, str]] = {
    OrganiserType.DEPARTMENT: "行政主管部门",
    OrganiserType.DEVELOPMENT_ZONE: "开发区管理部门",
    OrganiserType.INSTITUTION: "事业单位",
    OrganiserType.ENTERPRISE: "企业",
    OrganiserType.INDUSTRIAL_PARK: "产业园区",
    OrganiserType.ASSOCIATION: "行业协会、学会",
    OrganiserType.RD_PLATFORM: "科研创新平台",
}
APPROVERS: Final[Mapping[Approver, str]] = {
    Approver.NATION: "国家人力资源社会保障部门",
    Approver.PROVINCE: "省级人力资源社会保障部门",
    Approver.CITY: "市级人力资源社会保障部门",
    Approver.COUNTY: "县级人力资源社会保障部门",
    Approver.INDUSTRY_DEPARTMENT: "省行业主管部门",
}
NEWS: Final[Mapping[str, str]] = {
    "entered": "核准备案",
    "filing": "备案变更",
    "state": "状态变更",
}
