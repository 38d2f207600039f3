"""The rule book as pages: browse, search, one rule, one document, and what changed between days.

Every rule has an address of its own that stays, so that a verdict, a problem or a letter can
point to it. Pages are made from the book that this process goes by; a search is a GET, because
what is asked here is no personal data, and nothing of it is kept.

Follows docs/formats/rule-catalogue.md for what an entry says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.exceptions import NotFound

from keys.words import LANGUAGES, Words
from verifier.book import listing
from verifier.book.changes import changes_between
from verifier.book.finding import Finder, beside, replaced_by, replaces
from verifier.book.gist import gist_of
from verifier.book.saying import CATALOGUES, Sayer
from verifier.china_time import china_day
from verifier.rules import Kind, Rules, SourceStanding
from verifier.rules.entries import RULES_PATH
from verifier.web.desk import VerifyDesk

_ON_A_PAGE: Final = 50
_MOST_TYPED: Final = 60
_ASKED: Final = ("q", "kind", "region", "page", "since", "to")
_MOST_BESIDE: Final = 12
_MOST_DIGITS: Final = 4
_FRESH: Final = "public, max-age=300"
_MEANINGS: Final[Mapping[SourceStanding, str]] = {
    SourceStanding.IN_FORCE: "文件现行有效，在适用的地区和日期内作为依据。",
    SourceStanding.PLAN: "年度安排，只在文件所说的地区和年度内作为依据。",
    SourceStanding.DRAFT: "征求意见稿，没有正式印发，不据以作出任何决定。",
    SourceStanding.UNCONFIRMED: "没有见到文件原文或者文号，不据以作出任何决定。",
    SourceStanding.REPEALED: "文件已经废止，只说明当时的规定。",
}


class BookPages:
    """The routes."""

    def __init__(self, desk: VerifyDesk, rules: Rules) -> None:
        self._desk: Final = desk
        self._rules: Final = rules
        self._ordered: Final = listing.in_order(rules)
        self._sayers: Final = {each: Sayer(rules, Words(each, *CATALOGUES)) for each in LANGUAGES}
        self._finder: Final = Finder(rules, self._sayers.values())

    def views(self) -> dict[str, Callable[..., Response]]:
        """The routes by endpoint."""
        return {
            "book.index": self.index,
            "book.changes": self.changes,
            "book.document": self.document,
            "book.rule": self.rule,
        }

    def index(self) -> Response:
        """GET /rules: search, and the book by kind, region and document."""
        asked = {name: request.args.get(name, "")[:_MOST_TYPED] for name in ("q", "kind", "region")}
        found = [
            each
            for each in self._finder.find(self._ordered, asked["q"])
            if asked["kind"] in ("", each.kind.value) and asked["region"] in ("", each.region)
        ]
        is_browsing = any(asked.values()) or "page" in request.args
        page, pages = _page(request.args.get("page", ""), len(found))
        sayer = self._sayer()
        shown = found[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE] if is_browsing else []
        return self._render(
            "index",
            asked=asked,
            heading=_heading(asked, sayer),
            listed=listing.rows_of(shown, sayer),
            count=len(found),
            is_browsing=is_browsing,
            page=page,
            pages=pages,
            turn=lambda to: self._to(**asked, page=str(to)),
            kinds=listing.by_kind(self._ordered, sayer),
            regions=listing.by_region(self._ordered, sayer),
            documents=listing.by_document(self._rules),
            digest=self._rules.digest,
            days=self._days(),
        )

    def rule(self, rule: str) -> Response:
        """GET /rules/<id>: one rule."""
        # Looked for here: an error would carry what was typed.
        found = next((each for each in self._ordered if each.id == rule), None)
        if found is None:
            raise NotFound
        sayer, others = self._sayer(), beside(found, self._rules)
        return self._render(
            "rule",
            rule=found,
            gist=gist_of(sayer, found),
            kind=sayer.kind(found.kind),
            region=sayer.region(found.region),
            standing=sayer.standing(found.standing),
            meaning=sayer.words.text(_MEANINGS[found.standing]),
            unseen=found.standing is SourceStanding.UNCONFIRMED,
            is_over=found.until is not None and found.until < china_day(self._desk.clock()),
            dates=listing.dates_of(found, sayer),
            parameters=sayer.parameters(found),
            replaced_by=listing.rows_of([replaced_by(found, self._rules)], sayer),
            replaces=listing.rows_of([replaces(found, self._rules)], sayer),
            others=listing.rows_of(others[:_MOST_BESIDE], sayer),
            beside=len(others),
        )

    def document(self, document: str) -> Response:
        """GET /rules/documents/<id>: a document with all its entries."""
        found = self._rules.documents.get(document)
        if found is None:
            raise NotFound
        sayer = self._sayer()
        resting = (each for each in self._ordered if each.document is found)
        return self._render(
            "document",
            document=found,
            standing=sayer.standing(found.standing),
            meaning=sayer.words.text(_MEANINGS[found.standing]),
            listed=listing.rows_of(resting, sayer),
        )

    def changes(self) -> Response:
        """GET /rules/changes?since=…&to=…: the rules of one day held against another's."""
        days = self._days()
        typed = {name: request.args.get(name, "").strip() or days[name] for name in days}
        first, second = (_day(typed[name]) for name in ("since", "to"))
        if first is None or second is None or first >= second:
            page = self._render("changes", days=days, wrong=True)
            page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
            return page
        found, sayer = changes_between(self._rules, first, second), self._sayer()
        return self._render(
            "changes",
            days=typed,
            found=found,
            pairs=[listing.rows_of(pair, sayer) for pair in found.changed],
            began=listing.rows_of(found.began, sayer),
            ended=listing.rows_of(found.ended, sayer),
        )

    def _render(self, template: str, **facts: object) -> Response:
        language = self._desk.language()
        # Only what this page asks for: what else was typed is not repeated.
        asked = {name: request.args[name] for name in _ASKED if name in request.args}
        page = self._desk.render(
            f"verifier/book/{template}.html",
            _=self._sayers[language].words.text,
            again=asked,
            book=RULES_PATH,
            to=self._to,
            **facts,
        )
        page.headers["Cache-Control"] = _FRESH
        return page

    def _sayer(self) -> Sayer:
        return self._sayers[self._desk.language()]

    def _to(self, **query: str) -> str:
        """An address of a list in the reader's language."""
        asked = {name: value for name, value in query.items() if value}
        return self._desk.reading().link(f"{RULES_PATH}?{urlencode(asked)}")

    def _days(self) -> dict[str, str]:
        """The year so far: what a reader most likely wants to compare."""
        today = china_day(self._desk.clock())
        new_year = today.replace(year=today.year - 1, month=12, day=31)
        return {"since": new_year.isoformat(), "to": today.isoformat()}


def _heading(asked: Mapping[str, str], sayer: Sayer) -> str:
    """What a list is of."""
    parts = [f"“{asked['q']}”"] if asked["q"] else []
    if asked["kind"] in list(Kind):
        parts.append(sayer.kind(Kind(asked["kind"])))
    if asked["region"]:
        parts.append(sayer.region(asked["region"]))
    return " · ".join(parts) or sayer.words.text("全部规则")


def _page(typed: str, count: int) -> tuple[int, int]:
    """Which page is shown, of how many."""
    pages = max(1, -(-count // _ON_A_PAGE))
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
    return min(max(int(typed) if is_number else 1, 1), pages), pages


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
