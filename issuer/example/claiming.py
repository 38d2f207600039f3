"""A claim code for every run of the example, and the claim that `--once` makes with it."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from issuer import handing_out
from issuer.claim_codes import grouped
from issuer.config import Config
from issuer.example.demo import DEMO_FILE, write_again
from issuer.office import Office
from verifier.china_time import china_day

_SECONDS: Final = 60
_TICKET: Final = re.compile(r'name="ticket" value="([^"]+)"')


def lay_out_code(office: Office, config: Config, base: str, *, at: datetime) -> None:
    """Make a new code for the first certificate that stands; it is written into demo.json."""
    path: Path = config.instance / DEMO_FILE
    document = json.loads(path.read_text("utf-8"))
    chosen = next(each for each in document["certificates"] if each["verdict"] == "VALID")
    until = china_day(at) + timedelta(days=config.claim_days)
    (slip,) = handing_out.prepare(office, [chosen["number"]], until=until, progress=lambda _: None)
    document["claim"] = {
        "number": slip.title.number,
        "name": slip.title.name,
        "code": grouped(slip.code),
        "url": f"{base}/claim#{slip.code}",
    }
    handing_out.keep(office, [slip], again=True, at=at, write=lambda: write_again(path, document))


def claim(base: str, ready: Mapping[str, str]) -> tuple[int, bytes]:
    """Claim with the code; the status of a second try, and the file of the first."""
    form = {"code": ready["code"], "name": ready["name"]}
    _, page = _post(f"{base}/claim", form)
    found = _TICKET.search(page.decode())
    ticket = found[1] if found else ""
    _, pdf = _post(f"{base}/claim/file", {"ticket": ticket, "kind": "pdf"})
    again, _ = _post(f"{base}/claim", form)
    return again, pdf


def _post(url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=urllib.parse.urlencode(form).encode())
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return int(answer.status), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
