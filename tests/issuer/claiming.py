"""Handing out and claiming in a province: codes for its titles, and a desk to claim at."""

from __future__ import annotations

from datetime import date, timedelta

from issuer import handing_out
from issuer.claims import ClaimDesk
from tests.province import Province
from verifier.china_time import china_day

ONCE = "o" * 43
OTHER_ONCE = "p" * 43
HOURS = timedelta(hours=24)
DAYS = timedelta(days=30)


def hand_out(province: Province, numbers=None, *, again=False) -> dict[str, str]:
    """Codes for the titles, by number; of all that stand, where no numbers are named."""
    office, at = province.office, province.at
    if numbers is None:
        batches = {title.batch for title in province.titles.values()}
        numbers = [
            number
            for batch in sorted(batches)
            for number in handing_out.waiting(office, batch, again=again, at=at)
        ]
    slips = handing_out.prepare(office, numbers, until=last_day(province), progress=lambda _: None)
    handing_out.keep(office, slips, again=again, at=at, write=lambda: None)
    return {slip.title.number: slip.code for slip in slips}


def last_day(province: Province) -> date:
    return china_day(province.at) + DAYS


def desk_of(province: Province) -> ClaimDesk:
    return ClaimDesk(province.press, province.office.pepper, open_for=HOURS)
