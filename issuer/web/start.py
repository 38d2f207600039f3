"""The pages with a form: the start page, and the verdict on what was typed.

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

from issuer.web import models, scan
from issuer.web.lookup_form import FIELDS, Fault, faults
from issuer.web.verifications import Verifications
from keys.errors import Malformed
from verifier.web import VerifyDesk

WAYS: Final = ("scan", "number", "file")
"""The ways in, the first one for who names none."""
_NO_CODE: Final = Fault(
    "qr",
    "粘贴的内容不是证书，也不是证书二维码里的文字。请用扫码软件重新复制整段文字再试。",
)


@dataclass(frozen=True, slots=True)
class StartPages:
    """The routes."""

    desk: VerifyDesk
    verifications: Verifications

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


def show_trouble(desk: VerifyDesk, title: str, line: str | None, reference: str | None) -> Response:
    """A problem, for a person: what happened, how to go on, and what to quote."""
    return desk.render("issuer/trouble.html", heading=title, line=line, reference=reference)
