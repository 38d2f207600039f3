"""发文字号 as it is written: brackets and spaces put right, digits never guessed.

Scans and keyboards give 〔〕 as [], (), （）, 【】, mixed, with spaces between. That is put right.
A number whose year is not closed in by a pair of brackets ("〔20244号", "发202118号") could be read
in several ways, so a person has to look at the paper.

Follows 党政机关公文格式 (GB/T 9704-2012) 7.2.5: 机关代字、年份、发文顺序号, the year in 〔〕.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from keys.errors import Refused

_OPENING: Final = "[(【〔［〘"
_CLOSING: Final = "])】〕］〙"
_BRACKETS: Final = str.maketrans({**dict.fromkeys(_OPENING, "〔"), **dict.fromkeys(_CLOSING, "〕")})
_ISSUER: Final = r"[\u3400-\u9fff]{2,20}"
_NUMBERED: Final = re.compile(rf"({_ISSUER})〔((?:19|20)[0-9]{{2}})〕第?([1-9][0-9]{{0,4}})号")
_ORDER: Final = re.compile(rf"({_ISSUER}令)第?([1-9][0-9]{{0,3}})号")
_RUN_TOGETHER: Final = re.compile(r"[\u3400-\u9fff](?:19|20)[0-9]{3,}号")
_MARK: Final = "号"
_TOLD: Final = 40


def normalise(text: str) -> str:
    """The number in its printed form: "盘人社发〔2024〕34号", "人力资源和社会保障部令第40号".

    Raises:
        Refused: "document-number.unreadable" where brackets or digits would have to be guessed.
    """
    plain = _plain(text)
    if found := _NUMBERED.fullmatch(plain):
        issuer, year, number = found.groups()
        return f"{issuer}〔{year}〕{number}号"
    if found := _ORDER.fullmatch(plain):
        return f"{found[1]}第{found[2]}号"
    raise Refused("document-number.unreadable", text=text[:_TOLD])


def as_typed(text: str) -> str:
    """A number that a person typed, put right; a number of another kind (a court's) as it is.

    What follows 号, as in "威人社字〔2025〕61号（示例）", stays.

    Raises:
        Refused: "document-number.unreadable" for one whose brackets or digits are damaged.
    """
    head, mark, rest = text.strip().rpartition(_MARK)
    try:
        return normalise(head + mark) + rest
    except Refused:
        if _is_damaged(head + mark):
            raise
        return " ".join(text.split())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).translate(_BRACKETS)


def _is_damaged(text: str) -> bool:
    """Whether a bracket has no other half, or a year ran together with the number behind it."""
    plain = _plain(text)
    return plain.count("〔") != plain.count("〕") or bool(_RUN_TOGETHER.search(plain))
