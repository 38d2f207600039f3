"""The pages that let the office be watched: how fresh, how much, and how to know that it is real.

Everything comes from the published bundle, which anyone may hold against it, and from one count
of certificates a year. No login, no script; a year with few certificates is not told exactly.
"""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Response, request

from issuer.openness import FEW, Freshness, Openness, keys_of, openness_of
from issuer.public_records import PublicRecords
from issuer.web.problems import Trouble
from issuer.web.register_words import COMMITTEE_STATES, LOOKS
from issuer.web.shown_keys import State, groups_of, shown_key
from keys.encoding import Json, sha256
from keys.errors import CredentialError, Malformed
from keys.roles import Role
from keys.statement import Anchor
from verifier.authority_view import AuthorityView
from verifier.china_time import in_words
from verifier.web import VerifyDesk, wanted_form

HTML: Final = "text/html"
JSON: Final = "application/json"
CSV: Final = "text/csv"
_FRESH: Final = "public, max-age=60"
_KEPT_SECONDS: Final = 600  # a count over all certificates is not made for every visitor
LISTS: Final = {
    "trust": "评审委员会名册",
    "status": "证书状态名单",
    "revocations": "撤销和注销公告",
}
KEYS: Final = {
    Role.AUTHORITY: "签名册",
    Role.CREDENTIAL: "签证书",
    Role.SEAL: "盖电子印章（PDF）",
    Role.STATUS: "签状态名单和撤销公告",
    Role.ANSWER: "签回执和答复",
    Role.LOG: "签日志",
}
Count = Callable[[], Mapping[int, int]]


@dataclass
class KeptCount:
    """A count that is made again after a while, by one visitor while the others take the last."""

    count: Count
    monotonic: Callable[[], float]
    _last: tuple[float, Mapping[int, int]] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> Mapping[int, int]:
        """The count; raises CredentialError where there is none and the database is silent."""
        last = self._last
        if last and self.monotonic() < last[0] + _KEPT_SECONDS:
            return last[1]
        with self._lock:
            if self._last is None or self._last is last:
                self._last = (self.monotonic(), self.count())
            return self._last[1]


@dataclass(frozen=True, slots=True)
class OpennessPages:
    """The routes.

    Attributes:
        entity: Entity id of the authority.
        count: Year of award -> certificates.
        anchor_file: The pinned anchor.
    """

    desk: VerifyDesk
    records: PublicRecords
    entity: str
    count: Count
    anchor_file: Path

    def views(self) -> dict[str, Callable[..., Response]]:
        """The routes by endpoint."""
        return {"openness.figures": self.figures, "openness.genuine": self.genuine}

    def figures(self) -> Response:
        """GET /openness: how old the lists are, what was issued and taken back, year by year."""
        at = self.desk.clock()
        found = openness_of(self._view(), self._counted(), at=at)
        form = wanted_form(request, HTML, JSON, CSV)
        if form == JSON:
            return _json(self.entity, found)
        if form == CSV:
            return _csv(found)
        say = self.desk.say(self.desk.language())
        return self._render(
            "openness",
            found=found,
            few=FEW,
            lists=[
                (
                    say(LISTS[each.name]),
                    each.seq,
                    in_words(each.issued_at),
                    _age(each, at),
                )
                for each in found.lists
            ],
            committees=[
                (State(say(words), *LOOKS[state]), found.committees.get(state, 0))
                for state, words in COMMITTEE_STATES.items()
            ],
        )

    def genuine(self) -> Response:
        """GET /genuine: how to know that this site is the authority's own."""
        say, at, anchor = self.desk.say(self.desk.language()), self.desk.clock(), self._anchor()
        return self._render(
            "genuine",
            spoken=f" {say('点')} ".join(self.desk.site.host.split(".")),
            anchor=groups_of(sha256(anchor.to_bytes())),
            roots=[shown_key(key, use="", at=at, say=say) for key in anchor.keys],
            keys=[
                shown_key(key, use=say(KEYS[key.role]), at=at, say=say)
                for key in keys_of(self._view())
            ],
        )

    def _anchor(self) -> Anchor:
        try:
            return Anchor.from_bytes(self.anchor_file.read_bytes())
        except (Malformed, OSError) as error:
            raise _unavailable() from error

    def _view(self) -> AuthorityView:
        try:
            return self.records.current_bundle().authority(self.entity)
        except (CredentialError, OSError) as error:
            raise _unavailable() from error

    def _counted(self) -> Mapping[int, int]:
        try:
            return self.count()
        except (CredentialError, OSError) as error:
            raise _unavailable() from error

    def _render(self, name: str, **values: object) -> Response:
        page = self.desk.render(f"issuer/{name}.html", again={}, **values)
        page.headers["Cache-Control"] = _FRESH
        return page


def _unavailable() -> Trouble:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return Trouble("web.unavailable", status, headers={"Retry-After": "300"})


def _age(listed: Freshness, at: datetime) -> tuple[int, int]:
    """Whole hours, and the minutes beside them."""
    minutes = max(0, int((at - listed.issued_at).total_seconds()) // 60)
    return divmod(minutes, 60)


def _csv(found: Openness) -> Response:
    """The years as a table; a count that is not told exactly is told as it is on the page."""
    rows = [
        (each.year, f"<{FEW}" if each.issued is None else each.issued, each.revoked, each.cancelled)
        for each in found.years
    ]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("year", "issued", "revoked", "cancelled"), *rows])
    answer = _opened(Response(written.getvalue(), mimetype=CSV))
    answer.headers["Content-Disposition"] = 'attachment; filename="openness.csv"'
    return answer


def _json(entity: str, found: Openness) -> Response:
    lists: list[Json] = [
        {
            "name": each.name,
            "seq": each.seq,
            "issued_at": each.issued_at.isoformat(),
            "expires_at": each.expires_at.isoformat(),
        }
        for each in found.lists
    ]
    years: list[Json] = [
        {
            "year": each.year,
            "issued": each.issued,
            "revoked": each.revoked,
            "cancelled": each.cancelled,
        }
        for each in found.years
    ]
    body: dict[str, Json] = {
        "authority": entity,
        "lists": lists,
        "log_size": found.log_size,
        "committees": {state.value: found.committees.get(state, 0) for state in COMMITTEE_STATES},
        "issued_to_the_nearest_ten": found.issued,
        "few": FEW,
        "years": years,
    }
    return _opened(Response(json.dumps(body, ensure_ascii=False), mimetype=JSON))


def _opened(answer: Response) -> Response:
    """For any page on the web to read, like everything here."""
    answer.headers["Cache-Control"] = _FRESH
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.vary.update(["Accept-Language", "Accept"])
    return answer
