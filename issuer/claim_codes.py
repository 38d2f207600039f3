"""Claim codes (领取码): made from chance, typed by people, handed out on paper.

100 random bits as 20 characters of Crockford's base 32, in five groups of four. The alphabet has
no I, L, O and U, so that what is read aloud or copied by hand is typed in one way only. Nothing in
a code comes from its holder, and nothing can be computed from one.

Follows https://www.crockford.com/base32.html.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import Final

LENGTH: Final = 20
GROUP: Final = 4
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES: Final = str.maketrans(dict.fromkeys("-‐‑‒–—―−_·."))
# Marks that people and keyboards put for the one in 买买提·艾力 (U+00B7).
_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅．.｡●", "·"))


def new_code() -> str:
    """A code that nobody has, 20 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """A code as it is printed: "7T3K-9QXM-4F2B-W8RD-0HNC"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def as_typed(text: str) -> str | None:
    """A code as people type it, brought to its one spelling; None for what can be no code.

    Lower case, full-width characters, blanks and dashes are accepted, and O, I, L for 0, 1, 1.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_DASHES)
    code = "".join(plain.split()).translate(_LOOKALIKES)
    return code if len(code) == LENGTH and not set(code) - set(ALPHABET) else None


def name_key(name: str) -> str:
    """A name brought to what must agree: no blanks, one dot, one width, one case.

    "阿卜杜• 艾力" and "阿卜杜·艾力" are one name, and so are "Anna  SCHMIDT" and "Anna Schmidt".
    """
    plain = unicodedata.normalize("NFKC", name.translate(_DOTS)).casefold()
    return (" " if plain.isascii() else "").join(plain.split())
