"""Certificate numbers: ZC + region 6 + year 4 + series 2 + level 1 + serial 6 + check 1.

22 characters that a person can read over the telephone. The check character (ISO 7064
MOD 37,36 over all before it) catches every single wrong character and every swap of two
neighbours. Nothing in it comes from the holder.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stdnum.iso7064 import mod_37_36

from keys.errors import Malformed, Refused
from verifier.titles import Level

LENGTH: Final = 22
MAX_SERIAL: Final = 999_999

# What people type for what is printed: the letters O and I look like digits, and a number holds
# no letter after the prefix but the check character.
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """All numbers that share one run of serials.

    Attributes:
        region: GB/T 2260 code of the issuing authority, six digits.
        year: Year of the award.
        series_no: 1 to 27, the place of the series in the national list.
        level: Level of the title.
    """

    region: str
    year: int
    series_no: int
    level: Level

    @property
    def stem(self) -> str:
        """The number without serial and check; also the name of its counter."""
        return f"ZC{self.region}{self.year:04}{self.series_no:02}{self.level.digit}"

    def number(self, serial: int) -> str:
        """The number with this serial, from 1.

        Raises:
            Refused: "number.exhausted" past MAX_SERIAL; a million titles of one level of one
                series in one city and year would be an error anyway.
        """
        if not 1 <= serial <= MAX_SERIAL:
            raise Refused("number.exhausted", stem=self.stem)
        body = f"{self.stem}{serial:06}"
        return body + mod_37_36.calc_check_digit(body)


def normalise(text: str) -> str:
    """A number as typed, brought to the form in which it is stored.

    Accepts lower case, full-width characters, blanks and hyphens, and O, I, L for 0, 1, 1.

    Raises:
        Malformed: "number.form" where length, digits or check character do not fit.
    """
    squeezed = "".join(text.translate(_FULL_WIDTH).upper().split()).replace("-", "")
    body = squeezed[:2] + squeezed[2:-1].translate(_LOOKALIKES)
    for check in (squeezed[-1:], squeezed[-1:].translate(_LOOKALIKES)):
        number = body + check
        digits = number[2:-1]
        if (
            len(number) == LENGTH
            and number.startswith("ZC")
            and digits.isascii()
            and digits.isdigit()
            and mod_37_36.is_valid(number)
        ):
            return number
    raise Malformed("number.form")
