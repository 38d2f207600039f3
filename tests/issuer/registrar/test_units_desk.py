"""Employers are let in by two persons and shut out by one."""

from __future__ import annotations

import pytest

from issuer.store import units
from issuer.store.session import read
from tests.issuer.refusing import refused
from verifier.decision import Decision, RegisterUnit, WithdrawUnit

PAPER = "威人社函〔2025〕1号（示例）"
IN = RegisterUnit("0a1b2c3d", "示例用人单位", "91371000MA3EXB010U", "0631-0000000", PAPER)
OUT = WithdrawUnit("0a1b2c3d", PAPER)


def listed(province):
    office = province.office
    with read(office.engine) as connection:
        return units.every(connection, vault=office.vault)


def test_a_unit_is_let_in_by_two(province):
    with refused("envelope.threshold", needed=2, found=1):
        province.decide(IN, by=province.operators[:1])
    assert listed(province) == ()
    province.decide(IN)
    (unit,) = listed(province)
    assert (unit.id, unit.name, unit.uscc, unit.contact) == (IN.unit, IN.name, IN.uscc, IN.contact)
    assert unit.withdrawn_at is None


def test_one_shuts_it_out_and_it_may_be_let_in_again(province):
    province.decide(IN)
    province.decide(OUT, by=province.operators[1:])
    (unit,) = listed(province)
    assert unit.withdrawn_at == province.at
    again = RegisterUnit("4e5f6a7b", IN.name, IN.uscc, IN.contact, PAPER)
    province.decide(again)
    assert [each.withdrawn_at is None for each in listed(province)].count(True) == 1


def test_a_code_has_one_living_registration(province):
    province.decide(IN)
    with refused("unit.registered", unit=IN.unit):
        province.decide(RegisterUnit("4e5f6a7b", IN.name, IN.uscc, IN.contact, PAPER))


@pytest.mark.parametrize("code", ["91371000MA3EXB0100", "91371000MA3EXB01OU", "1"])
def test_a_code_must_be_one(province, code):
    with refused("unit.uscc"):
        province.decide(RegisterUnit("4e5f6a7b", IN.name, code, IN.contact, PAPER))


def test_who_is_not_in_is_not_shut_out(province):
    with refused("unit.unknown", unit=OUT.unit):
        province.decide(OUT)
    province.decide(IN)
    province.decide(OUT)
    with refused("unit.withdrawn"):
        province.decide(OUT)


def test_an_error_repeats_no_name_that_was_typed_for_a_unit(province):
    with refused("unit.unknown") as _, read(province.office.engine) as connection:
        units.get(connection, "柳闻莺", vault=province.office.vault)


def test_whom_to_call_is_sealed(province):
    province.decide(IN)
    with read(province.office.engine) as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM unit").all()
    assert IN.contact not in str(row)
    assert IN.contact.encode() not in b"".join(each for each in row if isinstance(each, bytes))


@pytest.mark.parametrize("act", [IN, OUT])
def test_an_act_is_read_as_it_was_written(province, act):
    from keys.encoding import parse

    decision = Decision("https://zc.weihai.example", province.at, "2025-1", act)
    assert Decision.from_dict(parse(decision.to_bytes(), limit=10_000)) == decision
