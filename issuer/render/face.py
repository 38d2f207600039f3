"""What the face of a certificate says: facts and words, ready to be printed.

Made from a signed certificate and the authority's settings by whoever holds both; it adds
nothing to them. No digit of an identity document and no sex has a place here. The words of the
labels belong to the face itself (`faces/`), those of the authority to its `look`; the values are
printed as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from issuer.render.glyphs import NO_GLYPHS, Glyphs, check_glyphs
from issuer.render.look import DEFAULT_LOOK, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The contents of one certificate's pages.

    Attributes:
        name: 姓名, in full.
        title: 职称, "高级工程师".
        series: 系列.
        specialty: 专业.
        level: 级别 in words, "副高级".
        committee: 评委会, its full name.
        method: 取得方式 in words, "评审".
        award_date: 取得时间.
        approval_doc_no: 批准文号.
        certificate_no: 证书编号.
        check_code: 查验码, six characters.
        scope: 有效范围 in words.
        issuer_name: 发证机关, also around the seal.
        issued_on: Day of issue.
        host: The only official host, "zc.weihai.example".
        link: Text of the main QR code.
        offline_link: Text of the offline QR code.
        employer: 工作单位, if it is to be printed.
        photo: A portrait as JPEG, if it is to be printed.
        mapping: The corresponding certificate and the clause that opens the way, in words.
        scope_clause: The clause that bounds the scope, in words.
        specimen: Stamp both pages as 样张 with fictitious people.
        version: From 1; a corrected certificate (更正换发) keeps its number and adds one.
        correction_doc_no: The document by which it was corrected, if one is named.
        look: The authority's template.
    """

    name: str
    title: str
    series: str
    specialty: str
    level: str
    committee: str
    method: str
    award_date: date
    approval_doc_no: str
    certificate_no: str
    check_code: str
    scope: str
    issuer_name: str
    issued_on: date
    host: str
    link: str
    offline_link: str
    employer: str | None = None
    photo: bytes | None = None
    mapping: str | None = None
    scope_clause: str | None = None
    specimen: bool = False
    version: int = 1
    correction_doc_no: str | None = None
    look: Look = DEFAULT_LOOK

    def words(self) -> dict[str, str]:
        """Every word that is printed, by field; what is not given is left out."""
        printed = {
            "name": self.name,
            "title": self.title,
            "series": self.series,
            "specialty": self.specialty,
            "level": self.level,
            "committee": self.committee,
            "method": self.method,
            "award_date": in_words(self.award_date),
            "approval_doc_no": self.approval_doc_no,
            "certificate_no": self.certificate_no,
            "check_code": self.check_code,
            "scope": self.scope,
            "issuer_name": self.issuer_name,
            "issued_on": in_words(self.issued_on),
            "host": self.host,
            "link": self.link,
            "employer": self.employer,
            "mapping": self.mapping,
            "scope_clause": self.scope_clause,
            "version": self.version_words(),
        }
        return {field: text for field, text in printed.items() if text}

    def version_words(self) -> str:
        """As in "第2版 · 2025年9月1日更正换发 · 威人社字〔2025〕77号"; empty for the first."""
        if self.version == 1:
            return ""
        told = [f"第{self.version}版", f"{in_words(self.issued_on)}更正换发"]
        return " · ".join([*told, self.correction_doc_no] if self.correction_doc_no else told)

    def check_glyphs(self, glyphs: Glyphs = NO_GLYPHS) -> None:
        """See that every word can be printed, if need be with what lies beside our own fonts.

        Raises:
            Refused: "render.no-glyph".
        """
        # The words of the look were checked when it was loaded.
        for text in self.words().values():
            check_glyphs(text, glyphs)


def in_words(day: date) -> str:
    """A date as the face prints it, "2025年6月18日"."""
    return f"{day.year}年{day.month}月{day.day}日"
