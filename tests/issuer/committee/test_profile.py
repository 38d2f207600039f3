"""A committee's file in each of its three forms."""

from __future__ import annotations

import pytest

from issuer.committee.profile import read_profile
from keys.encoding import canonical
from keys.errors import CredentialError, Malformed, Refused
from tests.issuer.desk_world import AUTHORITY, COMMITTEE, committee, profile, refused, trust_list


def handed_out(**more):
    return canonical(
        {"committee": COMMITTEE, "metadata": committee().to_metadata(), "keys": [], **more}
    )


def test_file_of_the_authority():
    assert read_profile(handed_out(authority=AUTHORITY)) == profile()
    assert read_profile(handed_out(), authority=AUTHORITY) == profile()


def test_file_that_names_no_authority_serves_for_a_template_only():
    found = read_profile(handed_out())
    assert found.committee == committee()
    with refused(Refused, "profile.authority"):
        _ = found.authority


def test_statement_and_trust_list_as_published():
    trust = trust_list()
    assert read_profile(trust.current(COMMITTEE).token.encode()) == profile()
    assert read_profile(trust.token.encode() + b"\n") == profile()
    assert read_profile(trust.token.encode(), entity=COMMITTEE) == profile()
    wrapped = canonical({"statement": trust.current(COMMITTEE).token})
    assert read_profile(wrapped) == profile()


def test_committee_that_the_list_does_not_name():
    with refused(Refused, "profile.unknown"):
        read_profile(trust_list().token.encode(), entity=COMMITTEE + "-b")


@pytest.mark.parametrize("data", [b"{}", b'{"committee":1}', b"[]", b"", b"a.b.c", b"\xff\xfe"])
def test_other_files_are_refused(data):
    with pytest.raises(CredentialError):
        read_profile(data)


def test_file_of_another_kind_says_so():
    with refused(Malformed, "profile.form"):
        read_profile(b"{}")
