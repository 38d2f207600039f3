"""A filing is read strictly, and the empty form is a whole filing."""

from __future__ import annotations

import pytest

from issuer.filing import read_filing, sample
from keys.errors import Malformed, Refused
from verifier.committee import CommitteeState
from verifier.titles import Level

AUTHORITY = "https://zc.weihai.example"


def test_the_empty_form_is_a_filing():
    filing = read_filing(sample(), authority=AUTHORITY)
    assert filing.entity == f"{AUTHORITY}/committees/example-committee"
    assert filing.levels == (Level.INTERMEDIATE, Level.ASSISTANT)
    assert filing.state is CommitteeState.ACTIVE
    assert filing.threshold == 2
    assert not filing.characteristic


@pytest.mark.parametrize(
    ("line", "instead", "code", "facts"),
    [
        ('slug = "example-committee"', 'slug = "Example Committee"', "filing.slug", {}),
        ('slug = "example-committee"', "", "filing.slug", {}),
        ('filing_no = "×人社备〔2025〕1号"', "", "document.missing", {"member": "filing_no"}),
        ("threshold = 2", "threshold = 1", "document.member", {"member": "threshold"}),
        ("threshold = 2", "treshold = 2", "document.unknown-member", {"member": "treshold"}),
        ('region = "3710"  ', "region = 3710", "document.member", {"member": "region"}),
        ("2027-12-31", "2024-12-31", "document.member", {"member": "valid_to"}),
        ("threshold = 2", "threshold = 2.5", "filing.toml", {}),
        ("threshold = 2", "threshold =", "filing.toml", {}),
    ],
)  # fmt: skip
def test_what_is_missing_unknown_or_wrong_is_named(line, instead, code, facts):
    text = sample()
    assert line in text
    with pytest.raises(Malformed) as caught:
        read_filing(text.replace(line, instead), authority=AUTHORITY)
    assert caught.value.code == code
    assert facts.items() <= caught.value.facts.items()


def filed_under(number: str):
    typed = sample().replace("×人社备〔2025〕1号", number)
    return read_filing(typed, authority=AUTHORITY)


def test_a_filing_number_is_put_right_and_its_digits_are_never_guessed():
    assert filed_under("威人社备[2025] 7 号").filing_no == "威人社备〔2025〕7号"
    with pytest.raises(Refused) as caught:
        filed_under("威人社备〔20257号")
    assert caught.value.code == "document-number.unreadable"
