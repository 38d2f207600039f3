"""The model of the tests sees what it must see."""

from __future__ import annotations

import pytest

from tests.cast import FORMS
from verifier.verdict import VerdictCode


def test_an_ordinary_province_is_sound(ordinary):
    ordinary.check()
    assert len(ordinary.titles) == 3


@pytest.mark.parametrize("form", FORMS)
def test_a_verdict_that_the_model_does_not_foresee_is_found(province, form, monkeypatch):
    monkeypatch.setattr("tests.province.FORMS", (form,))
    province.titles[min(province.titles)].expected = VerdictCode.REVOKED
    with pytest.raises(AssertionError):
        province.check()


def test_a_missing_file_is_found(province):
    (province.office.public_dir / "revocations").unlink()
    with pytest.raises(AssertionError):
        province.check()


def test_a_copy_leaves_the_first_alone(ordinary, province):
    province.revoke(min(province.titles))
    province.check()
    ordinary.check()
