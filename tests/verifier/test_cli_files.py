"""zc-verify on files: the same exit codes, words and JSON, and a word on what to install."""

from __future__ import annotations

import json

import pytest

from tests.verifier.files import picturing, tampering
from tests.verifier.files.certificates import Files
from tests.verifier.test_cli import run
from verifier.files import apart


@pytest.fixture(scope="module")
def files(ordinary, tmp_path_factory):
    province = ordinary.copy(tmp_path_factory.mktemp("cli") / "office")
    yield Files.of(province)
    province.close()


@pytest.fixture
def asked(files, tmp_path):
    """Arguments for a file."""
    (tmp_path / "anchor.json").write_bytes(files.province.office.anchor.to_bytes())
    bundle = files.province.office.public_dir / "bundle.json"

    def of(data: bytes, *more: str) -> list[str]:
        (tmp_path / "file.txt").write_bytes(data)  # its name says nothing
        return [
            *(str(tmp_path / "file.txt"), "--bundle", str(bundle)),
            *("--anchor", str(tmp_path / "anchor.json"), "--at", files.at.isoformat(), *more),
        ]

    return of


def test_a_sealed_certificate_is_valid_and_its_record_is_told(asked, files, capsys):
    assert run(asked(files.ann.pdf)) == 0
    told = capsys.readouterr().out
    assert told.startswith("✔ 有效\n")
    assert "✓ 通过  威海市人力资源和社会保障局（示例）的电子印章" in told
    assert f"姓名  {files.ann.printed.certificate.name}" in told


def test_an_edited_certificate_is_not_valid_and_the_record_stands_beside(asked, files, capsys):
    edited = tampering.text_changed_behind_the_seal(files.ann.pdf)
    assert run(asked(edited, "--lang", "en")) == 1
    told = capsys.readouterr().out
    assert "The file was altered after it was sealed" in told
    assert "Official record (compare each item with the file)：Valid" in told
    assert f"Name  {files.ann.printed.certificate.name}" in told


def test_a_picture_of_the_face_cannot_be_told_at_home(asked, files, capsys):
    assert run(asked(files.ann.page())) == 2
    assert "要联网" in capsys.readouterr().out


def test_a_machine_relies_on_what_is_valid_and_compares_with_the_record(asked, files, capsys):
    assert run(asked(files.ann.pdf, "--json")) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["certificate"]["certificate_no"] == files.ann.number
    assert (whole["file"]["kind"], whole["file"]["sealed"]) == ("pdf", True)
    assert run(asked(tampering.with_a_tail(files.ann.pdf), "--json")) == 1
    altered = json.loads(capsys.readouterr().out)
    assert altered["certificate"] is None
    assert altered["file"]["record"]["certificate_no"] == files.ann.number
    assert altered["file"]["record_verdict"] == "VALID"
    (against,) = [each for each in altered["file"]["findings"] if each["outcome"] == "invalid"]
    assert (against["code"], against["facts"]) == ("file.changed-after-sealing", {"bytes": 10})
    assert "改动" in against["says"]
    assert "请勿采信" in against["mend"]


def test_what_cannot_be_opened_is_unusable(asked, capsys):
    assert run(asked(tampering.enormous_png())) == 3
    assert "40 百万像素" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(asked, capsys, monkeypatch):
    monkeypatch.setattr(apart, "find_spec", lambda _: None)
    assert run(asked(picturing.words_only())) == 3
    assert "pip install 'zhicheng[files]'" in capsys.readouterr().err
