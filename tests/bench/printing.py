"""Row 10: certificates drawn and sealed, against the same pages compiled and signed bare.

Bare is what the two libraries take alone: typst compiles what the press would have it compile,
pyHanko signs the result with the same key and the same promise. Ours asks whether the title
stands, opens and reads what was signed, proves its entry in the log, draws both QR codes, lays
out, seals, encrypts and keeps. Memory is taken in a fresh interpreter:

    python -m tests.bench.printing 1000
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, TypeVar
from unittest.mock import patch

import typst
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from issuer.keep import Keep
from issuer.originals import Original
from issuer.printing import Press
from issuer.render import pdf
from issuer.render.qr import qr_svg
from issuer.sealing import Sealer
from issuer.store import session
from keys.signer import MemorySigner
from tests.bench.apart import Taken, apart
from tests.bench.office import Business, a_list, open_for_business
from tests.bench.rounds import Fact, Line, Row, measure

GOAL, GOAL_CODES, GOAL_MEMORY = 0.90, 0.10, 1.10
FEW, MANY = 100, 1000
ON_THE_LIST = 50  # of the memory run: each is drawn again and again, under other names

T = TypeVar("T")
Inputs = dict[str, Any]


def printing(certificates: int, *, rounds: int) -> list[Line]:
    """Speed, the share of the QR codes, and memory after 100 and after 1,000 certificates."""
    with printing_office(certificates + 1) as (press, numbers):
        originals = [press.original(number) for number in numbers]
        inputs = [_compiled_from(press, original) for original in originals]
        name = f"10 draw and seal {certificates:,} certificates"
        speed = Row(name, "typst compile, pyHanko sign", GOAL, certificates)
        name = f"10 both QR codes of {certificates:,} certificates"
        codes = Row(name, "the certificates", GOAL_CODES, certificates, falling=True)

        def ours() -> Taken:
            return apart(lambda: _after_the_first(press.pdf, numbers))

        def bare() -> Taken:
            return apart(lambda: _after_the_first(_bare(press.sealer), inputs))

        def both_codes() -> Taken:
            return apart(lambda: _after_the_first(_draw_codes, originals))

        measure(speed, ours, bare, rounds=rounds)
        measure(codes, both_codes, ours, rounds=rounds)
    few, many = remembered(MANY)
    against = f"after {FEW}"
    memory = Fact(f"10 memory after {MANY:,} certificates", against, many, few, "MiB", GOAL_MEMORY)
    return [speed, codes, memory]


@contextmanager
def printing_office(certificates: int) -> Iterator[tuple[Press, list[str]]]:
    """The press of an office that made so many certificates, and their numbers."""
    with open_for_business() as authority, TemporaryDirectory(prefix="zc-bench-") as folder:
        business = Business(authority)
        business.whole(a_list(certificates), workers=1)
        with session.read(authority.office.engine) as connection:
            numbers = [each.number for each in business.awards(connection)]
        press = authority.press
        yield replace(press, keep=_ForgetfulKeep(Path(folder), press.vault, most=2**30)), numbers


class _ForgetfulKeep(Keep):
    """Keeps and never finds: every round draws."""

    def get(self, name: str, kind: str) -> bytes | None:
        super().get(name, kind + "?")
        return None


def _after_the_first(work: Callable[[T], object], on: Sequence[T]) -> float:
    """Seconds for all but the first: fonts, layouts and lists are read once a process."""
    first, *rest = on
    work(first)
    began = perf_counter()
    for each in rest:
        work(each)
    return perf_counter() - began


def _draw_codes(original: Original) -> None:
    qr_svg(original.face.link, level="Q")
    qr_svg(original.face.offline_link, level="M")


def _compiled_from(press: Press, original: Original) -> Inputs:
    """What the press has typst compile; nothing is compiled here, as processes fork later."""

    class Noting:
        def compile(self, **said: Any) -> bytes:
            self.said = said
            return b""

    noting = Noting()
    with patch.object(pdf, "_compiler", lambda _: noting):
        pdf.render_pdf(original.face, at=original.at, attachments=original.attachments)
    return noting.said


def _bare(sealer: Sealer) -> Callable[[Inputs], bytes]:
    """A typst compiler and a pyHanko signer, and nothing of ours."""
    assert isinstance(sealer.signer, MemorySigner)
    compiler = typst.Compiler(
        pdf.FACES / "classic.typ",
        root=pdf.FACES,
        font_paths=typst.Fonts(False, True, [pdf.OWN_FONTS]),
        ignore_system_fonts=True,
    )
    material = sealer.signer._material.private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    )
    hand = SimpleSigner(
        signing_cert=x509.Certificate.load(sealer.certificate.own.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(material),
        cert_registry=SimpleCertificateStore(),
    )
    meta = PdfSignatureMetadata(
        field_name="Seal",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signer = PdfSigner(meta, hand, new_field_spec=SigFieldSpec(sig_field_name="Seal"))

    def made(inputs: Inputs) -> bytes:
        compiled = compiler.compile(**inputs)
        assert isinstance(compiled, bytes)
        signed = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(compiled)), bytes_reserved=8192)
        return bytes(signed.getvalue())

    return made


def remembered(certificates: int, *, few: int = FEW, leak: int = 0) -> tuple[float, float]:
    """MiB held after a few certificates and after so many, in an interpreter of its own.

    Args:
        leak: Bytes that it never gives back for each, to see that a leak would be seen.
    """
    given = map(str, (certificates, few, leak))
    command = [sys.executable, "-m", "tests.bench.printing", *given]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after_few, after_many = json.loads(done.stdout.splitlines()[-1])
    return after_few, after_many


def main(certificates: int, few: int = FEW, leak: int = 0) -> None:
    """Draw so many different certificates, and print the MiB held after a few and at the end."""
    held, leaked = [], []
    with printing_office(ON_THE_LIST) as (press, numbers):
        originals = [press.original(number) for number in numbers]
        for drawn in range(1, certificates + 1):
            original = originals[drawn % len(originals)]
            link = original.face.offline_link[: -len(str(drawn))] + str(drawn)
            face = replace(original.face, name=f"{original.face.name}{drawn}", offline_link=link)
            press.printed(replace(original, face=face))
            leaked.append(b"\1" * leak)
            if drawn in (few, certificates):
                held.append(_held_mib())
    sys.stdout.write(json.dumps(held) + "\n")


def _held_mib() -> float:
    status = Path("/proc/self/status")
    if not status.exists():  # the most that was held, which a leak raises as well
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = [each for each in status.read_text().splitlines() if each.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
