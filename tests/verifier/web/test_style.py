"""The sheet: every colour can be read, every class is used, large type enlarges everything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import issuer
import verifier
from verifier.web.headers import STYLE

PAIRS = {
    **dict.fromkeys(
        [
            *((ink, ground) for ink in ("ink", "soft", "link") for ground in ("paper", "ground")),
            *(("soft", ground) for ground in ("foot", "tint")), ("link", "foot"),
            *((look, "paper") for look in ("ok", "bad", "warn", "grey")), ("on", "link"),
            ("ink", "field"),
        ],
        4.5,
    ),
    **{("on", look): 7.0 for look in ("ok", "bad", "warn", "grey")},
    ("edge", "field"): 3.0,
}  # fmt: skip
FOLDERS = [Path(package.__file__ or "").parent for package in (issuer, verifier)]


def palettes():
    """The colours by name, by day and by night."""
    day = dict(re.findall(r"--(\w+):(#\w+)", re.search(r":root\{([^}]*)", STYLE)[1]))
    night = re.search(r"prefers-color-scheme:dark\)\{:root\{([^}]*)", STYLE)[1]
    return {"day": day, "night": {**day, **dict(re.findall(r"--(\w+):(#\w+)", night))}}


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = map(linear, parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part):
    """WCAG 2.2, relative luminance."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("hour", ["day", "night"])
@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_what_is_written_can_be_read(hour, pair):
    colours = palettes()[hour]
    assert contrast(colours[pair[0]], colours[pair[1]]) >= PAIRS[pair]


@pytest.mark.parametrize("hour", ["day", "night"])
def test_the_band_at_the_top_can_be_read(hour):
    for light in ("#fff", "#d5e0ec"):
        assert contrast(light, palettes()[hour]["band"]) >= 7


def test_every_class_of_the_sheet_is_used():
    sheet = re.sub(r"\{[^{}]*\}", " ", STYLE)
    classes = set(re.findall(r"\.([a-z][\w-]*)", sheet))
    kinds = ("*.html", "*.py", "*.js", "*.mjs")
    paths = (path for folder in FOLDERS for kind in kinds for path in folder.rglob(kind))
    texts = "".join(path.read_text("utf-8") for path in paths)
    assert sorted(each for each in classes if not re.search(rf"\b{each}\b", texts)) == []


def test_letters_are_sized_by_the_one_size_that_large_type_changes():
    assert "html{font-size:18px" in STYLE
    assert "html.large{font-size:24px}" in STYLE
    in_pixels = re.findall(r"([\w.,]+)\{[^{}]*?font-size:\d+px", STYLE)
    assert in_pixels == ["html", "html.large", "html,html.large"]  # the last one on paper


def test_targets_are_large_enough_and_larger_in_large_type():
    assert "--tap:48px" in STYLE
    assert ".large{--tap:60px}" in STYLE


def test_nothing_is_loaded_by_the_sheet():
    assert "url(" not in STYLE
    assert "@import" not in STYLE
