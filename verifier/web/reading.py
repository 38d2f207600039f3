"""How a visitor reads: in which language, and how large; both stand in the address.

A page sets no cookie, so what a visitor chose once goes along with the links and forms of the
site: every address on a page is written by `Reading.link`. It remembers nothing.

Follows 工业和信息化部《互联网应用适老化及无障碍改造专项行动方案》: a version in large type, found
on every page. What it looks like is the style's business (`page.css`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urlencode

TYPE: Final = "type"
"""The member of an address that asks for large type."""
LARGE: Final = "large"
_ENGLISH: Final = "en"


class Reading(NamedTuple):
    """What was asked for. A tuple, because a page that is kept is found by it, often.

    Attributes:
        language: One that we speak, as a catalogue is called.
        large: Whether in large type (长辈版).
        named: Whether the address said the language; else the browser did, or nobody.
    """

    language: str
    large: bool = False
    named: bool = False

    @property
    def kept(self) -> dict[str, str]:
        """What the next address must say, so that the next page is read alike."""
        is_english = self.language == _ENGLISH
        kept = {"lang": "en" if is_english else "zh"} if is_english or self.named else {}
        return {**kept, TYPE: LARGE} if self.large else kept

    def link(self, address: str) -> str:
        """An address of this site, to be read alike; its own query and fragment stay."""
        if not (kept := self.kept):
            return address
        page, mark, place = address.partition("#")
        joint = "&" if "?" in page else "?"
        return f"{page}{joint}{urlencode(kept)}{mark}{place}"

    def in_other_language(self, query: Mapping[str, str]) -> str:
        """The address of this very page in the other language.

        Args:
            query: What else the page was asked; nothing that it does not ask for itself.
        """
        other = "zh" if self.language == _ENGLISH else "en"
        return "?" + urlencode({**query, **self.kept, "lang": other})

    def in_other_type(self, query: Mapping[str, str]) -> str:
        """The address of this very page in large type, or in the usual one; query likewise."""
        kept = self._replace(named=True, large=not self.large).kept
        return "?" + urlencode({**query, **kept})
