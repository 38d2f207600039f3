"""The pages with a form: the start page, the verdict on what was typed, the revocation list.

Server-rendered, in two languages; whole without a script, which only reads codes more quickly
(`issuer.web.scan`). What was typed wrongly comes back as a sentence beside its field; what was
typed is not shown again, so that a shared screen keeps no name.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, request
from markupsafe import Markup

from issuer.public_records import PublicRecords
from issuer.web import models, scan
from issuer.web.lookup_form import FIELDS, Fault, faults
from issuer.web.problems import Trouble
from issuer.web.published import PublishedFiles
from issuer.web.verifications import Verifications
from keys.errors import CredentialError, Malformed
from verifier.status import Revocation
from verifier.web import VerifyDesk, wanted_form

HTML: Final = "text/html"
REVOCATIONS_JWT: Final = "application/zc-revocations+jwt"
MOST_SHOWN: Final = 200  # lines of the list on one page
_MOST_TYPED: Final = 60
WAYS: Final = ("scan", "number", "file")
"""The ways in, the first one for who names none."""
_NO_CODE: Final = Fault(
    "qr",
    "粘贴的内容不是证书，也不是证书二维码里的文字。请用扫码软件重新复制整段文字再试。",
)


@dataclass(frozen=True, slots=True)
class StartPages:
    """The routes.

    Attributes:
        entity: Entity id of the authority whose revocations are listed.
    """

    desk: VerifyDesk
    verifications: Verifications
    records: PublicRecords
    files: PublishedFiles
    entity: str

    def home(self) -> Response:
        """The start page, open at the way in that the address names."""
        way = request.args.get("way", "")
        return self._home(way if way in WAYS else WAYS[0])

    def lookup(self) -> Response:
        """The verdict on what the form says: a QR text if there is one, else number and name."""
        form = request.form
        # A form sends line ends as CR LF (HTML living standard, 4.10.21.4); a proof has LF.
        pasted = form.get("qr", "").replace("\r\n", "\n").strip()
        try:
            if pasted:
                if len(pasted) > models.MAX_CREDENTIAL:
                    return self._wrong(_NO_CODE)
                return self.desk.show(self.desk.judge_text(pasted))
            typed = {name: form.get(name, "").strip() for name in FIELDS}
            wrong = faults(typed)
            if wrong:
                return self._wrong(*wrong)
            asked = models.ByNumber.model_validate(typed)
            return self.desk.show(self.verifications.by_number(asked))
        except Malformed:
            return self._wrong(_NO_CODE)

    def revocations(self) -> Response:
        """The list of titles taken back: a page, or the signed document itself."""
        if wanted_form(request, HTML, REVOCATIONS_JWT) == REVOCATIONS_JWT:
            return self.files.send("revocations")
        try:
            listed = self.records.current_bundle().authority(self.entity).revocations
        except (CredentialError, OSError) as error:
            raise Trouble(
                "web.unavailable",
                HTTPStatus.SERVICE_UNAVAILABLE,
                headers={"Retry-After": "300"},
            ) from error
        found = [] if listed is None else list(reversed(listed.revocations))
        wanted = "".join(request.args.get("number", "").upper().split())[:_MOST_TYPED]
        matching = [each for each in found if wanted in each.certificate_no]
        language = self.desk.language()
        page = self.desk.render(
            "issuer/revocations.html",
            listed=[self._line(each, language) for each in matching[:MOST_SHOWN]],
            total=len(found),
            matching=len(matching),
            wanted=bool(wanted),
            issued_at=listed.issued_at if listed else None,
            again={"number": wanted} if wanted else {},
        )
        page.headers["Cache-Control"] = "public, max-age=60"
        return page

    def _wrong(self, *wrong: Fault) -> Response:
        """The start page again, with what is wrong beside the fields."""
        page = self._home("scan" if _NO_CODE in wrong else "number", wrong)
        page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return page

    def _home(self, way: str, wrong: tuple[Fault, ...] = ()) -> Response:
        script, core = scan.parts()
        page = self.desk.render(
            "issuer/start.html",
            again={} if way == WAYS[0] else {"way": way},
            way=way,
            wrong=wrong,
            says={each.field: each.says for each in wrong},
            scanner=Markup(scan.SCRIPT),  # noqa: S704  our own file, allowed by its digest
            reader=script.address,
            core=core.address,
        )
        page.headers["Content-Security-Policy"] = scan.POLICY
        page.headers["Permissions-Policy"] = scan.WITH_CAMERA
        return page

    def _line(self, revocation: Revocation, language: str) -> dict[str, str]:
        say = self.desk.say(language)
        return {
            "number": revocation.certificate_no,
            "on": revocation.on.isoformat(),
            "kind": say(_KINDS[revocation.status.value]),
            "cause": say(_CAUSES[revocation.cause.value]),
            "authority": revocation.authority,
            "decision_no": revocation.decision_no,
        }


def show_trouble(desk: VerifyDesk, title: str, line: str | None, reference: str | None) -> Response:
    """A problem, for a person: what happened, how to go on, and what to quote."""
    return desk.render("issuer/trouble.html", heading=title, line=line, reference=reference)


_KINDS: Final = {"REVOKED": "撤销", "CANCELLED": "注销"}
_CAUSES: Final = {
    "IMPROPER_MEANS": "不正当手段",
    "COURT": "司法决定",
    "NO_AUTHORITY": "超越权限评审",
    "ERROR": "错误签发",
    "REQUEST": "本人申请",
}
