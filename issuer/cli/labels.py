"""What states, acts and causes are called at the office's terminal; the msgids of their words."""

from __future__ import annotations

from typing import Final

from verifier.acts import Cause
from verifier.committee import CommitteeState
from verifier.decision import (
    ChangeCommittee,
    Confirm,
    RegisterUnit,
    Reinstate,
    Release,
    Revoke,
    Suspend,
    WithdrawUnit,
)

ACTS: Final = {
    Confirm.KIND: "确认并公布",
    Release.KIND: "放行",
    Revoke.KIND: "撤销或注销",
    Suspend.KIND: "暂停使用",
    Reinstate.KIND: "恢复使用",
    ChangeCommittee.KIND: "评委会变更",
    RegisterUnit.KIND: "用人单位登记",
    WithdrawUnit.KIND: "注销用人单位登记",
}
CAUSES: Final = {
    Cause.IMPROPER_MEANS: "不正当手段（撤销）",
    Cause.COURT: "司法决定（撤销）",
    Cause.NO_AUTHORITY: "超越权限评审（注销）",
    Cause.ERROR: "错误签发（注销）",
    Cause.REQUEST: "本人申请（注销）",
}
COMMITTEE_STATES: Final = {
    CommitteeState.ACTIVE: "在权",
    CommitteeState.RECTIFYING: "限期整改",
    CommitteeState.SUSPENDED: "暂停评审",
    CommitteeState.WITHDRAWN: "评审权已收回",
}
BATCH_STATES: Final = {
    "REJECTED": "未通过审核",
    "HELD": "待说明",
    "ADMITTED": "已通过审核",
    "NOTICED": "已公示",
    "CONFIRMED": "已公布，待制证",
    "MINTED": "已制证",
}
