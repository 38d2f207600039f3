"""Numbers are judged by what they are, and no genuine one is refused."""

from __future__ import annotations

from datetime import date

import pytest
from stdnum.cn import uscc

from issuer.identity import check_identity_number, check_uscc
from keys.errors import Refused
from tests.issuer.desk_world import id_no, refused
from verifier.batch import IdType

ON = date(2025, 6, 14)


def code_of(id_type, number, on=ON):
    try:
        check_identity_number(id_type, number, on=on)
    except Refused as refusal:
        return refusal.code if not number or number not in str(refusal) else "told"
    return None


def other_digit(number):
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def test_sound_resident_number_passes():
    assert code_of(IdType.RESIDENT_ID, id_no()) is None


@pytest.mark.parametrize(("place", "born"), [("371002", "19701212"), ("500101", "19880101")])
def test_resident_numbered_in_a_county_younger_than_themselves_passes(place, born):
    """The county of numbering may be founded after the birth; python-stdnum refuses that."""
    assert code_of(IdType.RESIDENT_ID, id_no(place=place, born=born)) is None


@pytest.mark.parametrize("place", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macao_and_taiwan_pass(place):
    number = id_no(place=place, born="18930614")
    assert code_of(IdType.RESIDENCE_PERMIT, number) is None
    assert code_of(IdType.RESIDENT_ID, number) == "row.id.region"


def test_resident_number_is_no_residence_permit():
    assert code_of(IdType.RESIDENCE_PERMIT, id_no()) == "row.id.region"


def test_changed_digit_is_found():
    assert code_of(IdType.RESIDENT_ID, other_digit(id_no())) == "row.id.check-digit"


def test_number_that_a_spreadsheet_rounded_is_told_apart():
    rounded = id_no(7)[:15] + "000"
    assert code_of(IdType.RESIDENT_ID, rounded) == "row.id.precision"


@pytest.mark.parametrize("born", ["18930230", "20260101", "18500101", "18931301"])
def test_birth_date_that_cannot_be_is_found(born):
    assert code_of(IdType.RESIDENT_ID, id_no(born=born)) == "row.id.birth-date"


@pytest.mark.parametrize(
    "number",
    ["", "371000", id_no() + "1", id_no()[:-1] + "x", "３" + id_no()[1:], "+" + id_no()[1:]],
)
def test_other_shapes_are_no_resident_number(number):
    assert code_of(IdType.RESIDENT_ID, number) == "row.id.form"


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        (IdType.HK_MACAO_PASS, "H12345678"),
        (IdType.HK_MACAO_PASS, "M1234567801"),
        (IdType.TAIWAN_PASS, "12345678"),
        (IdType.PASSPORT, "EA1234567"),
        (IdType.FOREIGNER_ID, "USA110077031012"),
        (IdType.FOREIGNER_ID, id_no(place="911840", born="18930614")),
    ],
)
def test_other_documents_pass_in_their_own_form_only(id_type, number):
    assert code_of(id_type, number) is None
    assert code_of(id_type, number + "·") == "row.id.form"


def test_new_foreigners_number_keeps_its_check_digit():
    number = id_no(place="911840", born="18930614")
    assert code_of(IdType.FOREIGNER_ID, other_digit(number)) == "row.id.check-digit"
    assert code_of(IdType.FOREIGNER_ID, id_no()) == "row.id.region"


@pytest.mark.parametrize("stem", ["91371000MA3EXD010", "N2370100MA3EXD010", "Y1370100MA3EXD010"])
def test_unit_codes_pass_also_those_of_rural_collectives(stem):
    number = stem + uscc.calc_check_digit(stem + "0")
    check_uscc(number)
    with refused(Refused, "row.uscc"):
        check_uscc(other_digit(number))


@pytest.mark.parametrize(
    "number", ["", "91371000MA3EXD010", "91371000MI3EXD010A", "９1371000MA3EXD010A"]
)
def test_other_shapes_are_no_unit_code(number):
    with refused(Refused, "row.uscc"):
        check_uscc(number)
