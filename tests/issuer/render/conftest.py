from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from issuer.render.face import Face

LINK = "https://zc.weihai.example/v/7Q4M2KXD9TPA3BVE8WHJ5NRC6G"
OFFLINE_LINK = LINK + "#1" + "31415926535897932384626433832795028841" * 27

MakeFace = Callable[..., Face]


@pytest.fixture
def at() -> datetime:
    return datetime(2025, 7, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def make_face() -> MakeFace:
    """A face of fictitious people; a test names what differs."""

    def make(**different: object) -> Face:
        facts: dict[str, object] = {
            "name": "欧阳明远",
            "title": "高级工程师",
            "series": "工程技术人员",
            "specialty": "数字经济·工业互联网",
            "level": "副高级",
            "committee": "威海市数字经济工程技术职务高级评审委员会",
            "method": "评审",
            "award_date": date(2025, 6, 18),
            "approval_doc_no": "威人社职字〔2025〕28号",
            "certificate_no": "ZC3710002025042000001X",
            "check_code": "7Q4M2K",
            "scope": "山东省内有效",
            "issuer_name": "威海市人力资源和社会保障局",
            "issued_on": date(2025, 7, 2),
            "host": "zc.weihai.example",
            "link": LINK,
            "offline_link": OFFLINE_LINK,
            "specimen": True,
        }
        return Face(**(facts | different))  # type: ignore[arg-type]

    return make


@pytest.fixture
def portrait() -> bytes:
    picture = Image.new("RGB", (413, 579), "#3f8bd6")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((126, 120, 287, 360), fill="#efccab")
    draw.ellipse((60, 400, 353, 900), fill="#232b3a")
    written = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of a fictitious person"
    picture.save(written, "JPEG", quality=90, exif=exif)
    return written.getvalue()
