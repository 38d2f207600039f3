"""Twelve certificates that differ as much as certificates can; all people are fictitious."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw

import issuer.example
from issuer.render import glyph_pictures
from issuer.render.face import Face
from issuer.render.glyphs import Glyphs
from issuer.render.look import DEFAULT_LOOK, load_look
from issuer.render.pdf import render_pdf

LOOKS: Final = Path(issuer.example.__file__).parent / "looks"
AT: Final = datetime(2025, 7, 2, 8, 30, tzinfo=UTC)
DRAWN: Final = "\U0002000b"
"""A character that no font here has; its picture is below."""
DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200"><g fill="black">'
    '<path d="M18 66 L160 66 L168 54 L182 72 L180 74 L18 74 Z"/>'
    '<path d="M92 18 L110 24 C108 90 90 150 22 184 L18 180 C74 148 90 92 92 18 Z"/>'
    '<path d="M52 92 C96 136 132 160 186 172 L178 184 C120 172 82 140 48 96 Z"/>'
    '<path d="M136 22 C152 28 164 38 166 48 C164 56 156 54 152 46 C148 38 142 30 134 26 Z"/>'
    "</g></svg>"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One golden certificate."""

    face: Face
    picture_of: str | None = None

    def pdf(self, folder: Path) -> bytes:
        """Its file; a picture of a character is laid down in the folder first."""
        glyphs = Glyphs()
        if self.picture_of is not None:
            glyph_pictures.add(folder, self.picture_of, DRAWING.encode())
            glyphs = Glyphs.read(folder)
        files = {
            "certificate.json": b"{}",
            "credential.sd-jwt": b"e" * 2600,
            "credential.tlog-proof": b"t" * 1500,
        }
        return render_pdf(self.face, at=AT, attachments=files, glyphs=glyphs)


def portrait(*, ground: str, hair: str, cloth: str) -> bytes:
    """A passport picture of nobody, in flat colours."""
    picture = Image.new("RGB", (413 * 2, 579 * 2), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((90, 830, 736, 1700), fill=cloth)
    draw.polygon([(333, 860), (493, 860), (413, 1010)], fill="#f7f7f4")
    draw.rounded_rectangle((348, 700, 478, 890), 60, fill="#dfb493")
    draw.ellipse((243, 250, 583, 790), fill=hair)
    draw.ellipse((263, 330, 563, 790), fill="#efccab")
    draw.chord((248, 250, 578, 640), 180, 360, fill=hair)
    written = BytesIO()
    picture.resize((413, 579), Image.Resampling.LANCZOS).save(written, "JPEG", quality=92)
    return written.getvalue()


def _link(host: str, code: str) -> str:
    return f"https://{host}/v/{code}"


_DIGITS: Final = "#1" + "31415926535897932384626433832795028841971693993751" * 20


def _of_weihai() -> Face:
    host = "zc.weihai.example"
    link = _link(host, "7Q4M2KXD9TPA3BVE8WHJ5NRC6G")
    return Face(
        name="欧阳明远",
        title="高级工程师",
        series="工程技术人员",
        specialty="海洋工程装备",
        level="副高级",
        committee="威海市工程技术职务资格高级评审委员会（示例）",
        method="评审",
        award_date=date(2025, 6, 18),
        approval_doc_no="威人社职字〔2025〕28号（示例）",
        certificate_no="ZC37100020250420000019",
        check_code="7Q4M2K",
        scope="山东省内有效",
        issuer_name="威海市人力资源和社会保障局",
        issued_on=date(2025, 7, 2),
        host=host,
        link=link,
        offline_link=link + _DIGITS,
        specimen=True,
        look=load_look(LOOKS / "weihai.toml"),
    )


def _of_panjin() -> Face:
    host = "zc.panjin.example"
    link = _link(host, "X5W0T8N6Y2C9E4R7V1Z3S6K8QH")
    return replace(
        _of_weihai(),
        name="慕容知微",
        specialty="石油化工",
        committee="盘锦市工程系列高级专业技术资格评审委员会（示例）",
        approval_doc_no="盘人社职字〔2025〕16号（示例）",
        certificate_no="ZC2111002025042000007K",
        check_code="N3H8WT",
        scope="辽宁省内有效",
        issuer_name="盘锦市人力资源和社会保障局",
        host=host,
        link=link,
        offline_link=link + _DIGITS,
        look=load_look(LOOKS / "panjin.toml"),
    )


_LONG: Final[dict[str, Any]] = {
    "name": "买买提·阿不都热合曼·吐尔逊·艾合买提江·库尔班·玉素甫江",
    "title": "正高级工程师（人工智能与工业互联网方向）",
    "series": "工程技术人员（含工业设计、数字经济与质量）",
    "specialty": "建筑工程·结构设计与既有城市更新改造一体化",
    "committee": "示例省高等学校教师系列（含思想政治教育、实验技术、图书资料）"
    "高级专业技术职务任职资格评审委员会第二分会",
    "approval_doc_no": "示例省人社厅职称〔2025〕第1028号（示例）",
    "employer": "示例省某某自治州某某县某某街道社区卫生服务中心（示例医科大学附属第一医院"
    "某某分院暨区域远程会诊与康复中心）",
    "issuer_name": "示例省某某自治州人力资源和社会保障局",
    "scope": "示例省全省范围内有效；定向评价、定向使用，仅限县以下基层医疗卫生机构",
    "scope_clause": "示人社规〔2024〕17号 三、（五）：定向评价、定向使用的职称在规定的基层单位"
    "内有效，流动到其他单位的，按照规定重新评审。",
    "mapping": "由“数字技术工程师（人工智能工程技术人员）高级专业技术等级证书”认定，依据 "
    "示人社发〔2023〕26号 二、（四）",
}


def cases() -> dict[str, Case]:
    """Each certificate by its name, which is also the name of its pictures."""
    weihai, panjin = _of_weihai(), _of_panjin()
    man = portrait(ground="#3f8bd6", hair="#211c1a", cloth="#232b3a")
    woman = portrait(ground="#f4f4f2", hair="#2c2019", cloth="#3c4a63")
    return {
        "shortest": Case(
            replace(
                weihai,
                name="丁一",
                title="助教",
                series="高等学校教师",
                specialty="数学",
                level="初级",
                committee="滨海学院评委会（示例）",
                scope="本单位有效",
            )
        ),
        "longest": Case(replace(panjin, **_LONG)),
        "rare-characters": Case(
            replace(
                weihai,
                name="䶮㛃𬍛",
                title="工程师",
                level="中级",
                specialty="𬭊合金材料",
                employer="威海𬭎昇材料有限公司（示例）",
            )
        ),
        "recognised": Case(
            replace(
                weihai,
                name="司徒望舒",
                title="工程师",
                level="中级",
                method="认定",
                specialty="人工智能",
                committee="威海市数字技术工程中级评审委员会办公室（示例）",
                employer="威海云帆智能制造有限公司（示例）",
                mapping="由“数字技术工程师（人工智能工程技术人员）中级”认定，依据 "
                "威人社字〔2022〕32号 六",
            )
        ),
        "targeted": Case(
            replace(
                panjin,
                name="尉迟青禾",
                title="高级农艺师",
                series="农业技术人员",
                specialty="水稻栽培",
                committee="盘锦市农业系列高级评审委员会（示例）",
                scope="定向评价、定向使用：辽宁省内乡镇农业技术推广单位",
                employer="盘锦市大洼区苇海镇农业技术推广站（示例）",
                scope_clause="示人社规〔2024〕17号 三、（五）：定向评价、定向使用的职称，"
                "在规定的基层单位内有效。",
            )
        ),
        "corrected": Case(
            replace(
                panjin,
                name="慕容知薇",
                version=2,
                issued_on=date(2025, 9, 1),
                correction_doc_no="盘人社职字〔2025〕77号（示例）",
                employer="盘锦辽滨精细化工有限公司（示例）",
            )
        ),
        "photo": Case(replace(weihai, photo=man, employer="威海北辰海工装备有限公司（示例）")),
        "photo-and-long": Case(replace(panjin, **_LONG, photo=woman)),
        "full-senior": Case(
            replace(
                weihai,
                name="端木怀瑾",
                title="正高级经济师",
                series="经济专业人员",
                level="正高级",
                specialty="知识产权",
                scope="全国有效",
                specimen=False,
                committee="示例省经济系列正高级评审委员会",
            )
        ),
        "technician": Case(
            replace(
                panjin,
                name="南宫小满",
                title="技术员",
                level="员级",
                method="认定",
                specialty="仪器仪表",
                committee="盘锦市工程系列初级评审委员会（示例）",
                photo=woman,
                scope="盘锦市内有效",
            )
        ),
        "glyph-picture": Case(
            replace(
                weihai,
                name=f"诸葛{DRAWN}",
                employer="威海刘公岛文物保护中心（示例）",
                title="文博馆员",
                series="文物博物专业人员",
                specialty="文物保护",
                level="中级",
            ),
            picture_of=DRAWN,
        ),
        "latin-name": Case(
            replace(
                panjin,
                name="Anastasia Konstantinopolskaya-Featherstonehaugh",
                employer="Liaohe Delta Wetland Research Institute (Panjin, fictitious)",
                title="研究员",
                series="自然科学研究人员",
                level="正高级",
                specialty="湿地生态 Wetland ecology",
                look=DEFAULT_LOOK,
            )
        ),
    }
