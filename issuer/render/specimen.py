"""A certificate of nobody, on which an authority can see its look before using it.

The person, the committee and the numbers are made up, and both pages are stamped as a specimen;
its codes lead nowhere and hold no signature.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from issuer.render.face import Face
from issuer.render.look import Look

_CODE: Final = "00000000000000000000000000"
_DIGITS: Final = "31415926535897932384626433832795028841971693993751" * 20


def specimen_face(look: Look, *, issuer_name: str, host: str, on: date) -> Face:
    """What a certificate of this look says, in words of usual length.

    Args:
        on: The day that it bears.
    """
    link = f"https://{host}/v/{_CODE}"
    return Face(
        name="钟离样张",
        title="高级工程师",
        series="工程技术人员",
        specialty="样本设计",
        level="副高级",
        committee="样本市工程技术职务高级评审委员会（样张）",
        method="评审",
        award_date=on,
        approval_doc_no="样张，没有文号",
        certificate_no="ZC0000002000042000000X",
        check_code="SAMPLE",
        scope="仅作样张，不具效力",
        issuer_name=issuer_name,
        issued_on=on,
        host=host,
        link=link,
        offline_link=f"{link}#1{_DIGITS}",
        employer="样本市样张设计有限公司",
        specimen=True,
        look=look,
    )
