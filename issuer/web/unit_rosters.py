"""The pages on which a signed-in unit has rosters verified: hand in, look how far, fetch.

Server-rendered; a page that waits asks again by itself, without script by the whole page and with
script for the figures alone. A roster is found by its number and the unit that is signed in
together, so that nobody learns of another unit's. Nothing of a roster stands in an address or a
log, and no page shows a line of one.

Judges nothing: `issuer.roster.worker` does. Follows 个人信息保护法 第十七条 (what is kept is told
where it is handed in) and OWASP ASVS 5.0.0, 8.2.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import quote

from flask import Response, json, request
from markupsafe import Markup

from issuer.roster.job import FileKind, Job, JobState
from issuer.roster.reading import MAX_ROWS
from issuer.roster.tray import FILES_FOR, Tray
from issuer.roster.wording import conclusion_words
from issuer.roster.worker import ROWS_A_DAY
from issuer.web.problems import Tell, Trouble, in_two, status_of
from issuer.web.routes_rosters import CSV, RECEIPT, XLSX
from issuer.web.unit_door import UnitDoor
from keys.encoding import Json
from keys.errors import CredentialError, Refused, Unavailable
from verifier.china_time import in_words
from verifier.roster_receipt import MAX_PURPOSE
from verifier.verdict import VerdictCode
from verifier.web import VerifyDesk
from verifier.web.headers import HTML, JSON, content_policy, wanted_form

ROSTERS: Final = "/unit/rosters"
FIELD: Final = "roster"
EVERY: Final = 3
"""Seconds after which a page that waits asks again, where script is off."""
SCRIPT: Final = (Path(__file__).parent.parent / "templates/issuer/roster.js").read_text("utf-8")
POLICY: Final = f"{content_policy(SCRIPT)}; connect-src 'self'"
_MEDIA: Final = {FileKind.XLSX: XLSX, FileKind.CSV: CSV}
_STATES: Final = {
    JobState.WAITING: "等候判定",
    JobState.JUDGING: "正在判定",
    JobState.DONE: "已判定",
    JobState.REFUSED: "没有判定",
}


@dataclass(frozen=True, slots=True)
class UnitRosters:
    """The routes.

    Attributes:
        tray: None on a process without units.
    """

    desk: VerifyDesk
    door: UnitDoor
    tray: Tray | None
    tell: Tell

    def views(self) -> dict[str, Callable[..., Response]]:
        """Endpoint -> view."""
        return {
            "rosters.page": self.page,
            "rosters.hand_in": self.hand_in,
            "rosters.one": self.one,
            "rosters.result": self.result,
            "rosters.receipt": self.receipt,
            "rosters.remove": self.remove,
        }

    def page(self) -> Response:
        """The form, and the unit's rosters."""
        return self._page(purpose=self._purpose_again())

    def hand_in(self) -> Response:
        """Take a roster, and show how far it is."""
        data = next(filter(None, (each.read() for each in request.files.getlist(FIELD))), b"")
        purpose = request.form.get("purpose", "")
        try:
            if not data:
                raise Refused("roster.no-file")
            number = self._open().lay(
                data,
                self.door.signed_in().unit,
                purpose=purpose,
                language=self.desk.language(),
                at=self.door.now(),
            )
        except Unavailable:
            raise
        except CredentialError as error:
            page = self._page(purpose=purpose, wrong=error)
            page.status_code = status_of(error)
            return page
        return self.door.send_to(f"{ROSTERS}/{number}")

    def one(self, roster: str) -> Response:
        """How far a roster is; a document where one is asked for."""
        job, ahead = self._open().look(self.door.signed_in().unit, roster)
        if wanted_form(request, HTML, JSON) == JSON:
            answer = Response(json.dumps(self._state(job, ahead)), mimetype=JSON)
            answer.vary.add("Accept")
            return answer
        page = self.desk.render(
            "issuer/roster.html",
            job.purpose,
            job=job,
            state=self._state(job, ahead),
            is_open=_is_open(job),
            every=EVERY,
            when=_minute,
            there=job.files_until is not None and self.door.now() < job.files_until,
            wrong=self._told(job.reason) if job.reason else None,
            counts=self._counts(job),
            session=self.door.signed_in(),
            script=Markup(SCRIPT),  # noqa: S704  our own, allowed by its digest
        )
        page.headers["Content-Security-Policy"] = POLICY
        return page

    def result(self, roster: str) -> Response:
        """The file that was handed in, with its answers."""
        job, data, _ = self._files(roster)
        name = f"名册核验结果-{roster}.{job.kind.value}"
        return _attached(data, _MEDIA[job.kind], name, f"roster-{roster}.{job.kind.value}")

    def receipt(self, roster: str) -> Response:
        """The signed receipt."""
        _, _, receipt = self._files(roster)
        name = f"名册核验回执-{roster}.receipt.jwt"
        return _attached(receipt.encode(), RECEIPT, name, f"roster-{roster}.receipt.jwt")

    def remove(self) -> Response:
        """Result and receipt go now."""
        roster = request.form.get("roster", "")
        self._open().remove(self.door.signed_in().unit, roster)
        return self.door.send_to(f"{ROSTERS}/{roster}")

    def _open(self) -> Tray:
        if self.tray is None:
            raise Trouble(
                "web.unavailable", HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "300"}
            )
        return self.tray

    def _files(self, roster: str) -> tuple[Job, bytes, str]:
        unit, tray = self.door.signed_in().unit, self._open()
        job, _ = tray.look(unit, roster)
        return job, *tray.files(unit, roster, at=self.door.now())

    def _purpose_again(self) -> str:
        """What a roster of this unit was for, to hand another in for the same."""
        again = request.args.get("again", "")
        if not again:
            return ""
        try:
            return self._open().look(self.door.signed_in().unit, again)[0].purpose
        except Refused:
            return ""

    def _page(self, *, purpose: str = "", wrong: CredentialError | None = None) -> Response:
        session = self.door.signed_in()
        say = self.desk.say(self.desk.language())
        jobs = self._open().rosters(session.unit)
        return self.desk.render(
            "issuer/rosters.html",
            "".join(each.purpose for each in jobs) + purpose,
            session=session,
            purpose=purpose,
            wrong=self._told(wrong) if wrong else None,
            jobs=[(each, say(_STATES[each.state])) for each in jobs],
            when=_minute,
            most={
                "rows": f"{MAX_ROWS:,}",
                "day": f"{ROWS_A_DAY:,}",
                "hours": int(FILES_FOR.total_seconds()) // 3600,
                "purpose": MAX_PURPOSE,
            },
        )

    def _told(self, error: CredentialError) -> tuple[str, str | None]:
        """What is wrong, and how to mend it."""
        return in_two(self.tell(self.desk.language(), error.code, error.facts))

    def _counts(self, job: Job) -> list[tuple[str, int]]:
        """Conclusions in words with their lines: the good news first, then by how many."""
        words = conclusion_words(self.desk.language())
        found = sorted(
            (job.counts or {}).items(),
            key=lambda each: (each[0] != VerdictCode.VALID, -each[1], each[0]),
        )
        told: Counter[str] = Counter()  # two codes of good news say the same word
        for code, lines in found:
            told[words(code)] += lines
        return list(told.items())

    def _state(self, job: Job, ahead: int) -> dict[str, Json]:
        """How far a roster is, in figures and in words."""
        return {
            "state": job.state.value,
            "open": _is_open(job),
            "rows": job.rows,
            "judged": job.judged,
            "says": self._says(job, ahead),
        }

    def _says(self, job: Job, ahead: int) -> str:
        say = self.desk.say(self.desk.language())
        if job.state is JobState.WAITING:
            return say("排在第 {place} 位，请稍候。").format(place=ahead + 1)
        if not job.rows:
            return say("正在读取文件。")
        told = say("已判定 {judged} 行，共 {rows} 行。").format(
            judged=f"{job.judged:,}", rows=f"{job.rows:,}"
        )
        left = _seconds_left(job, self.door.now())
        if left is None:
            return told
        joint = " " if self.desk.language() == "en" else ""
        return f"{told}{joint}{say('大约还要 {seconds} 秒。').format(seconds=left)}"


def _is_open(job: Job) -> bool:
    return job.state in (JobState.WAITING, JobState.JUDGING)


def _seconds_left(job: Job, now: datetime) -> int | None:
    """How long the rest takes if it goes on as until now; None while that is not known."""
    if job.begun_at is None or not job.judged or job.state is not JobState.JUDGING:
        return None
    taken = max(1.0, (now - job.begun_at).total_seconds())
    return max(1, round(taken / job.judged * (job.rows - job.judged)))


def _minute(at: datetime) -> str:
    """To the minute, as people in China read it."""
    return in_words(at)[:16]


def _attached(data: bytes, media: str, name: str, plain: str) -> Response:
    """A file to keep. Both spellings of its name follow RFC 6266, section 4.3."""
    answer = Response(data, mimetype=media)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    return answer
