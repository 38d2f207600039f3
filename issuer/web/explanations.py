"""What the `type` of a problem opens: the code in words and the mend, for whoever follows it.

Says only what the catalogues say of a code; a case and its facts are never shown, because the
address holds nothing but the code. A code that nobody raises has no page.

Follows RFC 9457 section 3.1.1: a type that can be opened gives documentation for people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response

from issuer.web.problems import Trouble, in_two
from keys.words import Words
from verifier.web import VerifyDesk

_AN_HOUR: Final = "public, max-age=3600"
_CODE: Final = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+\Z")
# Families of the catalogues that name things, and parts of a code's own words.
_NAMES: Final = ("verdict.", "state.", "cause.", "column.")
_PARTS: Final = (".mend", ".label")


@dataclass(frozen=True, slots=True)
class Explanations:
    """The route.

    Attributes:
        words: Language -> every catalogue that problems are told from.
    """

    desk: VerifyDesk
    words: Mapping[str, Words]

    def show(self, code: str) -> Response:
        """The page of one code."""
        language = self.desk.language()
        words = self.words[language]
        if not self._explains(code, words):
            raise Trouble("web.not-found", HTTPStatus.NOT_FOUND)
        says, part = words.outline(code), f"{code}.mend"
        heading, mend = (says, words.outline(part)) if words.knows(part) else in_two(says)
        page = self.desk.render(
            "issuer/problem.html",
            code=code,
            heading=heading,
            mend=mend,
            has_gaps="…" in heading + (mend or ""),
        )
        page.headers["Cache-Control"] = _AN_HOUR
        return page

    @staticmethod
    def _explains(code: str, words: Words) -> bool:
        if not _CODE.match(code) or code.startswith(_NAMES) or code.endswith(_PARTS):
            return False
        return words.knows(code)
