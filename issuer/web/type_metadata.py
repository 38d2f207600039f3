"""Type metadata of the credential: what a wallet needs to show one without knowing us.

A constant document, made from the names of the claims; it says nothing about any certificate.

Follows SD-JWT VC draft-25, section 6 (type metadata), with display names in two languages.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, json

from issuer.web.route import JSON
from keys.encoding import Json

_A_DAY = "public, max-age=86400"

_NAMES = ("职称电子证书", "Professional Title Certificate")

# Claim, Chinese and English name, whether the holder may withhold it.
_CLAIMS = (
    ("name", "姓名", "Name", "allowed"),
    ("title", "职称", "Title", "never"),
    ("series", "系列", "Series", "never"),
    ("specialty", "专业", "Specialty", "allowed"),
    ("level", "级别", "Level", "never"),
    ("committee", "评委会", "Review committee", "allowed"),
    ("committee_id", "评委会标识", "Committee identifier", "allowed"),
    ("method", "取得方式", "Obtained by", "allowed"),
    ("award_date", "取得时间", "Date obtained", "allowed"),
    ("approval_doc_no", "批准文号", "Approval document", "allowed"),
    ("certificate_no", "证书编号", "Certificate number", "allowed"),
    ("employer", "工作单位", "Employer", "allowed"),
    ("scope", "有效范围", "Where it counts", "never"),
    ("mapping", "对应关系", "Recognised from", "allowed"),
    ("evidence", "评审依据", "Evidence", "never"),
    ("version", "版本", "Version", "never"),
)


@dataclass(frozen=True, slots=True)
class TypeMetadata:
    """The route; `vct` is the type identifier of this host."""

    vct: str

    def show(self) -> Response:
        """The document."""
        answer = Response(json.dumps(document(self.vct), ensure_ascii=False), mimetype=JSON)
        answer.headers["Cache-Control"] = _A_DAY
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer


def document(vct: str) -> dict[str, Json]:
    """The type metadata of a `vct`."""
    zh, en = _NAMES
    return {
        "vct": vct,
        "name": en,
        "description": "A professional title (职称) granted by a review committee in China.",
        "display": [{"locale": "zh-CN", "name": zh}, {"locale": "en", "name": en}],
        "claims": [
            {
                "path": [claim],
                "display": [
                    {"locale": "zh-CN", "label": chinese},
                    {"locale": "en", "label": english},
                ],
                "sd": withheld,
            }
            for claim, chinese, english, withheld in _CLAIMS
        ],
    }
