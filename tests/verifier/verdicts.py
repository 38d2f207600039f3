"""A verdict of every kind on one fictitious certificate, for tests of pages and answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from tests.verifier.sample import AT, CERTIFICATE
from verifier.verdict import Finding, Outcome, Verdict, VerdictCode

NOW: Final = AT + timedelta(days=3)
TEXT: Final = "header.payload.signature~disclosure~\n\nc2sp.org/tlog-proof@v1\nproof\n"
CODE: Final = "3Q7ZK8M2W5XG9TBVN4RCJ6HPD0"

_V = VerdictCode
_READ = Finding(1, "read.sd-jwt", Outcome.VALID)
_SIGNED = Finding(3, "signature.right", Outcome.VALID, {"form": "sd-jwt"})
_TAKEN_BACK = {
    "on": "2025-07-02",
    "authority": "威海市人社局（示例）",
    "decision_no": "威人社撤〔2025〕3号",
}
_PLACE = {
    "region": "3306", "place": "绍兴市", "place_en": "Shaoxing", "province": "山东省",
    "province_en": "Shandong", "scope": "山东省", "scope_en": "Shandong",
    "document": "示例〔2024〕1号 二",
}  # fmt: skip
_DECIDING: Final = {
    _V.VALID_AUTH_WITHDRAWN: Finding(
        7, "batch.later-withdrawn", Outcome.VALID,
        {"state": "WITHDRAWN", "since": "2025-07-02", "decision": "威人社函〔2025〕9号"},
    ),
    _V.RECOGNISED_PEER: Finding(10, "scope.recognised", Outcome.VALID, _PLACE),
    _V.OUT_OF_SCOPE: Finding(10, "scope.outside", Outcome.INVALID, _PLACE),
    _V.SCOPE_EXPIRED: Finding(10, "scope.expired", Outcome.INVALID, {"until": "2025-06-30"}),
    _V.PEER_UNCONFIRMED: Finding(
        9, "status.peer-unconfirmed", Outcome.UNKNOWN,
        {**_PLACE, "host": "zc.other.example", "retry": "2025-07-04 17:00:00"},
    ),
    _V.SUPERSEDED: Finding(9, "status.superseded", Outcome.INVALID),
    _V.SUSPENDED: Finding(9, "status.suspended", Outcome.INVALID),
    _V.REVOKED: Finding(9, "status.revoked", Outcome.INVALID, _TAKEN_BACK),
    _V.CANCELLED: Finding(9, "status.cancelled", Outcome.INVALID, _TAKEN_BACK),
    _V.FORGED: Finding(3, "signature.wrong", Outcome.INVALID),
    _V.WRONG_ISSUER: Finding(
        2, "key.unknown-issuer", Outcome.INVALID, {"issuer": "https://zc.other.example"}
    ),
    _V.NO_AUTHORITY: Finding(
        7, "batch.no-authority", Outcome.INVALID,
        {"state": "SUSPENDED", "since": "2025-06-01", "registered": "2025-06-20", "decision": ""},
    ),
    _V.NOT_OFFICIAL_QR: Finding(
        1, "read.foreign-host", Outcome.INVALID, {"host": "zc-weihai.example.net"}
    ),
    _V.STALE_OFFLINE: Finding(
        9, "status.stale", Outcome.UNKNOWN, {"days": 3, "as_of": "2025-07-01"}
    ),
    _V.CANNOT_TELL: Finding(
        5, "dates.key-revoked-since", Outcome.UNKNOWN, {"revoked": "2025-07-02"}
    ),
}  # fmt: skip
_UNREAD: Final = frozenset({_V.NOT_FOUND, _V.SERVICE_PROBLEM, _V.NOT_OFFICIAL_QR})
_UNSIGNED: Final = frozenset({_V.FORGED, _V.WRONG_ISSUER, *_UNREAD})


def verdict_of(code: VerdictCode) -> Verdict:
    """A verdict of this kind; what was not read claims nothing."""
    before = () if code in _UNREAD else (_READ,) if code in _UNSIGNED else (_READ, _SIGNED)
    deciding = _DECIDING.get(code)
    return Verdict(
        code=code,
        findings=(*before, *((deciding,) if deciding else ())),
        checked_at=NOW,
        status_as_of=None if code in _UNREAD else NOW - timedelta(minutes=4),
        form="" if code in _UNREAD else "sd-jwt",
        claimed=None if code in _UNREAD else CERTIFICATE,
    )
