"""The units desk: which employers may verify rosters, and since when.

A unit enters and leaves by a decision. It is an organisation with a code of its own; whom to call
there is kept sealed. What a unit asks about is kept by `issuer.roster`, for the holder to see.

Follows 个人信息保护法 第六条 (no more than is needed, by those who need it).
"""

from __future__ import annotations

from issuer.identity import check_uscc
from issuer.registrar.errand import Errand
from issuer.store import units
from issuer.store.units import Unit
from issuer.unit_access.inviting import shut_out
from keys.errors import Refused
from verifier.decision import RegisterUnit, WithdrawUnit


def register(running: Errand, act: RegisterUnit, decision_no: str) -> None:
    """Enter a unit.

    Raises:
        Refused: "unit.uscc" for a code that is none, "unit.registered" for a unit that is in.
    """
    try:
        check_uscc(act.uscc)
    except Refused as error:
        raise Refused("unit.uscc") from error
    living = units.living(running.connection, act.uscc)
    if living is not None:
        raise Refused("unit.registered", unit=living)
    unit = Unit(act.unit, act.name, act.uscc, act.contact, decision_no, running.at)
    units.keep(running.connection, unit, vault=running.office.vault)


def withdraw(running: Errand, act: WithdrawUnit, decision_no: str) -> None:
    """End a unit's registration; raises Refused("unit.unknown" or "unit.withdrawn").

    Nobody who was signed in for it is any more.
    """
    units.get(running.connection, act.unit, vault=running.office.vault)
    units.withdraw(running.connection, act.unit, decision_no=decision_no, at=running.at)
    shut_out(running.connection, act.unit)
