"""What stands beside a line: conclusion, title, level, specialty, scope, and why.

The words of a verdict are those of the verify page. A title is repeated only where its signature
held; nothing of the person is repeated, and of an identity number only whether it agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import issuer
import verifier
from issuer.roster.judging import Beyond, Judged, Match
from keys.words import Words
from verifier.page_words import LEVELS, SCOPES
from verifier.report import heading_code, line
from verifier.rules import Rules
from verifier.verdict import VerdictCode

HEADINGS: Final = ("结论", "职称", "级别", "专业", "有效范围", "说明")
COMPARED: Final = "证件号码核对"
_MATCHES: Final = {
    Match.SAME: "一致",
    Match.DIFFERENT: "不一致",
    Match.UNCHECKED: "未核对",
    Match.CLOSED: "未核对",
}


def roster_words(language: str) -> Words:
    """The words of results."""
    own, stranger = (Path(each.__file__ or "").parent / "locale" for each in (issuer, verifier))
    return Words(
        language, (own, "roster"), (stranger, "verifier"), (stranger, "pages"), (stranger, "ruling")
    )


def conclusion_words(language: str) -> Callable[[str], str]:
    """What tells a conclusion, given as in a receipt, in a word or two."""
    words = roster_words(language)
    return lambda code: words(_heading_code(code))


class Wording:
    """Words for the lines of one roster."""

    def __init__(self, words: Words, *, rules: Rules, official: Iterable[str]) -> None:
        """Take the words.

        Args:
            official: The only official hosts of QR codes.
        """
        self._words, self._rules = words, rules
        self._official = ", ".join(sorted(official))

    def heads(self, *, compares: bool) -> list[str]:
        """The headings of the cells.

        Args:
            compares: Whether the roster has a column of identity numbers.
        """
        return [self._words.text(each) for each in (*HEADINGS, *([COMPARED] if compares else []))]

    def beside(self, judged: Judged, *, compares: bool) -> list[str]:
        """The cells of one line."""
        told = [self.conclusion(judged), *self._title(judged), self._why(judged)]
        if compares:
            told.append(self._words.text(_MATCHES[judged.match]) if judged.match else "")
        return told

    def conclusion(self, judged: Judged) -> str:
        """The conclusion in a word or two."""
        return self._words(_heading_code(judged.code.value))

    def _title(self, judged: Judged) -> list[str]:
        facts, words = judged.facts, self._words
        if facts is None:
            return ["", "", "", ""]
        region = self._rules.region_name(facts.scope.region, words.language)
        scope = words.text(SCOPES[facts.scope.kind])
        return [
            facts.title,
            words.text(LEVELS[facts.level]),
            facts.specialty or "",
            scope.format(region=region, target=facts.scope.target or ""),
        ]

    def _why(self, judged: Judged) -> str:
        words = self._words
        told: list[str] = []
        if judged.wrong:
            told.append(words(judged.wrong))
        elif judged.beyond is Beyond.TOO_MANY_MISSES:
            told.append(words("roster.too-many-misses.line"))
        elif judged.beyond is None and judged.verdict is not None:
            told.append(line(judged.verdict, words, official=self._official))
        told += [words(f"roster.differs.{member.replace('_', '-')}") for member in judged.differs]
        if judged.match is Match.CLOSED:
            told.append(words("roster.match-closed"))
        if judged.match is Match.UNCHECKED and judged.line.id_wrong:
            told.append(words(judged.line.id_wrong))
        if judged.again is not None:
            told.append(words("roster.again", line=judged.again))
        return "".join(told) if words.language != "en" else " ".join(told)


def _heading_code(code: str) -> str:
    if code in set(Beyond):
        return f"roster.{code.lower().replace('_', '-')}.heading"
    return heading_code(VerdictCode(code))
