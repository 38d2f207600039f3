"""The register of committees as pages and as JSON: without a login, from the signed list.

A page says no more than the list does; the list itself, with its signature, is a link away.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.exceptions import NotFound

from issuer.filing_rules import approver_of
from issuer.public_records import PublicRecords
from issuer.register import Chapter, Entry, matches, register_of
from issuer.web.paging import page_of
from issuer.web.problems import Trouble
from issuer.web.register_words import (
    APPROVERS,
    COMMITTEE_STATES,
    LAPSED,
    LOOKS,
    NEWS,
    ORGANISERS,
)
from issuer.web.shown_keys import State, groups_of, key_documents, shown_key
from keys.encoding import Json, fingerprint
from keys.errors import CredentialError
from keys.trust import TrustList
from verifier.china_time import china_day, in_words
from verifier.filing import COMMITTEE_METADATA, CommitteeAuthority
from verifier.page_words import LEVELS, METHODS, SCOPES
from verifier.rules import Rules
from verifier.web import VerifyDesk, wanted_form

HTML: Final = "text/html"
JSON: Final = "application/json"
ON_A_PAGE: Final = 25
_MOST_TYPED: Final = 60
_ASKED: Final = ("q", "page")
_FRESH: Final = "public, max-age=60"


@dataclass(frozen=True, slots=True)
class RegisterPages:
    """The routes.

    Attributes:
        entity: Entity id of the authority whose committees these are.
        keeper: Its region: it filed what names no other approver.
    """

    desk: VerifyDesk
    records: PublicRecords
    rules: Rules
    entity: str
    keeper: str

    def views(self) -> dict[str, Callable[..., Response]]:
        """The routes by endpoint."""
        return {"register.index": self.index, "register.committee": self.committee}

    def index(self) -> Response:
        """GET /committees: search, and every committee by name."""
        asked = request.args.get("q", "")[:_MOST_TYPED]
        trust = self._trust()
        entries = register_of(trust, at=self.desk.clock())
        found = [each for each in entries if matches(each, asked)]
        if wanted_form(request, HTML, JSON) == JSON:
            listed: list[Json] = [self._document(each) for each in found]
            return _json(
                {
                    "authority": self.entity,
                    "signed_list": _list_document(trust),
                    "committees": listed,
                }
            )
        page, pages = page_of(len(found), on_a_page=ON_A_PAGE)
        return self._render(
            "register",
            asked=asked,
            listed=[self._line(each) for each in found[(page - 1) * ON_A_PAGE :][:ON_A_PAGE]],
            total=len(entries),
            count=len(found),
            page=page,
            pages=pages,
            turn=lambda to: self._to(q=asked, page=str(to)),
            **_list_facts(trust),
        )

    def committee(self, slug: str) -> Response:
        """GET /committees/<slug>: one committee, its timetable and its history."""
        trust = self._trust()
        entries = register_of(trust, at=self.desk.clock())
        entry = next((each for each in entries if each.slug == slug), None)
        if entry is None:
            raise NotFound
        if wanted_form(request, HTML, JSON) == JSON:
            return _json(self._document(entry))
        return self._render(
            "committee",
            line=self._line(entry),
            filing=entry.filing,
            facts=self._facts(entry.filing),
            history=[self._news(each) for each in entry.chapters],
            keys=[
                shown_key(each, use="", at=self.desk.clock(), say=self._say) for each in entry.keys
            ],
            **_list_facts(trust),
        )

    def _trust(self) -> TrustList:
        try:
            return self.records.current_bundle().authority(self.entity).trust
        except (CredentialError, OSError) as error:
            status = HTTPStatus.SERVICE_UNAVAILABLE
            raise Trouble("web.unavailable", status, headers={"Retry-After": "300"}) from error

    def _document(self, entry: Entry) -> dict[str, Json]:
        """A committee as the list says it, with its history."""
        history: list[Json] = [
            {
                "since": each.since.isoformat(),
                "what": each.what,
                "state": each.filing.state.value,
                "state_decision": each.filing.state_decision,
                "filing_no": each.filing.filing_no,
            }
            for each in entry.chapters
        ]
        return {
            "committee": entry.filing.entity,
            "may_review": entry.may_review(on=china_day(self.desk.clock())),
            "filing": entry.filing.to_metadata()[COMMITTEE_METADATA],
            "keys": key_documents(entry.keys),
            "history": history,
        }

    def _line(self, entry: Entry) -> dict[str, object]:
        filing, say = entry.filing, self._say
        stands = entry.may_review(on=china_day(self.desk.clock()))
        lapsed = filing.state.may_review and not stands
        word = say("不在备案有效期内" if lapsed else COMMITTEE_STATES[filing.state])
        return {
            "slug": entry.slug,
            "name": filing.name,
            "filing_no": filing.filing_no,
            "series": self._series(filing),
            "levels": self._levels(filing),
            "first": filing.valid_from.isoformat(),
            "last": filing.valid_to.isoformat(),
            "state": State(word, *(LAPSED if lapsed else LOOKS[filing.state])),
            "reach": self._reach(filing),
        }

    def _facts(self, filing: CommitteeAuthority) -> list[tuple[str, str, bool]]:
        """Label, value, and whether the value is Chinese in every language."""
        say, taken = self._say, filing.intake_region
        approver = filing.approver or approver_of(self.keeper)
        facts = (
            ("核准备案文号", filing.filing_no, True),
            ("核准备案机关", say(APPROVERS[approver]), False),
            ("组建单位", "、".join((filing.organiser, *filing.co_organisers)), True),
            ("单位类型", say(ORGANISERS[filing.organiser_type]), False),
            ("评审办事机构", filing.office, True),
            ("系列", self._series(filing), False),
            ("专业", "、".join(filing.specialties), True),
            ("专业", None if filing.specialties else say("本系列各专业"), False),
            ("级别", self._levels(filing), False),
            ("取得方式", self._between.join(say(METHODS[each]) for each in filing.methods), False),
            ("备案地区", self._region(filing.region), False),
            ("申报人来源", self._region(taken) if taken else None, False),
            ("结果有效范围", self._reach(filing), False),
            ("自主评审", say("是，结果事后备案") if filing.self_review else None, False),
            ("整改期限", filing.rectify_by.isoformat() if filing.rectify_by else None, False),
        )
        return [(say(label), value, named) for label, value, named in facts if value]

    def _reach(self, filing: CommitteeAuthority) -> str:
        scope = filing.scope
        said = self._say(SCOPES[scope.kind])
        return said.format(region=self._region(scope.region), target=scope.target or "")

    def _region(self, code: str) -> str:
        return self.rules.region_name(code, self.desk.language())

    def _news(self, chapter: Chapter) -> dict[str, str]:
        filing, is_state = chapter.filing, chapter.what == "state"
        return {
            "since": chapter.since.isoformat(),
            "what": self._say(NEWS[chapter.what]),
            "state": self._say(COMMITTEE_STATES[filing.state]) if is_state else "",
            "paper": (filing.state_decision or "") if is_state else filing.filing_no,
        }

    def _series(self, filing: CommitteeAuthority) -> str:
        is_english = self.desk.language() == "en"
        known = [
            self.rules.series(each) for each in filing.series if each in self.rules.series_codes
        ]
        return self._between.join(each.name_en if is_english else each.name_zh for each in known)

    def _levels(self, filing: CommitteeAuthority) -> str:
        return self._between.join(self._say(LEVELS[each]) for each in filing.levels)

    @property
    def _between(self) -> str:
        return ", " if self.desk.language() == "en" else "、"

    def _say(self, text: str) -> str:
        return self.desk.say(self.desk.language())(text)

    def _to(self, **asked: str) -> str:
        return self.desk.reading().link("?" + urlencode(asked))

    def _render(self, template: str, **facts: object) -> Response:
        # Only what this page asks for: what else was typed is not repeated.
        asked = {name: request.args[name] for name in _ASKED if name in request.args}
        page = self.desk.render(f"issuer/{template}.html", again=asked, **facts)
        page.headers["Cache-Control"] = _FRESH
        return page


def _list_facts(trust: TrustList) -> dict[str, object]:
    """Which list says so: its number, its moments, and what two people compare it by."""
    return {
        "seq": trust.seq,
        "issued": in_words(trust.issued_at)[:16],
        "expires": china_day(trust.expires_at).isoformat(),
        "groups": groups_of(trust.digest),
    }


def _list_document(trust: TrustList) -> dict[str, Json]:
    return {
        "seq": trust.seq,
        "issued_at": trust.issued_at.isoformat(),
        "expires_at": trust.expires_at.isoformat(),
        "digest": trust.digest,
        "fingerprint": fingerprint(trust.digest),
    }


def _json(body: Mapping[str, Json]) -> Response:
    answer = Response(json.dumps(body, ensure_ascii=False), mimetype=JSON)
    answer.headers["Cache-Control"] = _FRESH
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.vary.update(["Accept-Language", "Accept"])
    return answer
