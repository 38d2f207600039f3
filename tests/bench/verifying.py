"""Row 5: offline verification on one core, against bare ES256 and against others' verifiers.

And one cold run of the tool. The others check their signature and disclosures; ours looks up
status, committee, filing and the log's proof too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric import ec

from keys.encoding import unb64
from keys.roles import Role
from tests.authority import Authority
from tests.bench.apart import Taken, apart
from tests.bench.bare import verify_only
from tests.bench.office import Business, a_list, open_for_business
from tests.bench.peer import Peers
from tests.bench.rounds import LeftOut, Line, Row, Side, measure, measure_together
from tests.cast import CONFIRMED
from verifier import wire
from verifier.bundle import Bundle, open_bundle
from verifier.verdict import VerdictCode
from verifier.verify import verify
from verifier.wire import CwtPresented, SdJwtPresented

GOAL_CWT, GOAL_SD_JWT, GOAL_COLD = 0.80, 0.60, 3.0
PEER = "ES256 verify, one core"
COLD_RUNS = 3  # of each side in a round; the quickest counts

Signed = tuple[bytes, bytes]


def verifying(rows: int, *, rounds: int, workers: int, peers: Peers | None = None) -> list[Line]:
    """QR texts, whole credentials with their proofs, peers, and a cold start."""
    with open_for_business() as authority:
        business = Business(authority)
        business.whole(a_list(rows), workers=workers)
        credentials, codes = (list(each) for each in zip(*business.shown(), strict=True))
        data = (authority.office.public_dir / "bundle.json").read_bytes()
        signer = authority.office.signers[Role.CREDENTIAL]
        material = signer.public._material
        assert isinstance(material, ec.EllipticCurvePublicKey)

        def fresh() -> Bundle:
            return open_bundle(data, authority.office.anchor, at=CONFIRMED)

        def against(row: Row, signed: list[Signed]) -> tuple[Row, Side]:
            return row, lambda: apart(lambda: verify_only(signed, material))

        offline = f"5 verify {rows:,} QR texts (CWT)"
        whole = f"5 verify {rows:,} SD-JWT with proof"
        contests = [
            against(Row(whole, PEER, GOAL_SD_JWT, rows), list(map(_of_sd_jwt, credentials)))
        ]
        absent: list[Line] = []
        for each in () if peers is None else peers.contests("verify", whole, rows, processes=1):
            if isinstance(each, LeftOut):
                absent.append(each)
            else:
                contests.append(each)
        return [
            *measure_together(
                _ours(codes, fresh),
                [against(Row(offline, PEER, GOAL_CWT, rows), list(map(_of_cwt, codes)))],
                rounds=rounds,
            ),
            *measure_together(_ours(credentials, fresh), contests, rounds=rounds),
            *absent,
            _cold(authority, data, codes[0], rounds),
        ]


def _ours(texts: list[str], fresh: Callable[[], Bundle]) -> Side:
    def once() -> float:
        # The bundle is opened anew each time: what it remembers must be earned in the round.
        bundle = fresh()
        began = perf_counter()
        codes = {verify(text, bundle, CONFIRMED).code for text in texts}
        seconds = perf_counter() - began
        assert codes == {VerdictCode.VALID}, codes
        return seconds

    return lambda: apart(once)


def _of_cwt(text: str) -> Signed:
    presented = wire.read(text)
    assert isinstance(presented, CwtPresented)
    return presented.parts.signed_bytes, presented.parts.signature


def _of_sd_jwt(text: str) -> Signed:
    presented = wire.read(text)
    assert isinstance(presented, SdJwtPresented)
    message, _, signature = presented.issuer_jwt.rpartition(".")
    return message.encode("ascii"), unb64(signature)


def _cold(authority: Authority, bundle: bytes, text: str, rounds: int) -> Row:
    with TemporaryDirectory(prefix="zc-bench-") as folder:
        place = Path(folder)
        files = {
            "bundle.json": bundle,
            "anchor.json": authority.office.anchor.to_bytes(),
            "code.txt": text.encode(),
        }
        for name, content in files.items():
            (place / name).write_bytes(content)
        tool = [str(Path(sys.executable).parent / "zc-verify"), str(place / "code.txt")]
        tool += ["--bundle", str(place / "bundle.json"), "--anchor", str(place / "anchor.json")]
        tool += ["--at", CONFIRMED.strftime("%Y-%m-%dT%H:%M:%SZ")]
        name, peer = "5 cold zc-verify, one QR text", "python -c 'import cryptography'"
        row = Row(name, peer, GOAL_COLD, 1, falling=True)
        bare = [sys.executable, "-c", "import cryptography"]
        return measure(row, lambda: _run(tool), lambda: _run(bare), rounds=rounds)


def _run(command: list[str]) -> Taken:
    return min((apart(lambda: _seconds(command)) for _ in range(COLD_RUNS)), key=_by_the_clock)


def _by_the_clock(taken: Taken) -> float:
    return taken.seconds


def _seconds(command: list[str]) -> float:
    began = perf_counter()
    done = subprocess.run(command, check=False, capture_output=True)
    seconds = perf_counter() - began
    assert done.returncode == 0, done.stdout + done.stderr
    return seconds
