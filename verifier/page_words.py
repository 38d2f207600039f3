"""The looks and sentences of the verify page: colour and shape of a verdict, advice, mends.

Tables only; `verifier.page` reads them. Heading and line of a verdict are those of
`verifier.report`, so that page and command line say the same. A msgid is the Chinese sentence
itself, its English stands in the catalogue `pages`. White on each colour, and black on each
colour of the dark scheme, has a contrast of at least 7:1 (WCAG 2.2, 1.4.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from verifier.titles import Level, Method, ScopeKind
from verifier.verdict import Outcome, VerdictCode


@dataclass(frozen=True, slots=True)
class Look:
    """Colour class and shape of a verdict; each says the same to a different reader."""

    colour: str
    shape: str


_V = VerdictCode
LOOKS: Final[Mapping[VerdictCode, Look]] = MappingProxyType(
    {
        _V.VALID: Look("ok", "check"),
        _V.VALID_AUTH_WITHDRAWN: Look("ok", "check"),
        _V.RECOGNISED_PEER: Look("ok", "check"),
        _V.OUT_OF_SCOPE: Look("warn", "diamond"),
        _V.SCOPE_EXPIRED: Look("warn", "diamond"),
        _V.PEER_UNCONFIRMED: Look("warn", "wait"),
        _V.SUPERSEDED: Look("warn", "turn"),
        _V.SUSPENDED: Look("warn", "pause"),
        _V.REVOKED: Look("bad", "cross"),
        _V.CANCELLED: Look("bad", "cross"),
        _V.FORGED: Look("bad", "cross"),
        _V.WRONG_ISSUER: Look("bad", "cross"),
        _V.NO_AUTHORITY: Look("bad", "cross"),
        _V.NOT_OFFICIAL_QR: Look("bad", "cross"),
        _V.NOT_FOUND: Look("grey", "question"),
        _V.STALE_OFFLINE: Look("grey", "clock"),
        _V.SERVICE_PROBLEM: Look("grey", "bang"),
        _V.CANNOT_TELL: Look("grey", "question"),
    }
)

SHOWS_CLAIM: Final = frozenset(
    {
        _V.VALID, _V.VALID_AUTH_WITHDRAWN, _V.SUPERSEDED, _V.SUSPENDED, _V.REVOKED, _V.CANCELLED,
        _V.NO_AUTHORITY, _V.STALE_OFFLINE, _V.SERVICE_PROBLEM, _V.RECOGNISED_PEER,
        _V.OUT_OF_SCOPE, _V.SCOPE_EXPIRED, _V.PEER_UNCONFIRMED,
    }
)  # fmt: skip
"""Verdicts behind which the signature held, so that the certificate's own words may be shown."""
MAY_BE_ACCEPTED: Final = frozenset(
    {
        _V.VALID, _V.VALID_AUTH_WITHDRAWN, _V.RECOGNISED_PEER, _V.STALE_OFFLINE, _V.OUT_OF_SCOPE,
        _V.PEER_UNCONFIRMED,
    }
)  # fmt: skip

ADVICE: Final[Mapping[VerdictCode, tuple[str, ...]]] = MappingProxyType(
    {
        _V.REVOKED: ("对决定有异议，请按决定书写明的途径和期限申请。",),
        _V.CANCELLED: ("对决定有异议，请按决定书写明的途径和期限申请。",),
        _V.OUT_OF_SCOPE: ("证书本身是真的、当前有效；这里只说它在您选的地方是否适用。",),
        _V.NOT_OFFICIAL_QR: ("请自己打开官方网址，用证书编号再查一次。",),
    }
)
MENDS: Final[Mapping[VerdictCode, tuple[str, ...]]] = MappingProxyType(
    {
        _V.NOT_FOUND: (
            "扫码打开的，请再扫一次证书正面的二维码；仍查不到，请改用证书编号核验。",
            "检查证书编号里的 0 和 O、1 和 I；系统会自动识别全角和小写。",
            "姓名须与证书完全一致，包括“·”。",
            "仍在公示期的，还没有证书。",
            "早年的纸质证书可能尚未归集。",
            "其他省签发的，请到发证省核验。",
        ),
        _V.FORGED: (
            "请持证人当面出示原始证书，扫描正面的二维码再核验一次。",
            "二维码核验也不通过的，请保留材料并举报。",
        ),
        _V.SERVICE_PROBLEM: (
            "稍后重新打开本页即可，已填写的内容没有保存。",
            "急用时，可在离线核验页扫证书第 2 页的离线核验码；它会写明名单是什么时候的。",
        ),
        _V.CANNOT_TELL: ("扫描证书正面的二维码，或在首页输入证书编号核验。",),
    }
)
LEVELS: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.FULL_SENIOR: "正高级",
        Level.ASSOCIATE_SENIOR: "副高级",
        Level.INTERMEDIATE: "中级",
        Level.ASSISTANT: "助理级",
        Level.TECHNICIAN: "员级",
    }
)
METHODS: Final[Mapping[Method, str]] = MappingProxyType(
    {
        Method.REVIEW: "评审",
        Method.RECOGNITION: "认定",
        Method.CONVERSION: "转评",
        Method.EXAM: "以考代评",
    }
)
SCOPES: Final[Mapping[ScopeKind, str]] = MappingProxyType(
    {
        ScopeKind.NATIONAL: "全国有效",
        ScopeKind.PROVINCE: "{region}内通用",
        ScopeKind.CITY: "{region}全市范围有效",
        ScopeKind.UNIT: "仅限本单位：{target}",
        ScopeKind.TARGETED: "定向评价、定向使用：{target}（{region}）",
    }
)
MARKS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {Outcome.VALID: "✓", Outcome.INVALID: "✕", Outcome.UNKNOWN: "?", Outcome.SKIPPED: "–"}
)
OUTCOMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.VALID: "通过",
        Outcome.INVALID: "不通过",
        Outcome.UNKNOWN: "不能确认",
        Outcome.SKIPPED: "不适用",
    }
)
