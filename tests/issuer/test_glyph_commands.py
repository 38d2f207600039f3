"""`zc-issuer glyph`, as an operator types it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from issuer.cli import main
from tests.issuer.render.glyph_picture import SVG, png

CODE = "U+2000B"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def ran(*words, code=0, lang="zh"):
        result = CliRunner().invoke(
            main, ["--instance", str(tmp_path / "instance"), "--lang", lang, *words]
        )
        assert result.exit_code == code, result.output
        return result.output

    (tmp_path / "picture.svg").write_text(SVG, "utf-8")
    (tmp_path / "picture.png").write_bytes(png())
    return ran


@pytest.mark.parametrize("picture", ["picture.svg", "picture.png"])
def test_a_picture_is_taken_in_listed_shown_and_put_away(run, tmp_path, picture):
    assert f"已登记 {CODE} 的字形" in run("glyph", "add", CODE, picture)
    assert CODE in run("glyph", "list")
    run("glyph", "preview", CODE)
    assert (tmp_path / f"{CODE}.png").read_bytes().startswith(b"\x89PNG")
    run("glyph", "remove", CODE)
    assert json.loads(run("--json", "glyph", "list")) == {"glyphs": []}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "2000B", "picture.svg"), "character.code"),
        (("add", "U+674E", "picture.svg"), "glyph.has-font"),
        (("add", "U+E000", "picture.svg"), "glyph.not-chinese"),
        (("remove", CODE), "glyph.unknown"),
        (("preview", CODE), "glyph.unknown"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_mend(run, words, code, lang):
    said = run("glyph", *words, code=1, lang=lang)
    assert code not in said
    assert "{" not in said
    assert json.loads(run("--json", "glyph", *words, code=1))["error"] == code
