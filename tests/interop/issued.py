"""An office with many certificates, and its lists as they look on several days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from keys.roles import Role
from keys.signer import MemorySigner
from tests.drill.fixed import fixed
from tests.verifier.papers import (
    DIGITAL,
    ENTITY,
    MAPPING,
    MARINE,
    NOW,
    RULES,
    STATUS_URI,
    header,
    row,
)
from tests.verifier.world import World
from verifier.bundle import Bundle, open_bundle
from verifier.certificate import StatusReference
from verifier.profile import LIST_SIZE
from verifier.titles import DigitalGrade, DigitalGradeCertificate, Level, Method

PEOPLE: Final = 6
CURRENT, EXPIRED, STALE, NONE = "current", "expired", "a day old", "none"


class Office(World):
    """The world of the verifier's tests with more certificates, from a fixed seed."""

    def __init__(self) -> None:
        super().__init__()
        people = [row(f"司空示例{'甲乙丙丁戊己'[place]}", 30 + place) for place in range(PEOPLE)]
        said = header(MARINE, people, number="2024-5")
        self.hand_in(said, MARINE)
        reviewed = [self.mint(each, people, said) for each in people]
        graded = [
            row(
                f"令狐示例{'甲乙丙丁戊己'[place]}",
                40 + place,
                title="工程师",
                level=Level.INTERMEDIATE,
                specialty="人工智能",
                facts=(
                    DigitalGradeCertificate(
                        "2-02-38-01", DigitalGrade.INTERMEDIATE, f"S{place:015}", date(2024, 3, 1)
                    ),
                ),
                mapping=MAPPING,
            )
            for place in range(PEOPLE)
        ]
        recognition = header(
            DIGITAL, graded, method=Method.RECOGNITION, meeting=None, number="2024-R5"
        )
        self.hand_in(recognition, DIGITAL)
        self.copies = [*reviewed, *(self.mint(each, graded, recognition) for each in graded)]
        self.fallen = {
            status: [self.mint(each, people, said) for each in people] for status in (1, 2, 3)
        }
        for status, copies in self.fallen.items():
            for copy in copies:
                self.statuses[copy.certificate.status.index] = status
        self.stranger = MemorySigner.generate(Role.CREDENTIAL)
        later = NOW + timedelta(hours=1)
        self.ahead = [
            self.mint(each, people, said, issued_at=later, logged_at=later) for each in people
        ]
        self.mistitled = [self.mint(each, people, said, title="工程师") for each in people]
        self.beyond = [
            self.mint(each, people, said, status=StatusReference(STATUS_URI, LIST_SIZE + place))
            for place, each in enumerate(people)
        ]
        self.unlisted = [
            self.mint(each, people, said, status=StatusReference(f"{ENTITY}/status/9", place))
            for place, each in enumerate(people)
        ]

    @property
    def signer(self) -> MemorySigner:
        return self.signers[Role.CREDENTIAL]

    def lists(self) -> dict[str, dict[str, str]]:
        """The publications of the status list, by name and address."""
        ages = {CURRENT: timedelta(), EXPIRED: timedelta(days=8), STALE: timedelta(hours=25)}
        found = {name: {STATUS_URI: self.status_list(at=NOW - ages[name])} for name in ages}
        return {**found, NONE: {}}

    def bundles(self) -> dict[str, Bundle]:
        """The same publications as our verifier takes them."""
        return {
            name: open_bundle(
                self.bundle_bytes(self.part(status_lists=list(tokens.values()))),
                self.anchor,
                at=NOW,
                rules=RULES,
            )
            for name, tokens in self.lists().items()
        }


def office() -> Office:
    """The same office each time."""
    with fixed("differential"):
        return Office()
