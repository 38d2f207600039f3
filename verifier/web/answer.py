"""A verdict with what belongs to it on its way to a visitor, and whose page it will stand on.

Shapes only: `desk` finds answers, `telling` puts them into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from verifier.placing import Placed
from verifier.verdict import Verdict, VerdictCode
from verifier.web.shelf import Told
from verifier.web.where import Wanted


@dataclass(frozen=True, slots=True)
class Site:
    """Whose page it is: official host, name of the authority, telephone or desk if there is.

    Attributes:
        ways: Address and Chinese name of every page that each page leads to.
    """

    host: str
    name: str
    contact: str | None = None
    region: str | None = None  # of the authority, GB/T 2260
    lookup: bool = False  # whether a form beside the verdict takes what was pasted once more
    reports: bool = False  # whether a page beside the verdict takes reports of fakes
    ways: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with what belongs to it.

    Attributes:
        code, text: Where a record of this host was found.
        told: How the same answer was told before, by form and language; None where it is not
            kept.
        place: The place that the verdict was held to, if it was.
        wanted: What the request said about it; None where the place is this host's own.
    """

    verdict: Verdict
    code: str | None = None
    text: str | None = None
    told: Told | None = None
    place: Placed | None = None
    wanted: Wanted | None = None

    @property
    def status(self) -> HTTPStatus:
        """200 for every verdict; 503 when there is none, so that nobody keeps it."""
        if self.verdict.code is VerdictCode.SERVICE_PROBLEM:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK
