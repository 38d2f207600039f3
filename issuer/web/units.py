"""The pages of registered units: joining with an invitation, signing in, who else can.

Server-rendered. A passkey speaks to script only, so these pages have one, allowed by its digest;
it asks for a challenge, hands it to the browser and sends the answer as an ordinary form. Where
script is off a page says so, and what a unit can do without. What is behind the door besides (the
rosters) has pages of its own and takes its session from `issuer.web.unit_door`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Final

from flask import Response, json, request
from markupsafe import Markup

from issuer.claim_codes import as_typed
from issuer.unit_access.ceremonies import Begun
from issuer.unit_access.sessions import LONGEST
from issuer.web.devices import device_of
from issuer.web.limits import Window
from issuer.web.models_units import MAX_ANSWER
from issuer.web.problems import Tell, Trouble, in_two, status_of
from issuer.web.route import JSON
from issuer.web.unit_door import ATTEMPT, SESSION, SIGN_IN, UnitDoor
from keys.errors import CredentialError, Refused, Unavailable
from verifier.china_time import in_words
from verifier.web import VerifyDesk
from verifier.web.headers import content_policy

SCRIPT: Final = (Path(__file__).parent.parent / "templates/issuer/unit.js").read_text("utf-8")
NETWORK: Final = (200, 600)  # ceremonies begun by one network within so many seconds
POLICY: Final = f"{content_policy(SCRIPT)}; connect-src 'self'"
"""The script asks this host for a challenge, and nobody else for anything."""
HOME: Final = "/unit"
NEW: Final = timedelta(days=7)
"""For how long a passkey is called new, so that one nobody at the unit made is noticed."""
_CODE: Final = 40
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_DONE: Final = {
    "added": "通行密钥已添加，现在就可以用它登录。",
    "removed": "通行密钥已移除，用它登录的设备已全部退出。",
    "others": "其他设备都已退出，只有这里还在登录。",
}


class UnitPages:
    """The routes."""

    def __init__(
        self,
        desk: VerifyDesk,
        door: UnitDoor,
        *,
        tell: Tell,
        network: Callable[[], str],
        monotonic: Callable[[], float],
    ) -> None:
        self._desk = desk
        self._door = door
        self._tell = tell
        self._network = network
        self._monotonic = monotonic
        self._begun = Window(*NETWORK)
        self._lock = Lock()

    def views(self) -> dict[str, Callable[..., Response]]:
        """Endpoint -> view."""
        return {
            "units.join_page": self.join_page,
            "units.begin_join": self.begin_join,
            "units.join": self.join,
            "units.sign_in_page": self.sign_in_page,
            "units.begin_sign_in": self.begin_sign_in,
            "units.sign_in": self.sign_in,
            "units.home": self.home,
            "units.begin_add": self.begin_add,
            "units.add": self.add,
            "units.remove": self.remove,
            "units.sign_out": self.sign_out,
            "units.sign_out_others": self.sign_out_others,
        }

    # -- without a session --------------------------------------------------------------------

    def join_page(self) -> Response:
        """Where an invited person begins."""
        return self._join()

    def begin_join(self) -> Response:
        """A challenge for who is invited; one refusal for every code that opens nothing."""
        self._count()
        code = as_typed(request.form.get("code", "")[:_CODE])
        begun = self._door.open().begin_join(code, at=self._door.now()) if code else None
        if begun is None:
            raise Refused("unit.invitation")
        return self._asked(begun)

    def join(self) -> Response:
        """Keep the passkey; who was invited is signed in."""
        return self._finish(self._door.open().join, self._join)

    def sign_in_page(self) -> Response:
        """Where units sign in."""
        return self._sign_in()

    def begin_sign_in(self) -> Response:
        """A challenge for whoever has a passkey."""
        self._count()
        return self._asked(self._door.open().begin_sign_in(at=self._door.now()))

    def sign_in(self) -> Response:
        """Sign in; the session that this browser had until now ends."""
        return self._finish(
            partial(self._door.open().sign_in, instead=self._door.token(SESSION)), self._sign_in
        )

    # -- with a session -----------------------------------------------------------------------

    def home(self) -> Response:
        """A unit at work."""
        return self._home()

    def begin_add(self) -> Response:
        """A challenge for a further passkey."""
        self._count()
        return self._asked(self._door.open().begin_add(self._door.signed_in(), at=self._door.now()))

    def add(self) -> Response:
        """Keep a further passkey of who is signed in."""

        def kept() -> None:
            self._door.open().add(
                self._door.signed_in(),
                self._door.token(ATTEMPT) or "",
                request.form.get("answer", "")[:MAX_ANSWER],
                device=_device(),
                at=self._door.now(),
            )

        return self._door.take_back(self._changed(kept, "added"), ATTEMPT)

    def remove(self) -> Response:
        """Remove a passkey of the unit."""
        passkey, here = request.form.get("passkey", ""), self._door.signed_in()

        def gone() -> None:
            self._door.open().sessions.remove(here, passkey, at=self._door.now())

        return self._changed(gone, "removed")

    def sign_out(self) -> Response:
        """End this session."""
        self._door.open().sessions.end(self._door.token(SESSION) or "")
        return self._door.take_back(self._door.send_to(SIGN_IN), SESSION, ATTEMPT)

    def sign_out_others(self) -> Response:
        """End this person's other sessions."""
        here = self._door.signed_in()
        return self._changed(lambda: self._door.open().sessions.end_others(here), "others")

    # -- how it is done -----------------------------------------------------------------------

    def _asked(self, begun: Begun) -> Response:
        answer = Response(json.dumps(begun.options), mimetype=JSON)
        return self._door.give(answer, ATTEMPT, begun.token)

    def _finish(
        self, finish: Callable[..., str], again: Callable[[CredentialError], Response]
    ) -> Response:
        """End a ceremony that gives a session, or show its page again with what went wrong."""
        try:
            token = finish(
                self._door.token(ATTEMPT) or "",
                request.form.get("answer", "")[:MAX_ANSWER],
                device=_device(),
                at=self._door.now(),
            )
        except Unavailable:
            raise
        except CredentialError as error:
            return self._door.take_back(again(error), ATTEMPT)
        answer = self._door.give(self._door.send_to(HOME), SESSION, token)
        return self._door.take_back(answer, ATTEMPT)

    def _changed(self, change: Callable[[], object], done: str) -> Response:
        """Change something and show the unit's page, in either case."""
        try:
            change()
        except Unavailable:
            raise
        except CredentialError as error:
            return self._home(error)
        return self._door.send_to(f"{HOME}?done={done}")

    def _join(self, wrong: CredentialError | None = None) -> Response:
        return self._render("issuer/unit_join.html", wrong)

    def _sign_in(self, wrong: CredentialError | None = None) -> Response:
        over = request.args.get("why") == "over"
        return self._render(
            "issuer/unit_sign_in.html", wrong, again={"why": "over"} if over else {}, over=over
        )

    def _home(self, wrong: CredentialError | None = None) -> Response:
        here, at = self._door.signed_in(), self._door.now()
        sessions = self._door.open().sessions
        done = request.args.get("done", "")
        return self._render(
            "issuer/unit.html",
            wrong,
            here=here,
            proven=here.proven(at),
            until=in_words(here.begun_at + LONGEST)[11:16],
            done=_DONE.get(done) if wrong is None else None,
            passkeys=[
                {
                    "id": each.id,
                    "person": each.person,
                    "device": each.device,
                    "made": in_words(each.made_at)[:10],
                    "used": in_words(each.used_at)[:16] if each.used_at else None,
                    "here": each.id == here.passkey,
                    "new": at - each.made_at < NEW,
                }
                for each in sessions.passkeys(here.unit)
            ],
            places=[
                {
                    "device": each.device,
                    "begun": in_words(each.begun_at)[:16],
                    "seen": in_words(each.seen_at)[:16],
                    "here": each.session == here.session,
                }
                for each in sessions.places(here, at=at)
            ],
        )

    def _render(
        self,
        template: str,
        wrong: CredentialError | None,
        *,
        again: Mapping[str, str] = _NOTHING,
        **facts: object,
    ) -> Response:
        language = self._desk.language()
        told = in_two(self._tell(language, wrong.code, wrong.facts)) if wrong else None
        page = self._desk.render(
            template,
            again=again,
            wrong=told,
            origin=self._door.open().party.origin if self._door.ceremonies else "",
            script=Markup(SCRIPT),  # noqa: S704  our own, allowed by its digest
            **facts,
        )
        page.headers["Content-Security-Policy"] = POLICY
        page.status_code = status_of(wrong) if wrong else HTTPStatus.OK
        return page

    def _count(self) -> None:
        """Refuse a flood: each ceremony that is begun is a row in the database."""
        now, network = self._monotonic(), self._network().encode()
        with self._lock:
            wait = self._begun.wait(network, now)
            if not wait:
                self._begun.fail(network, now)
        if wait:
            raise Trouble(
                "unit.too-many",
                HTTPStatus.TOO_MANY_REQUESTS,
                more={"retry_after": wait, "minutes": -(-wait // 60)},
                headers={"Retry-After": str(wait)},
            )


def _device() -> str:
    return device_of(request.headers.get("User-Agent", ""))
