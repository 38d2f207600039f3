"""The public pages that every page leads to, in the order in which strangers need them.

Names are sentences of the `web` catalogue; that each address answers is tested, not promised.
"""

from __future__ import annotations

from typing import Final

WAYS: Final[tuple[tuple[str, str], ...]] = (
    ("/", "核验证书"),
    ("/genuine", "怎样认出真网站"),
    ("/revocations", "撤销和注销公告"),
    ("/committees", "评审委员会名册"),
    ("/openness", "运行与公开"),
    ("/offline", "离线核验"),
    ("/rules", "规则库"),
    ("/equivalence", "对应关系查询"),
    ("/correspondence", "核验对应关系证明"),
    ("/claim", "领取证书"),
    ("/unit/sign-in", "登记单位登录"),
    ("/report", "举报假证书、假网站"),
    ("/api", "接口说明"),
)
