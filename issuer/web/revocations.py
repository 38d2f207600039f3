"""The public list of titles taken back (撤销和注销公告): to read, to search by number, to download.

It says number, day, class, authority and document of each decision, and never a name; the signed
document itself is the same address asked in another form.

Follows docs/formats/revocation-list.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Response, request

from issuer.public_records import PublicRecords
from issuer.web.paging import page_of
from issuer.web.problems import Trouble
from issuer.web.published import PublishedFiles
from keys.errors import CredentialError
from verifier.china_time import china_day, in_words
from verifier.status import Revocation, Revocations
from verifier.web import VerifyDesk, wanted_form

HTML: Final = "text/html"
REVOCATIONS_JWT: Final = "application/zc-revocations+jwt"
ON_A_PAGE: Final = 50
_MOST_TYPED: Final = 60


@dataclass(frozen=True, slots=True)
class RevocationPages:
    """The route.

    Attributes:
        entity: Entity id of the authority whose decisions are listed.
    """

    desk: VerifyDesk
    records: PublicRecords
    files: PublishedFiles
    entity: str

    def show(self) -> Response:
        """GET /revocations: a page, or the signed document itself."""
        if wanted_form(request, HTML, REVOCATIONS_JWT) == REVOCATIONS_JWT:
            return self.files.send("revocations")
        listed = self._listed()
        found = [] if listed is None else list(reversed(listed.revocations))
        typed = "".join(request.args.get("number", "").upper().split())[:_MOST_TYPED]
        matching = [each for each in found if typed in each.certificate_no]
        # Only what is on the list is repeated: anything else may be a name, or a code.
        wanted = typed if matching else ""
        number, pages = page_of(len(matching), on_a_page=ON_A_PAGE)
        asked = {"number": wanted} if wanted else {}
        page = self.desk.render(
            "issuer/revocations.html",
            listed=[self._line(each) for each in matching[(number - 1) * ON_A_PAGE :][:ON_A_PAGE]],
            total=len(found),
            matching=len(matching),
            wanted=wanted,
            sought=bool(typed),
            page=number,
            pages=pages,
            turn=lambda to: self._to(**asked, page=str(to)),
            again={**asked, **({"page": str(number)} if number > 1 else {})},
            seq=listed.seq if listed else None,
            issued=in_words(listed.issued_at)[:16] if listed else None,
            expires=china_day(listed.expires_at).isoformat() if listed else None,
        )
        page.headers["Cache-Control"] = "public, max-age=60"
        return page

    def _listed(self) -> Revocations | None:
        try:
            return self.records.current_bundle().authority(self.entity).revocations
        except (CredentialError, OSError) as error:
            raise Trouble(
                "web.unavailable",
                HTTPStatus.SERVICE_UNAVAILABLE,
                headers={"Retry-After": "300"},
            ) from error

    def _to(self, **asked: str) -> str:
        return self.desk.reading().link("?" + urlencode(asked))

    def _line(self, revocation: Revocation) -> dict[str, str]:
        say = self.desk.say(self.desk.language())
        return {
            "number": revocation.certificate_no,
            "on": revocation.on.isoformat(),
            "kind": say(_KINDS[revocation.status.value]),
            "cause": say(_CAUSES[revocation.cause.value]),
            "authority": revocation.authority,
            "decision_no": revocation.decision_no,
        }


_KINDS: Final = {"REVOKED": "撤销", "CANCELLED": "注销"}
_CAUSES: Final = {
    "IMPROPER_MEANS": "不正当手段",
    "COURT": "司法决定",
    "NO_AUTHORITY": "超越权限评审",
    "ERROR": "错误签发",
    "REQUEST": "本人申请",
}
