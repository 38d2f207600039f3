"""Twenty thousand guesses over a thousand certificates, beside an office that scans.

The strangers know every number and every name, and guess check codes: from one address, from two
thousand, and all at one number. Their first address is that of an office in which two hundred
people scan three certificates a minute each. The clock is handed in, so a day passes in seconds.
What the answers cost in time is printed and not judged.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random
from statistics import median
from time import perf_counter

import pytest

from issuer.numbers import NumberSeries
from issuer.web.limits import (
    NETWORK_FAILURES,
    NETWORK_SECONDS,
    NUMBER_FAILURES,
    PRESSED_NETWORK,
)
from tests.cast import ZONE, row
from tests.journeys.abuse.premises import behind, door_of, open_office
from tests.province import Province
from verifier.titles import Level

pytestmark = pytest.mark.drill

CERTIFICATES = 1000
GUESSES = 20_000
SCANNERS, SCANS_A_MINUTE, MINUTES = 200, 3, 2
ADDRESSES = 2000
PAIRS = 250
OFFICE = "203.0.113.7"
API = "/api/v1/verifications"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass
class Days:
    """A clock that the drill turns."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Town:
    """The office, its visitors, and what they were told: who -> answer -> how often."""

    province: Province
    clock: Days = field(default_factory=Days)
    told: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = open_office(
            self.province, monotonic=self.clock, surface="public"
        ).test_client()
        self.titles = list(self.province.titles.values())
        self.random = Random(20250627)

    def scan(self, who: str, title, address: str = OFFICE) -> str:
        page = self.client.get(f"/v/{title.code}?format=json", **behind(address))
        return self._note(who, page)

    def look_up(self, who: str, typed: dict[str, str], address: str) -> str:
        return self._note(who, self.client.post(API, json=typed, **behind(address)))

    def guess(self, who: str, address: str, title=None) -> str:
        title = title or self.random.choice(self.titles)
        tried = "".join(secrets.choice(ALPHABET) for _ in range(6))
        return self.look_up(who, door_of(title, check_code=tried), address)

    def _note(self, who: str, answer) -> str:
        said = "slowed" if answer.status_code == 429 else answer.get_json()["verdict"]
        self.told.setdefault(who, Counter())[said] += 1
        return said


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guessing")
    province = Province.found(f"sqlite:///{folder / 'office.db'}", folder)
    province.admit_committee(ZONE)
    province.issue(ZONE, [row(serial) for serial in range(1, CERTIFICATES + 1)])
    yield province
    province.close()


def networks() -> Iterator[str]:
    """Addresses with nobody around them."""
    return cycle(f"{11 + n // 250}.{n % 250}.9.9" for n in range(ADDRESSES))


def test_twenty_thousand_guesses_find_nothing_and_an_office_scans_on(province, figures):
    town = Town(province)
    beside, from_many, at_one = GUESSES // 4, GUESSES // 2, GUESSES // 4

    # From the address of the office, while it scans.
    scans = SCANNERS * SCANS_A_MINUTE * MINUTES
    certificates = cycle(town.titles)
    steps = beside // scans + 1
    left = beside
    for _ in range(scans):
        town.scan("office", next(certificates))
        for _ in range(min(steps, left)):
            left -= 1
            town.guess("beside", OFFICE)
            town.clock.now += MINUTES * 60 / scans / steps
    assert town.told["office"] == {"VALID": scans}
    assert town.told["beside"]["NOT_FOUND"] == NETWORK_FAILURES
    assert sum(town.told["beside"].values()) == beside - left

    # From everywhere, within ten minutes: past the bound over all, a failure a network.
    places = networks()
    for place in islice(places, from_many + left):
        town.guess("from many", place)
        town.clock.now += NETWORK_SECONDS / 2 / (from_many + left)
    newcomer = town.titles[-1]
    assert town.look_up("newcomer", door_of(newcomer), "198.51.100.7") == "VALID"
    assert town.told["from many"]["NOT_FOUND"] <= ADDRESSES * PRESSED_NETWORK

    # At one number, from everywhere: twenty, and then the QR code is left.
    town.clock.now += NETWORK_SECONDS
    chosen = town.titles[0]
    for place in islice(places, at_one):
        town.guess("at one", place, chosen)
    assert town.told["at one"]["NOT_FOUND"] <= NUMBER_FAILURES
    assert town.look_up("holder's", door_of(chosen), "198.51.100.8") == "slowed"
    assert town.scan("holder's", chosen, "198.51.100.8") == "VALID"

    guesses = {who: town.told[who] for who in ("beside", "from many", "at one")}
    assert sum(map(Counter.total, guesses.values())) == GUESSES
    assert {said for told in guesses.values() for said in told} == {"NOT_FOUND", "slowed"}
    figures(
        f"guessing: {GUESSES} guesses over {CERTIFICATES} certificates, 0 found,"
        f" {sum(told['slowed'] for told in guesses.values())} slowed;"
        f" {scans} scans of {SCANNERS} people from the same address, 0 refused"
    )


def test_known_and_unknown_numbers_take_the_same_time(province, figures):
    """Printed for the eye; that the work is the same is asserted by counting it."""
    town = Town(province)
    series = NumberSeries("371000", 2025, 5, Level.INTERMEDIATE)
    spent: dict[str, list[float]] = {"known": [], "unknown": []}
    for n in range(PAIRS):
        town.clock.now += NETWORK_SECONDS  # nobody is slowed
        title = town.titles[n]
        asked = {
            "known": door_of(title, check_code="000000"),
            "unknown": door_of(title, check_code="000000", number=series.number(900_000 + n)),
        }
        for what in sorted(asked, reverse=n % 2 == 1):
            began = perf_counter()
            town.look_up("pairs", asked[what], f"12.{n}.1.1")
            spent[what].append(perf_counter() - began)
    assert town.told["pairs"] == {"NOT_FOUND": 2 * PAIRS}
    known, unknown = (median(spent[what]) * 1000 for what in ("known", "unknown"))
    figures(f"a miss: median {known:.2f} ms known, {unknown:.2f} ms unknown, {PAIRS} pairs")
