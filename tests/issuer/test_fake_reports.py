"""A report is read back as it was written, and what is no report is refused."""

from __future__ import annotations

import pytest

from issuer.fake_reports import FakeKind, FakeReport
from keys.errors import CredentialError

REPORT = FakeReport(
    kind=FakeKind.SITE,
    says="应聘人员出示的二维码打开了另一个网站。",
    address="zc-weihai.example.net",
    contact="0631-0000001",
)


@pytest.mark.parametrize(
    "report", [REPORT, FakeReport(FakeKind.BORROWED, "名字不同", "VALID", "3Q7Z", "ZC37")]
)
def test_a_report_is_read_back_as_it_was_written(report):
    assert FakeReport.from_bytes(report.to_bytes()) == report


@pytest.mark.parametrize(
    "data", [b"[]", b"{}", REPORT.to_bytes().replace(b"SITE", b"MOON"), b'{"kind":"SITE"}']
)
def test_what_is_no_report_is_refused(data):
    with pytest.raises(CredentialError):
        FakeReport.from_bytes(data)
