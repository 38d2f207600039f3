"""Numbers of identity documents and of units: which are well formed, and what is wrong.

Judges the number alone: it looks nobody up and never repeats a digit in an error.

Follows GB 11643-1999 (公民身份号码), 《港澳台居民居住证申领发放办法》 (国办发〔2018〕81号) for the
regions 81, 82 and 83, the 2023 form of the 外国人永久居留身份证, and GB 32100-2015
(统一社会信用代码). Check digits are python-stdnum's. Its whole validation is not used on purpose:
it refuses a resident's number whose county code is younger than the birth date, which is the
number of everybody who was numbered after their county was founded or renamed, and it knows
neither the regions 81, 82 and 83 nor the letters with which the codes of rural collectives and
of the armed forces begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from stdnum.cn import ric, uscc

from keys.errors import Refused
from verifier.batch import IdType

_EIGHTEEN: Final = re.compile(r"[0-9]{17}[0-9X]\Z")
_OLD_FOREIGNER: Final = re.compile(r"[A-Z]{3}[0-9]{12}\Z")
_HK_MACAO: Final = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?\Z")
_TAIWAN: Final = re.compile(r"[0-9]{8}\Z")
_PASSPORT: Final = re.compile(r"[A-Z0-9]{5,17}\Z")
# GB 32100-2015: the letters I, O, S, V and Z are never used; digits 3 to 8 are the region.
_USCC: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}\Z")

# GB/T 2260, first two digits; Hong Kong, Macao and Taiwan number their people otherwise.
_PROVINCES: Final = frozenset(
    {"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"}
    | {"41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54"}
    | {"61", "62", "63", "64", "65"}
)
_RESIDENCE_PERMIT_REGIONS: Final = frozenset({"810000", "820000", "830000"})
# Years. Born earlier is a slip of the pen; examples are born in the 1890s, so that nobody alive
# bears their numbers.
_OLDEST: Final = 150


def check_identity_number(id_type: IdType, number: str, *, on: date) -> None:
    """Refuse a number that its kind of document cannot bear.

    Args:
        id_type: Kind of document.
        number: As it would be printed: half-width, capital letters, no spaces.
        on: A day on which the holder was already born.

    Raises:
        Refused: "row.id.form" for length and characters, "row.id.precision" for a number that a
            spreadsheet has rounded, "row.id.check-digit", "row.id.birth-date", "row.id.region".
    """
    _CHECKS[id_type](number, on)


def check_uscc(number: str) -> None:
    """Refuse a malformed 统一社会信用代码; raises Refused("row.uscc")."""
    if not _USCC.match(number) or uscc.calc_check_digit(number) != number[-1]:
        raise Refused("row.uscc")


def _resident(number: str, on: date) -> None:
    _citizen_form(number, on)
    if number[:2] not in _PROVINCES:
        raise Refused("row.id.region")


def _residence_permit(number: str, on: date) -> None:
    _citizen_form(number, on)
    if number[:6] not in _RESIDENCE_PERMIT_REGIONS:
        raise Refused("row.id.region")


def _citizen_form(number: str, on: date) -> None:
    if not _EIGHTEEN.match(number):
        raise Refused("row.id.form")
    _check_digit(number)
    _birth_date(number, on)


def _check_digit(number: str) -> None:
    if ric.calc_check_digit(number) == number[-1]:
        return
    # A spreadsheet keeps 15 digits of a number and fills the others with zeros.
    raise Refused("row.id.precision" if number.endswith("000") else "row.id.check-digit")


def _birth_date(number: str, on: date) -> None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Refused("row.id.birth-date") from None
    if born > on or on.year - born.year > _OLDEST:
        raise Refused("row.id.birth-date")


def _foreigner(number: str, on: date) -> None:
    if _OLD_FOREIGNER.match(number):
        return  # issued until 2023: nationality, place, birth; no published check digit
    _citizen_form(number, on)
    if number[0] != "9":
        raise Refused("row.id.region")


def _shaped(form: re.Pattern[str]) -> Callable[[str, date], None]:
    def check(number: str, on: date) -> None:
        del on
        if not form.match(number):
            raise Refused("row.id.form")

    return check


_CHECKS: Final[Mapping[IdType, Callable[[str, date], None]]] = {
    IdType.RESIDENT_ID: _resident,
    IdType.RESIDENCE_PERMIT: _residence_permit,
    IdType.HK_MACAO_PASS: _shaped(_HK_MACAO),
    IdType.TAIWAN_PASS: _shaped(_TAIWAN),
    IdType.FOREIGNER_ID: _foreigner,
    IdType.PASSPORT: _shaped(_PASSPORT),
}
