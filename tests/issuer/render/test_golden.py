"""Twelve certificates look as they did when they were looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image

from issuer.render.picture import render_png
from tests.house.tree import ROOT
from tests.issuer.render.golden import (
    MOST,
    PICTURES,
    SHOWN,
    SHOWN_DPI,
    difference,
    drawn,
    kept,
    points,
    shown,
)
from tests.issuer.render.golden.cases import cases

CASES = cases()


def test_every_picture_belongs_to_a_certificate_and_all_are_small():
    wanted = {kept(name, page).name for name in CASES for page in (1, 2)}
    found = list(PICTURES.glob("*.png"))
    assert {path.name for path in found} == wanted
    assert len(CASES) >= 12
    assert sum(path.stat().st_size for path in found) < 1_500_000


@pytest.fixture(scope="module", params=CASES)
def finished(request, tmp_path_factory):
    """A certificate's name and its file."""
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, CASES[request.param].pdf(folder)


def test_a_certificate_looks_as_its_golden_picture(finished, tmp_path):
    name, pdf = finished
    for page in (1, 2):
        apart = difference(drawn(pdf, page), Image.open(kept(name, page)))
        if points(apart) > MOST:
            place = tmp_path / f"{name}-{page}.png"
            apart.save(place)
            drawn(pdf, page).save(place.with_suffix(".drawn.png"))
            pytest.fail(f"{points(apart)} points differ, see {place} and the page beside it")


def test_a_certificate_is_small_enough_to_be_sent(finished):
    _, pdf = finished
    assert len(pdf) <= 200_000  # a seal of some 14,000 is still to be put on it
    for page in (1, 2):
        assert len(render_png(pdf, page=page, dpi=150)) <= 400_000


@pytest.mark.parametrize("name", SHOWN)
def test_the_readme_shows_three_of_them_as_they_are(name, tmp_path):
    page = drawn(CASES[name].pdf(tmp_path), 1, SHOWN_DPI)
    assert points(difference(page, Image.open(shown(name)))) <= MOST
    assert f"docs/pictures/{SHOWN[name]}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.drill
@pytest.mark.parametrize(
    "changed",
    [
        {"name": "欧阳朗远"},
        {"check_code": "7Q4M3K"},
        {"employer": None},
        {"specimen": False},
        {"seal_mm": 38},
        {"seal_colour": "#a3182a"},
        {"accent": "#8a1524"},
        {"seal_words": "职称证书专用章"},
        {"rosette": "dahlia"},
    ],
)
def test_a_change_of_one_thing_is_seen(changed, tmp_path):
    case = CASES["photo"]
    of_look = {name: value for name, value in changed.items() if hasattr(case.face.look, name)}
    of_face = {name: value for name, value in changed.items() if name not in of_look}
    face = replace(case.face, **of_face, look=replace(case.face.look, **of_look))
    pdf = replace(case, face=face).pdf(tmp_path)
    assert points(difference(drawn(pdf, 1), Image.open(kept("photo", 1)))) > MOST
