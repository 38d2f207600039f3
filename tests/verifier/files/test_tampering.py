"""Every flaw is caught and named, at home and on the page alike; what is genuine stays genuine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from keys.roles import Role
from keys.signer import MemorySigner
from tests.verifier.files import picturing, tampering
from tests.verifier.files.certificates import Files, sealer_of, told

FORGED, OPEN, VALID, REVOKED = "FORGED", "CANNOT_TELL", "VALID", "REVOKED"


@dataclass(frozen=True)
class Case:
    """What was done to a file, what is said, and by which codes.

    `online` where the page, which can follow a link, says more than `zc-verify` at home.
    """

    make: Callable[[Files], bytes]
    verdict: str
    codes: frozenset[str] = frozenset()
    online: tuple[str, frozenset[str]] | None = None


def case(
    make: Callable[[Files], bytes], verdict: str, *codes: str, online: tuple[str, ...] = ()
) -> Case:
    page = (online[0], frozenset(online[1:])) if online else None
    return Case(make, verdict, frozenset(f"file.{each}" for each in codes), page)


def resealed(files: Files) -> bytes:
    """Ann's pages and attachments, sealed by somebody with a key of their own."""
    other = sealer_of(MemorySigner.generate(Role.SEAL))
    return other.seal(tampering.without_a_seal(files.ann.pdf), at=files.at)


def another_page(files: Files) -> bytes:
    """Bo's page with everything of Ann's attached, and no seal at all."""
    pages = tampering.without_a_seal(files.bo.pdf)
    return tampering.with_attachments(pages, **tampering.attachments_of(files.ann.pdf))


def other_words(files: Files) -> bytes:
    """The readable attachment names another title; no seal."""
    attached = tampering.attachments_of(files.ann.pdf)
    attached["certificate.json"] = attached["certificate.json"].replace(
        "工程师".encode(), "正高级工程师".encode()
    )
    return tampering.with_attachments(tampering.without_a_seal(files.ann.pdf), **attached)


UNTIED = (VALID,)
CASES = {
    # as it was handed out
    "genuine": case(lambda f: f.ann.pdf, VALID),
    "revoked and whole": case(lambda f: f.cai.pdf, REVOKED),
    # changed behind the seal
    "another name drawn": case(
        lambda f: tampering.text_changed_behind_the_seal(f.ann.pdf),
        FORGED,
        "changed-after-sealing",
    ),
    "a note added": case(lambda f: tampering.annotated(f.ann.pdf), FORGED, "changed-after-sealing"),
    "revoked and changed": case(
        lambda f: tampering.annotated(f.cai.pdf), FORGED, "changed-after-sealing"
    ),
    "attachment swapped": case(
        lambda f: tampering.attachment_swapped(
            f.ann.pdf, "credential.sd-jwt", f.bo.printed.credential.encode()
        ),
        FORGED,
        *("changed-after-sealing", "attachment-swapped", "readable-differs", "codes-differ"),
        "text-forged",  # no proof of the log goes with it
    ),
    "attachment removed": case(
        lambda f: tampering.attachment_removed(f.ann.pdf, "credential.tlog-proof"),
        FORGED,
        *("changed-after-sealing", "attachment-removed"),
    ),
    "another file behind it": case(
        lambda f: tampering.with_a_tail(f.ann.pdf), FORGED, "changed-after-sealing"
    ),
    # bytes changed or lost
    "a byte of the header": case(
        lambda f: tampering.flipped(f.ann.pdf, 9), FORGED, "bytes-changed"
    ),
    "the last byte gone": case(lambda f: f.ann.pdf[:-1], FORGED, "cut-short"),
    "the last tenth gone": case(
        lambda f: tampering.cut(f.ann.pdf, 0.9), OPEN, "damaged", "no-code"
    ),
    "seal of another file": case(
        lambda f: tampering.seal_copied(f.bo.pdf, f.ann.pdf), FORGED, "bytes-changed"
    ),
    # saved again
    "saved by qpdf": case(lambda f: tampering.saved_again(f.ann.pdf), FORGED, "resaved"),
    "linearised": case(
        lambda f: tampering.saved_again(f.ann.pdf, "--linearize"), FORGED, "resaved"
    ),
    "object streams": case(
        lambda f: tampering.saved_again(f.ann.pdf, "--object-streams=generate"), FORGED, "resaved"
    ),
    "locked with a password": case(
        lambda f: tampering.encrypted(f.ann.pdf), OPEN, "encrypted", "no-code"
    ),
    "locked against changes": case(lambda f: tampering.encrypted(f.ann.pdf, ""), OPEN, "encrypted"),
    # sealed by nobody, or by somebody else
    "seal taken off": case(lambda f: tampering.without_a_seal(f.ann.pdf), OPEN, "seal-missing"),
    "printed to PDF": case(
        lambda f: tampering.without_attachments(f.ann.pdf), OPEN, "seal-missing"
    ),
    "sealed by another key": case(resealed, FORGED, "seal-unknown"),
    "another's page": case(another_page, FORGED, "seal-missing", "codes-differ"),
    "other words attached": case(other_words, FORGED, "seal-missing", "readable-differs"),
    # pictures
    "picture of the face": case(lambda f: f.ann.page(), OPEN, "code-unresolved", online=UNTIED),
    "picture of the back": case(lambda f: f.ann.page(2), VALID),
    "picture of a revoked back": case(lambda f: f.cai.page(2), REVOKED),
    "face with its credential": case(
        lambda f: picturing.with_chunk(f.ann.page(), f.ann.printed.credential),
        OPEN,
        "code-unresolved",
        online=UNTIED,
    ),
    "photo": case(
        lambda f: picturing.photographed(f.ann.page()), OPEN, "code-unresolved", online=UNTIED
    ),
    "screenshot": case(
        lambda f: picturing.screenshot(f.ann.page()), OPEN, "code-unresolved", online=UNTIED
    ),
    "both pages": case(lambda f: picturing.side_by_side(f.ann.page(), f.ann.page(2)), VALID),
    "scan of both pages": case(lambda f: picturing.scanned(f.ann.page(), f.ann.page(2)), VALID),
    "another's code pasted over the face, its own behind": case(
        lambda f: picturing.scanned(
            picturing.code_pasted(f.ann.page(), f.bo.printed.link, (0, 0, 1240)), f.ann.page(2)
        ),
        FORGED,
        "codes-differ",
    ),
    "one's credential beside another's picture": case(
        lambda f: picturing.with_chunk(f.bo.page(), f.ann.printed.credential),
        OPEN,
        "code-unresolved",
        online=(FORGED, "file.codes-differ"),
    ),
    "two certificates": case(
        lambda f: picturing.side_by_side(f.ann.page(), f.bo.page()), OPEN, "two-codes"
    ),
    "no code": case(lambda _: picturing.words_only(), OPEN, "no-code"),
    "credential beside a picture without a code": case(
        lambda f: picturing.with_chunk(picturing.words_only(), f.ann.printed.credential),
        OPEN,
        "no-code",
    ),
    "a code that leads elsewhere": case(
        lambda _: picturing.png(picturing.code_drawn("https://zc.evil.example/q?id=1", 400)),
        "NOT_OFFICIAL_QR",
    ),
    # traps
    "a table that holds itself": case(
        lambda _: tampering.looping_pdf(), OPEN, "damaged", "no-code"
    ),
    "an attachment without end": case(lambda _: tampering.pdf_bomb(), OPEN, "damaged", "no-code"),
}


# One of each kind at every run; each takes a child process or two, so the others are drilled.
OFTEN = {
    "genuine",
    "revoked and whole",
    "another name drawn",
    "attachment swapped",
    "a byte of the header",
    "saved by qpdf",
    "seal taken off",
    "sealed by another key",
    "picture of the face",
    "picture of the back",
    "one's credential beside another's picture",
}


@pytest.mark.parametrize(
    "name",
    [name if name in OFTEN else pytest.param(name, marks=pytest.mark.drill) for name in CASES],
)
def test_what_became_of_a_file_is_told(files, name):
    wanted = CASES[name]
    home, page = files.both(wanted.make(files))
    assert told(home) == (wanted.verdict, wanted.codes)
    assert told(page) == (wanted.online or (wanted.verdict, wanted.codes))
    if page.verdict.code == FORGED:  # what the record says stands beside it
        assert page.on_record is not None
        assert page.compare


def test_every_byte_counts(files):
    """One bit turned over, at places spread over the whole file, the seal itself included."""
    pdf, gap = files.ann.pdf, tampering.gap_of(files.ann.pdf)
    for place in range(0, len(pdf), len(pdf) // 90):
        verdict, codes = told(files.sealed_only(tampering.flipped(pdf, place)))
        assert verdict in (FORGED, OPEN), place
        assert place in gap or verdict == FORGED or "file.damaged" in codes, place


def test_every_byte_of_the_seal_counts(files):
    pdf = files.ann.pdf
    for place in list(tampering.gap_of(pdf))[::97]:
        assert told(files.sealed_only(tampering.flipped(pdf, place)))[0] != VALID, place


def test_the_seal_alone_is_enough_and_the_file_says_so(files):
    verdict = files.sealed_only(files.ann.pdf)
    assert told(verdict) == (VALID, set())
    assert (verdict.sealed, verdict.compare) == (True, False)
