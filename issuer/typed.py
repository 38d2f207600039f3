"""What people type for what is printed: a number, a name, a check code, each in its one spelling.

Pure. Nothing is judged here: what is none of them stays as it is, and finds nothing.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from issuer.numbers import normalise
from keys.errors import Malformed

# Marks that people and keyboards put for the one in 买买提·艾力 (U+00B7).
_DOTS: Final = str.maketrans(dict.fromkeys("•・‧∙⋅．.｡●", "·"))
_CODE_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})  # Crockford base 32


def as_number(text: str) -> str:
    """A certificate number as typed; what is none stays as it is and finds nothing."""
    try:
        return normalise(text)
    except Malformed:
        return _half_width(text).upper()


def as_name(text: str) -> str:
    """A name as typed: one spelling of the middle dot, no blanks around or between characters."""
    name = unicodedata.normalize("NFC", text.strip()).translate(_DOTS)
    return name if name.isascii() else "".join(name.split())


def as_check_code(text: str) -> str:
    """A check code as typed: half-width, upper case, O, I, L read as 0, 1, 1."""
    return _half_width(text).upper().replace("-", "").translate(_CODE_LOOKALIKES)


def _half_width(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
