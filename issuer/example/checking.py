"""`make demo ARGS=--once`: open every address and hold the verdict against what it should be.

A real server, real requests, and the offline verifier for what is tried at home.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from issuer.config import Config
from issuer.example.claiming import claim
from issuer.example.demo import DEMO_FILE
from issuer.example.telling import DRAWER, OLD_BUNDLE
from keys.trust import Anchor
from verifier.bundle import open_bundle
from verifier.verify import verify

_PATIENCE_SECONDS: Final = 30
_SERVE: Final = (
    "from issuer.config import Config\n"
    "from issuer.example.serving import serve_example\n"
    "serve_example(Config.from_env())\n"
)


def check_pages(config: Config, console: Console) -> int:
    """Open everything; 0 when each verdict is the expected one, else 1."""
    demo = json.loads((config.instance / DEMO_FILE).read_text("utf-8"))
    wrong = []
    with _server(config) as base:
        checks = [
            *_certificates(demo["certificates"]),
            *_lookups(base, demo["certificates"]),
            *_drawer(base, demo["drawer"], config.instance),
            *_printed(base, demo["certificates"], config.instance),
            *_at_home(config, demo),
            *_claimed(base, demo["claim"]),
            *_files(base),
        ]
    for what, expected, found in checks:
        if expected != found:
            wrong.append(what)
            console.print(f"[bold red]✖[/] {what}: {expected} ≠ {found}")
    refused = sum(bool(each["findings"]) for each in demo["refused"])
    if not refused:
        wrong.append("refused batch")
    console.print(
        f"✔ {len(checks) - len(wrong)} / {len(checks)} 项结论与预期一致，拒收批次 {refused} 个"
    )
    return 1 if wrong else 0


Check = tuple[str, str, str]
"""(what was opened, expected verdict, found verdict)."""


def _certificates(listed: list[dict[str, str]]) -> Iterator[Check]:
    for each in listed:
        answer = _get_json(each["url"])
        yield each["path"], each["verdict"], answer["verdict"]


def _lookups(base: str, listed: list[dict[str, str]]) -> Iterator[Check]:
    """By number, name and check code: right, and with one character wrong."""
    first = listed[0]
    asked = {key: first[key] for key in ("number", "name", "check_code")}
    yield "by number", first["verdict"], _post(base, asked)["verdict"]
    wrong = {**asked, "name": asked["name"] + "某"}
    yield "by number, wrong name", "NOT_FOUND", _post(base, wrong)["verdict"]


def _drawer(base: str, things: list[dict[str, Any]], folder: Path) -> Iterator[Check]:
    for thing in things:
        if thing["text"]:
            yield thing["slug"], thing["verdict"], _post(base, _presented(thing["text"]))["verdict"]
        elif thing["file"]:
            data = (folder / DRAWER / thing["file"]).read_bytes()
            yield thing["slug"], thing["verdict"], _post_file(base, data)["verdict"]
        elif thing["path"]:
            yield thing["slug"], thing["verdict"], _get_json(thing["url"])["verdict"]


def _printed(base: str, listed: list[dict[str, str]], folder: Path) -> Iterator[Check]:
    """One file of each verdict: the seal holds, and the record decides."""
    for each in {each["verdict"]: each for each in listed}.values():
        answer = _post_file(base, (folder / each["pdf"]).read_bytes())
        yield each["pdf"], each["verdict"], answer["verdict"]


def _presented(text: str) -> dict[str, str]:
    return {"qr": text} if text.startswith("https://") else {"credential": text}


def _at_home(config: Config, demo: Mapping[str, Any]) -> Iterator[Check]:
    """The old list: genuine when it was signed, and no proof of today's standing."""
    (thing,) = (each for each in demo["drawer"] if each["slug"] == "old-list")
    at = datetime.fromisoformat(thing["at"])
    folder = config.instance / DRAWER
    anchor = Anchor.from_bytes(config.anchor_file.read_bytes())
    bundle = open_bundle((folder / OLD_BUNDLE).read_bytes(), anchor, at=at)
    verdict = verify((folder / "revoked.sd-jwt").read_text("utf-8"), bundle, at)
    yield thing["slug"], thing["verdict"], verdict.code.value


def _claimed(base: str, ready: Mapping[str, str]) -> Iterator[Check]:
    """A holder claims with the code that is ready; it works once, and the file is the real one."""
    again, pdf = claim(base, ready)
    yield "claimed file", "VALID", str(_post_file(base, pdf)["verdict"])
    yield "claim again", "409", str(again)


def _files(base: str) -> Iterator[Check]:
    for path in (
        "/", "/?lang=en", "/claim", "/unit/join", "/drawer", "/revocations", "/api",
        "/openapi.json", "/bundle.json", "/status/1", "/log/checkpoint", "/trust/list.jwt",
        "/healthz", "/readyz",
    ):  # fmt: skip
        yield path, "200", str(_status(base + path))


@contextmanager
def _server(config: Config) -> Iterator[str]:
    host, port = config.address
    base = f"http://{host}:{port}"
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE],
        env={**os.environ, **config.to_env()},
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while _status(base + "/healthz") != 200:
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"the example's server did not start on {base}")
            time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE_SECONDS)


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _get_json(url: str) -> dict[str, Any]:
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    return _answer(request)


def _post(base: str, document: Mapping[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(
        base + "/api/v1/verifications",
        data=json.dumps(document).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    return _answer(request)


def _post_file(base: str, data: bytes) -> dict[str, Any]:
    request = urllib.request.Request(
        base + "/api/v1/verifications/file",
        data=data,
        headers={"Content-Type": "application/pdf", "Accept": "application/json"},
    )
    return _answer(request)


def _answer(request: urllib.request.Request) -> dict[str, Any]:
    with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as answer:
        document: dict[str, Any] = json.load(answer)
        return document
