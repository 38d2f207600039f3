"""Row 5: offline verification on one core, against bare ES256; and one cold run of the tool."""

from __future__ import annotations

import functools
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
from tests.bench.rounds import Row, measure
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


def verifying(rows: int, *, rounds: int, workers: int) -> list[Row]:
    """Three rows: QR texts, whole credentials with their proofs, and a cold start."""
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

        warm = functools.partial(_warm, fresh=fresh, public=material, rounds=rounds)
        return [
            warm(
                Row(f"5 verify {len(codes):,} QR texts (CWT)", PEER, GOAL_CWT, len(codes)),
                codes,
                [_of_cwt(text) for text in codes],
            ),
            warm(
                Row(f"5 verify {len(codes):,} SD-JWT with proof", PEER, GOAL_SD_JWT, len(codes)),
                credentials,
                [_of_credential(text) for text in credentials],
            ),
            _cold(authority, data, codes[0], rounds),
        ]


def _warm(
    row: Row,
    texts: list[str],
    signed: list[Signed],
    *,
    fresh: Callable[[], Bundle],
    public: ec.EllipticCurvePublicKey,
    rounds: int,
) -> Row:
    def once() -> float:
        # The bundle is opened anew each time: what it remembers must be earned in the round.
        bundle = fresh()
        began = perf_counter()
        codes = {verify(text, bundle, CONFIRMED).code for text in texts}
        seconds = perf_counter() - began
        assert codes == {VerdictCode.VALID}, codes
        return seconds

    return measure(
        row, lambda: apart(once), lambda: apart(lambda: verify_only(signed, public)), rounds=rounds
    )


def _of_cwt(text: str) -> Signed:
    presented = wire.read(text)
    assert isinstance(presented, CwtPresented)
    return presented.parts.signed_bytes, presented.parts.signature


def _of_credential(text: str) -> Signed:
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
        row = Row("5 cold zc-verify, one QR text", "python -c 'import cryptography'", GOAL_COLD, 1)
        row.falling = True
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
