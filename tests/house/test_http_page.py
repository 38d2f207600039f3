"""The page about the HTTP interface says what the route table says, and nothing else."""

from __future__ import annotations

import re
from http import HTTPStatus

from issuer.web.problems import MEDIA_TYPE
from issuer.web.route import MAX_SEALED
from issuer.web.routes import ROUTES
from tests.house.tree import ROOT
from verifier.batch import MAX_BATCH_BYTES

PAGE = (ROOT / "docs/http.md").read_text("utf-8")
ROW = re.compile(r"^\| `(GET|POST) (/[^`]*)` \|", re.MULTILINE)
ANYWHERE = {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.INTERNAL_SERVER_ERROR}


def plain(path: str) -> str:
    """A path with each of its parameters as <>."""
    return re.sub(r"<[^>]*>(?:\.json)?", "<>", path)


def test_every_route_is_described_and_every_described_route_is_there():
    described = [(method, plain(path)) for method, path in ROW.findall(PAGE)]
    assert sorted(described) == sorted((each.method, plain(each.rule)) for each in ROUTES)


def test_every_status_of_an_error_is_described_and_no_other():
    table = PAGE.partition("| Status | When |")[2].partition("\n\n")[0]
    described = {int(each) for each in re.findall(r"\b[45]\d\d\b", " ".join(
        line.split("|")[1] for line in table.splitlines() if line.count("|") > 2
    ))}  # fmt: skip
    given = {status for each in ROUTES for status in (*each.fails, *each.gives)}
    assert described == {int(each) for each in given | ANYWHERE if each >= HTTPStatus.BAD_REQUEST}


def test_limits_and_media_types_are_those_of_the_table():
    (verification,) = {each.limit for each in ROUTES if "verif" in each.endpoint and each.takes}
    for limit in (
        f"{MAX_BATCH_BYTES // 2**20} MiB for a batch",
        f"{MAX_SEALED // 2**20} MiB for other sealed documents",
        f"{verification // 2**10} KiB for a verification",
    ):
        assert limit in " ".join(PAGE.split())
    assert MEDIA_TYPE in PAGE
    for each in ROUTES:
        if each.endpoint.startswith("office.") and each.takes:
            section = PAGE.partition(f"`POST {each.rule}`")[2].partition("\n")[0]
            assert next(iter(each.takes)) in section or "sealed" in section, each.endpoint
