"""A certificate in words for whoever opens its file in thirty years with nothing but a reader.

The words are those of the face, as JSON with Chinese labels. The file says of itself that it is
signed by nobody: what counts is the credential that travels beside it, and programs never read
this one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from issuer.render.face import Face

READABLE_FILE: Final = "certificate.json"

LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "name": ("姓名", "Name"),
        "title": ("职称", "Title"),
        "series": ("系列", "Series"),
        "specialty": ("专业", "Specialty"),
        "level": ("级别", "Level"),
        "committee": ("评委会", "Review committee"),
        "method": ("取得方式", "Obtained by"),
        "award_date": ("取得时间", "Date of award"),
        "approval_doc_no": ("批准文号", "Approval document"),
        "certificate_no": ("证书编号", "Certificate number"),
        "check_code": ("查验码", "Check code"),
        "scope": ("有效范围", "Valid in"),
        "scope_clause": ("范围依据", "Clause of the scope"),
        "mapping": ("认定依据", "Recognised from"),
        "employer": ("工作单位", "Employer"),
        "version": ("版本", "Version"),
        "issuer_name": ("发证机关", "Issued by"),
        "issued_on": ("发证日期", "Date of issue"),
        "host": ("官方网址", "Official host"),
        "link": ("二维码内容", "Text of the QR code"),
    }
)
"""Field of the face -> its label in Chinese and English, in the order of reading."""

_NOTE: Final = (
    "这是证书内容的可读副本，本身没有签名，不能证明任何事。"
    "签名的原件是同一文件所附的 credential.sd-jwt。"
)
_NOTE_EN: Final = (
    "The certificate in words, for people. This copy is signed by nobody and proves nothing. "
    "What is signed is credential.sd-jwt, attached to the same file."
)
_CHECK: Final = (
    "扫描证书首页的二维码，看清打开的网址是 {host}，再逐项比对。",
    "或者自行打开 https://{host}，输入证书编号、姓名和查验码。",
    "离线时，用开源程序 zc-verify 核验整个 PDF；credential.tlog-proof 证明签发已记入公开日志。",
)
_CHECK_EN: Final = (
    "Scan the code on page 1, see that the address is {host}, and compare line by line.",
    "Or open https://{host} yourself and enter number, name and check code.",
    "Offline, check the whole PDF with the open program zc-verify; the log proof is attached too.",
)


def readable(face: Face) -> bytes:
    """What is printed, as JSON in UTF-8; the same face gives the same bytes."""
    words = face.words()
    said = [(label, words[field]) for field, label in LABELS.items() if field in words]
    document = {
        "说明": _NOTE,
        "note": _NOTE_EN,
        "怎样核验": [each.format(host=face.host) for each in _CHECK],
        "how to check": [each.format(host=face.host) for each in _CHECK_EN],
        "证书": {zh: value for (zh, _), value in said},
        "labels": {zh: en for (zh, en), _ in said},
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
