"""Taking a file apart is bounded, and whatever the child does is a refusal in words."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from keys.errors import Malformed, TooLarge
from tests.issuer.refusing import refused
from tests.verifier.files import picturing, tampering
from verifier.files import apart
from verifier.files.apart import Bounds, open_file
from verifier.files.found import Found
from verifier.files.kinds import MAX_FILE_BYTES, Kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.kind"),
        (b"GIF89a", "file.kind"),
        (b"PK\x03\x04 certificate.pdf", "file.kind"),
        (b" %PDF-1.7", "file.kind"),
        (b"%PDF-" + bytes(MAX_FILE_BYTES), "file.too-large"),
    ],
)
def test_a_file_is_told_by_its_first_bytes_before_anything_is_started(data, code, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a child was started"))
    with pytest.raises(Malformed) as error:
        open_file(data)
    assert error.value.code == code


def test_more_pixels_than_can_be_looked_at_are_refused_unseen():
    with pytest.raises(TooLarge) as error:
        open_file(tampering.enormous_png())
    assert (error.value.code, error.value.facts) == ("file.too-many-pixels", {"limit": 40})


def test_more_pages_than_a_certificate_can_have_are_refused():
    with pytest.raises(TooLarge) as error:
        open_file(tampering.long_pdf(21))
    assert (error.value.code, error.value.facts) == ("file.too-many-pages", {"limit": 20})
    assert open_file(tampering.long_pdf(20)).pages == 20


@pytest.mark.parametrize("bounds", [Bounds(wait=0), Bounds(memory=2**20)])
def test_a_reading_past_its_bounds_is_refused(bounds):
    with pytest.raises(Malformed) as error:
        open_file(picturing.words_only(), bounds=bounds)
    assert error.value.code == "file.too-complex"


@pytest.mark.parametrize("picture", [b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xd8\xff" + bytes(99)])
def test_a_broken_picture_is_refused_in_words(picture):
    with pytest.raises(Malformed) as error:
        open_file(picture)
    assert error.value.code == "file.unreadable"


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("", "file.too-complex"),
        ("[]", "file.too-complex"),
        ("[" * 100_000, "file.too-complex"),
        ("{}", "file.unreadable"),
        ('{"refused": "verdict.valid.line"}', "file.unreadable"),
        ('{"refused": ["x"]}', "file.unreadable"),
    ],
)
def test_a_child_that_was_taken_over_says_nothing_that_is_believed(says, code, monkeypatch):
    done = subprocess.CompletedProcess([], 0, stdout=says.encode())
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with pytest.raises(Malformed) as error:
        open_file(picturing.words_only())
    assert error.value.code == code


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(apart, "find_spec", lambda name: None if name == "zxingcpp" else name)
    with refused("file.extra-missing"):
        open_file(picturing.words_only())


def test_the_readers_never_come_into_this_process(files, tmp_path):
    """The parent is a process of its own here, because the tests draw pictures themselves."""
    path = tmp_path / "file.pdf"
    path.write_bytes(files.ann.pdf)
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from verifier.files.apart import open_file\n"
        "found = open_file(Path(sys.argv[1]).read_bytes())\n"
        "assert found.seals\n"
        "print({'PIL', 'pyhanko', 'pypdfium2', 'zxingcpp', 'asn1crypto'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_a_report_is_read_as_it_was_written(files):
    found = open_file(files.ann.pdf)
    assert Found.from_dict(Kind.PDF, json.loads(json.dumps(found.to_dict()))) == found


@pytest.fixture(scope="module")
def report():
    return open_file(picturing.words_only()).to_dict()


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("pages", True),
        ("pages", "2"),
        ("picture", 1),
        ("codes", [["text"]]),
        ("codes", [[1, 1]]),
        ("attachments", [["other.txt", "", None]]),
        ("attachments", [["credential.sd-jwt", "?", None]]),
        ("missing", ["other.txt"]),
        ("seals", [{}]),
    ],
)
def test_a_report_of_another_form_is_refused(report, member, value):
    with pytest.raises(Malformed) as error:
        Found.from_dict(Kind.PDF, {**report, member: value})
    assert error.value.code == "file.unreadable"
