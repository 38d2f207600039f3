"""One fictitious certificate and the keys that sign it, for tests of the formats."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from typing import Final

from hypothesis import strategies as st

from keys.encoding import sha256
from keys.public_key import Keyring, TrustedKey
from keys.roles import Role
from keys.signer import MemorySigner
from verifier.certificate import Certificate, Evidence, StatusReference
from verifier.members import is_plain
from verifier.titles import Correspondence, Level, Method, Scope, ScopeKind

AT: Final = datetime(2025, 7, 1, 8, tzinfo=UTC)
HOST: Final = "zc.weihai-rsj.example.com"  # 25 characters
ISSUER: Final = f"https://{HOST}"
CODE: Final = "3Q7ZK8M2W5XG9TBVN4RCJ6HPD0"
REGION: Final = "371000"
SIGNER: Final = MemorySigner.generate(Role.CREDENTIAL)
KEYS: Final = Keyring([TrustedKey(SIGNER.public, Role.CREDENTIAL, None, AT)])

CERTIFICATE: Final = Certificate(
    issuer=ISSUER,
    issued_at=AT,
    title="高级工程师",
    series="ENGINEERING",
    level=Level.ASSOCIATE_SENIOR,
    scope=Scope(ScopeKind.PROVINCE, "37"),
    version=1,
    evidence=Evidence(sha256(b"batch"), sha256(b"row"), f"{HOST}/log", sha256(b"book")),
    status=StatusReference(f"{ISSUER}/status/1", 112345),
    name="欧阳文博",
    certificate_no="ZC37100020250120000012",
    specialty="海洋装备与新材料",
    committee="威海市海洋装备与新材料特色专业高级职称评审委员会",
    committee_id=f"{ISSUER}/committees/marine-equipment",
    method=Method.REVIEW,
    award_date=date(2025, 6, 18),
    approval_doc_no="威人社职〔2025〕9号",
    employer="威海蓝帆海工装备有限公司",
)
MAPPING: Final = Correspondence(
    rule="correspondence.digital-engineer.intermediate",
    source="人工智能工程技术人员（中级）",
    document="威人社字〔2022〕32号",
    clause="六",
)

PLAIN: Final = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: is_plain(text) and len(text) <= 40)
)
"""Any words that a document may hold, up to 40 characters."""
