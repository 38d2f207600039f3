"""Every public page and every state of one, and how a visitor comes there.

Held against the route table by `test_stops.py`: whoever adds a page adds a stop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from issuer.claim_codes import grouped, new_code
from tests.journeys.walk.town import Town, Weather
from tests.journeys.walk.verdicts import WAYS, Way, chosen, paste
from tests.journeys.walk.visitor import Visitor
from verifier.verdict import VerdictCode

Go = Callable[[Town, Visitor], None]
WEIHAI: Final = "3710"
BOOK: Final = "/rules"
RULE: Final = "correspondence.digital-engineer.weihai-intermediate"


@dataclass(frozen=True)
class Stop:
    """A page in one state.

    Attributes:
        endpoint: Of the route whose answer it is; "" for what no route answers.
        name: Of the state.
        signed_in: Whether only people of registered units come there.
    """

    endpoint: str
    name: str
    go: Go
    weather: Weather = Weather.FAIR
    signed_in: bool = False

    @contextmanager
    def visited(self, town: Town, who: Visitor) -> Iterator[None]:
        """The page is before the visitor; what its weather and session are goes with the block."""
        with ExitStack() as stack:
            stack.enter_context(town.in_weather(self.weather))
            if self.signed_in:
                stack.enter_context(who.signed_in(town.session))
            self.go(town, who)
            yield

    def __str__(self) -> str:
        return self.name


def opened(path: str) -> Go:
    """An address, with the code of the good title where it says so."""

    def go(town: Town, who: Visitor) -> None:
        code = town.fates["valid"].code if "{code}" in path else ""
        who.go(path.replace("{code}", code))

    return go


def saved_at_home(town: Town, who: Visitor) -> None:
    """The offline page on the day of its lists; it takes its language from its address."""
    who.page.clock.set_fixed_time(town.province.at)
    who.go(f"/offline?lang={who.language}")


def sent(path: str, **fields: str) -> Go:
    """A form of a page, filled in and sent, with nothing held back by the browser."""

    def go(town: Town, who: Visitor) -> None:
        opened(path)(town, who)
        for name, text in fields.items():
            field = who.page.locator(f"main [name={name}]").first
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)
        submit(who, next(iter(fields)))

    return go


def submit(who: Visitor, name: str) -> None:
    """Press the button of the form with this field."""
    form = who.page.locator(f"main form:has([name={name}])").first
    form.evaluate("form => { form.noValidate = true }")
    form.locator("button").first.click()


def claimed(fate: str, *, twice: bool = False) -> Go:
    """A holder claims with a code made for this visit."""

    def go(town: Town, who: Visitor) -> None:
        code, name = town.new_claim(fate)
        for _ in range(2 if twice else 1):
            sent("/claim", code=code, name=name)(town, who)

    return go


def reported(town: Town, who: Visitor) -> None:
    """From the page of a certificate to the form about it."""
    who.go(f"/v/{town.fates['revoked'].code}")
    who.page.locator("form[action^='/report'] button").click()


def nothing_typed(_: Town, who: Visitor) -> None:
    who.go("/?way=number")
    submit(who, "number")


def typed_wrongly(town: Town, who: Visitor) -> None:
    WAYS[VerdictCode.NOT_FOUND].go(town, who)


def handed_in(name: str) -> Go:
    """A file is chosen and sent."""

    def go(town: Town, who: Visitor) -> None:
        who.go("/")
        who.page.click("label[for=way-file]")
        who.page.set_input_files("#pick", town.files[name])
        who.page.click("form:has(#pick) button")

    return go


def roster(name: str) -> Go:
    """The page of a roster that met this end."""
    return lambda town, who: who.go(f"/unit/rosters/{town.rosters[name]}")


def sent_paper(town: Town, who: Visitor) -> None:
    sent("/correspondence", paper=town.paper)(town, who)


STOPS: Final = (
    Stop("start.home", "start", opened("/")),
    Stop("start.lookup", "start-number-missing", nothing_typed),
    Stop("start.lookup", "start-not-a-code", lambda _, who: paste(who, "hello")),
    Stop("files.upload", "file-original", handed_in("original.pdf")),
    Stop("files.upload", "file-edited", handed_in("edited.pdf")),
    Stop("files.upload", "file-picture", handed_in("picture.png")),
    Stop("files.upload", "file-nothing", handed_in("nothing.pdf")),
    Stop("verify.page", "counts-here", opened("/v/{code}?to=3702")),
    Stop("verify.page", "out-of-scope", opened("/v/{code}?to=3306&employer=PRIVATE")),
    Stop("verify.page", "place-open", chosen("unit", WEIHAI).go),
    Stop("correspondences.page", "equivalence", opened("/equivalence")),
    Stop(
        "correspondences.page",
        "equivalence-answer",
        sent("/equivalence", what="digital-grade|INTERMEDIATE", region="3710"),
    ),
    Stop("papers.page", "correspondence", opened("/correspondence")),
    Stop("papers.check", "correspondence-wrong", sent("/correspondence", paper="hello")),
    Stop("papers.check", "correspondence-answer", sent_paper),
    Stop("start.revocations", "revocations", opened("/revocations")),
    Stop("start.revocations", "revocations-none", opened("/revocations?number=ZC99")),
    Stop("register.index", "committees", opened("/committees")),
    Stop("register.index", "committees-none", opened("/committees?q=nothing")),
    Stop("register.committee", "committee", opened("/committees/zone")),
    Stop("register.committee", "committee-withdrawn", opened("/committees/digital")),
    Stop("fake_reports.form", "report", opened("/report")),
    Stop("fake_reports.send", "report-about", reported),
    Stop("fake_reports.send", "report-wrong", sent("/report", says="")),
    Stop("fake_reports.send", "report-sent", sent("/report", says="照片不是本人", kind="OTHER")),
    Stop("openness.figures", "openness", opened("/openness")),
    Stop("openness.genuine", "genuine", opened("/genuine")),
    Stop("offline.page", "offline", saved_at_home),
    Stop("book.index", "rules", opened(BOOK)),
    Stop("book.index", "rules-found", opened(f"{BOOK}?q=公示")),
    Stop("book.index", "rules-none", opened(f"{BOOK}?q=nothing")),
    Stop("book.changes", "rules-changes", opened(f"{BOOK}/changes?since=2023-01-01&to=2025-01-01")),
    Stop("book.document", "rules-document", opened(f"{BOOK}/documents/floors")),
    Stop("book.rule", "rule", opened(f"{BOOK}/{RULE}")),
    Stop("claims.page", "claim", opened("/claim")),
    Stop("claims.claim", "claim-wrong", sent("/claim", code=grouped(new_code()), name="无人")),
    Stop("claims.claim", "claimed", claimed("valid")),
    Stop("claims.claim", "claim-used", claimed("valid", twice=True)),
    Stop("claims.claim", "claim-suspended", claimed("suspended")),
    Stop("units.sign_in_page", "unit-sign-in", opened("/unit/sign-in")),
    Stop("units.sign_in_page", "unit-session-over", opened("/unit/sign-in?why=over")),
    Stop("units.join_page", "unit-join", opened("/unit/join")),
    Stop("units.home", "unit", opened("/unit"), signed_in=True),
    Stop("rosters.page", "rosters", opened("/unit/rosters"), signed_in=True),
    *(
        Stop("rosters.one", f"roster-{name}", roster(name), signed_in=True)
        for name in ("waiting", "done", "refused")
    ),
    Stop("contract.index", "api", opened("/api")),
    Stop("contract.operation", "api-operation", opened("/api/verifications.verify")),
    Stop("problems.explain", "problem", opened("/problems/web.too-many")),
    Stop("", "no-such-page", opened("/nothing")),
    Stop("", "too-many", typed_wrongly, Weather.CROWDED),
    Stop(
        "",
        "report-not-kept",
        sent("/report", says="照片不是本人", kind="OTHER"),
        Weather.NO_DATABASE,
    ),
)


def of_way(code: VerdictCode, way: Way) -> Stop:
    """A verdict as a stop among the others."""
    return Stop("verify.page" if way.by_link else "start.lookup", code.value, way.go, way.weather)


ALL: Final = (*STOPS, *(of_way(*each) for each in WAYS.items()))
ELSEWHERE: Final[dict[str, str]] = {}
"""Endpoint -> the test that walks its pages, because they take more than a visit."""
