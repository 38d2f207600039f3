"""Independent verifiers judge the same presentations, and every disagreement has its reason.

`openvc-core` and npm `@sd-jwt/sd-jwt-vc` know SD-JWT VC and status lists, and nothing of titles.
They get the keys, the lists and the moment that we get. Whatever they and we accept must say the
same; where they and we part is in the table, kind by kind, and a reason that is no longer needed
fails too.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest

from keys.encoding import unb64
from keys.errors import Malformed
from keys.roles import Role
from tests.interop.cases import Case, cases
from tests.interop.issued import Office, office
from tests.interop.peers import run_node, said
from tests.verifier.papers import NOW
from verifier.sd_jwt import vct_of
from verifier.verify import verify

pytestmark = pytest.mark.drill

LEAST = 400
VALID = "VALID"
OPENVC, NPM = "openvc-core", "@sd-jwt/sd-jwt-vc"

# Why a presentation that we refuse is believed by others. Nothing stands here, and nothing may,
# that we believe and they refuse.
_TITLES = "is about titles or about our lists, of which a verifier for everything knows nothing"
_OPEN = "RFC 9901 lets a credential carry claims that its reader does not know; ours are closed"
_STRICT = "we read one spelling only, so that no two readers see two documents (RFC 8725 3.10)"
_UNREFERENCED = "RFC 9901 7.1(5): a disclosure that nothing refers to; the library drops it"
_CALLER = "the library leaves typ, alg and other members of the header to its caller (RFC 8725 3.1)"
_PROCESSING = "RFC 9901 7.1(3), (4): the library overwrites instead of refusing"
EITHER: Final[dict[str, str]] = {
    "header with jwk": _STRICT,
    "payload with a title twice": _STRICT,
    "payload with a fraction": _STRICT,
    "payload with stray bits": _STRICT,
    "payload with exp ahead": _OPEN,
    "unknown claim": _OPEN,
    "status list a day old": f"how old a list may be {_TITLES}",
    "title of another level": f"what a title means {_TITLES}",
}
BY_OPENVC: Final[dict[str, str]] = {
    "an empty disclosure": "the library passes over empty parts; we read one spelling only",
}
BY_NPM: Final[dict[str, str]] = {
    "name edited": _UNREFERENCED,
    "claim of another": _UNREFERENCED,
    "digests by md5": f"{_UNREFERENCED}; nor does it refuse the algorithm (RFC 9901 7.1(2))",
    "claim shown twice": _PROCESSING,
    "digest twice": _PROCESSING,
    "name said twice": _PROCESSING,
    "title disclosed": _PROCESSING,
    "status disclosed": f"{_PROCESSING}; SD-JWT VC keeps the status from being disclosed",
    "_sd disclosed": f"{_PROCESSING}; RFC 9901 4.2.1 reserves the name",
    "disclosure padded": f"{_UNREFERENCED}: padding makes another digest",
    "typ vc+sd-jwt": _CALLER,
    "typ JWT": _CALLER,
    "typ of a status list": _CALLER,
    "no typ": _CALLER,
    "alg none": f"{_CALLER}; the signature is checked as ES256 whatever the header says",
    "alg ES384": f"{_CALLER}; the signature is checked as ES256 whatever the header says",
    "header with crit": f"{_CALLER}, even crit, which RFC 7515 4.1.11 says must be understood",
    "vct of another type": "the library compares no type; its caller would",
    "bound to a holder": "the library looks at a key binding only when it was asked for one",
}
DISAGREEMENTS: Final = {OPENVC: {**EITHER, **BY_OPENVC}, NPM: {**EITHER, **BY_NPM}}


Judged = list[dict[str, Any] | None]
"""For each case the claims that were believed; None where it was refused."""


@pytest.fixture(scope="module")
def world() -> Office:
    return office()


@pytest.fixture(scope="module")
def presented(world) -> list[Case]:
    return list(cases(world))


@pytest.fixture(scope="module")
def by_us(world, presented) -> list[str]:
    """Our verdicts, and for texts that are none the code of the refusal."""
    bundles = world.bundles()
    found = []
    for case in presented:
        try:
            found.append(verify(case.text, bundles[case.lists], NOW).code.value)
        except Malformed as error:
            found.append(error.code)
    return found


def by_npm(world: Office, presented: list[Case], tmp_path: Path) -> Judged:
    keys = {
        name: {signer.kid: signer.public.to_jwk()}
        for name, signer in (("credential", world.signer), ("status", world.signers[Role.STATUS]))
    }
    given = {
        "at": int(NOW.timestamp()),
        "keys": keys,
        "lists": world.lists(),
        "cases": [asdict(each) for each in presented],
    }
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(given), "utf-8")
    judged: Any = said(run_node("differential.mjs", file))
    return [each.get("claims") for each in judged]


def by_openvc(world: Office, presented: list[Case], patch: pytest.MonkeyPatch) -> Judged:
    from openvc.errors import OpenvcError
    from openvc.proof import _verify_common
    from openvc.proof.sd_jwt import SdJwtVcProofSuite
    from openvc.status import check_token_status, verify_status_list_token

    # It reads the clock of the machine; here it is the moment that everybody is asked about.
    clock = SimpleNamespace(time=NOW.timestamp)
    patch.setattr(_verify_common, "time", clock)
    suite, published = SdJwtVcProofSuite(), world.lists()
    issuer, lists = world.signer.public, world.signers[Role.STATUS].public

    def judge(case: Case) -> dict[str, Any] | None:
        def fetched(uri: str) -> dict[str, Any]:
            token = published[case.lists][uri]
            return verify_status_list_token(
                token, public_key_jwk=lists.to_jwk(), expected_uri=uri, now=NOW
            )

        try:
            header = json.loads(unb64(case.text.split(".")[0]))
            if header.get("kid") != issuer.kid:
                return None
            shown = suite.verify(
                case.text,
                public_key_jwk=issuer.to_jwk(),
                expected_vct=vct_of(world.profile.entity),
            )
            status = check_token_status(shown.claims, resolve_status_list_token=fetched)
        except (OpenvcError, KeyError):
            return None
        return shown.claims if status is not None and status.status == 0 else None

    return [judge(case) for case in presented]


def parted(presented: list[Case], by_us: list[str], by_them: Judged) -> dict[str, set[bool]]:
    """Kinds on which we and they part, and whether it is we who believe."""
    found: dict[str, set[bool]] = {}
    for case, ours, theirs in zip(presented, by_us, by_them, strict=True):
        if (ours == VALID) != (theirs is not None):
            found.setdefault(case.kind, set()).add(ours == VALID)
    return found


def hold_against(peer: str, presented: list[Case], by_us: list[str], by_them: Judged) -> str:
    """The line of figures."""
    parting = parted(presented, by_us, by_them)
    assert {True} not in parting.values(), "we believe what they refuse"
    assert set(parting) == set(DISAGREEMENTS[peer])
    for case, ours, theirs in zip(presented, by_us, by_them, strict=True):
        # A kind is wholly explained, or not at all.
        assert (case.kind in parting) == ((ours == VALID) != (theirs is not None))
        if ours == VALID:
            assert theirs == claims_shown(case.text)
    believed = by_us.count(VALID)
    return (
        f"differential: {peer}: {len(presented)} presentations of"
        f" {len({case.kind for case in presented})} kinds; {believed} valid for both, with the"
        f" same claims; they believe {len(parting)} kinds that we refuse, each explained,"
        f" and refuse 0 that we believe"
    )


def claims_shown(text: str) -> dict[str, Any]:
    """What a presentation says, read by hand: neither by them nor by us."""
    jwt, *disclosures = text.split("~")[:-1]
    claims = json.loads(unb64(jwt.split(".")[1]))
    shown = {name: value for name, value in claims.items() if not name.startswith("_sd")}
    for each in disclosures:
        _, name, value = json.loads(unb64(each))
        shown[name] = value
    return shown


def test_there_are_several_hundred_of_every_kind(presented, by_us):
    assert len(presented) >= LEAST
    assert len({case.text + case.lists for case in presented}) == len(presented)
    # A kind is one thing: we say the same of every one of it.
    verdicts: dict[str, set[str]] = {}
    for case, ours in zip(presented, by_us, strict=True):
        verdicts.setdefault(case.kind, set()).add(ours)
    assert all(len(found) == 1 for found in verdicts.values())
    assert sum(found == {VALID} for found in verdicts.values()) >= 8


def test_openvc_parts_from_us_only_where_explained(world, presented, by_us, monkeypatch, figures):
    by_them = by_openvc(world, presented, monkeypatch)
    figures(hold_against(OPENVC, presented, by_us, by_them))


def test_npm_parts_from_us_only_where_explained(world, presented, by_us, tmp_path, figures):
    figures(hold_against(NPM, presented, by_us, by_npm(world, presented, tmp_path)))


@pytest.mark.parametrize("kind", ["name edited", "claim of another", "title of another level"])
def test_a_verifier_that_believes_more_is_noticed(presented, by_us, kind):
    """Were we to believe what we refuse, the comparison would say so."""
    loose = [
        VALID if case.kind == kind else ours for case, ours in zip(presented, by_us, strict=True)
    ]
    refusing: Judged = [{} if ours == VALID else None for ours in by_us]
    assert parted(presented, loose, refusing) == {kind: {True}}
